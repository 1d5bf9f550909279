#!/usr/bin/env python3
"""Ten thousand directories in each other cost no command descriptors, stack or time that grows with them.

But for the sandbox: in it the kernel takes a step for every level at every access, which makes half a
minute of all commands. One run has it; with TARE_TEST_LONG=1 all have, and all runs are made.
"""

import os
import subprocess
import time

import case
import commands
from case import Case, make_deep, put

LEVELS = 10_000
MiB = 1 << 20
LONG = bool(os.environ.get("TARE_TEST_LONG"))
LIMITS = ["prlimit", "--nofile=32", "--stack=262144", "--"]
MOST_SECONDS = 60
MOST_MEMORY = 64 * MiB
MOST_SAVED = 512 * MiB  # where all names are kept, which alone are 100 MB


class Depth(Case):
    def make_tree(self, name):
        os.mkdir(name)
        make_deep(name, LEVELS, b"d", b"leaf", b"content")
        put(name + b"/.dockerignore", b"nothing\n!d/**/leaf\n")
        put(name + b"/Dockerfile", b"FROM scratch AS one\nCOPY d /\nFROM scratch\nCOPY d/*/d/ /x\nCOPY . /all\n")

    def test_every_command(self):
        commands.check_complete()
        self.make_tree(b"A")
        self.make_tree(b"B")
        put(b"B/d/changed", b"1")
        deepest = b"/".join([b"d"] * LEVELS) + b"/leaf"
        for command in commands.commands():
            runs = list(commands.runs_of(command, b".", b"../B", [deepest, b"d/x"]))
            if not LONG:
                runs = runs[:1]  # the others hardly walk another way
                if command != "report" and "--no-sandbox" in commands.options_of(command)[0]:
                    runs[0].append("--no-sandbox")
            for words in runs:
                with self.subTest(run=[word[:30] for word in words]), open(os.devnull, "wb") as nowhere:
                    begin = time.monotonic()
                    ended = self.tare(*words, cwd=b"A", code=(0, 1), limits=LIMITS, out=nowhere, timeout=MOST_SECONDS)
                    if LONG:
                        print(f"{time.monotonic() - begin:6.2f} s {ended.peak >> 20:5} MiB ", *[w[:20] for w in words])
                    self.assertLess(ended.peak, MOST_SAVED if command == "digest" else MOST_MEMORY)

    def test_the_whole_tree_is_listed_and_packed(self):
        self.make_tree(b"A")
        with open("listing", "wb") as listing:
            self.tare("ls", "--no-sandbox", cwd=b"A", limits=LIMITS, out=listing)
        self.check_listing()
        self.tare("pack", "-q", "-o", "../out.tar", cwd=b"A", limits=LIMITS)
        for reader in ["tar", "--warning=no-unknown-keyword", "-tf"], ["bsdtar", "-tf"]:
            with self.subTest(reader=reader):
                with open("listing", "wb") as listing:
                    subprocess.run([*reader, "out.tar"], stdout=listing, check=True)
                self.check_listing()

    def check_listing(self):
        # Line by line: what this process ever held would count as the memory of those that it starts.
        count, longest = 0, b""
        with open("listing", "rb") as listing:
            for line in listing:
                count += 1
                longest = max(longest, line, key=len)
        self.assertEqual(count, LEVELS + 3)
        self.assertEqual(longest, b"d/" * LEVELS + b"leaf\n")

    def test_an_excluded_tree_is_sized(self):
        self.make_tree(b"A")
        put(b"A/.dockerignore", b"d\n")
        ended = self.tare("report", "--no-sandbox", cwd=b"A", limits=LIMITS, code=0)
        self.assertRegex(ended.out.decode(), r"excluded +1 file +7 B")
        put(b"A/.dockerignore", b"d\n!**/leaf\n")  # nothing in between is known to be sent before the leaf is met
        with open("listing", "wb") as listing:
            self.tare("ls", "--no-sandbox", cwd=b"A", limits=LIMITS, out=listing)
        self.check_listing()


if __name__ == "__main__":
    case.main()

#!/usr/bin/env python3
"""A builder that asks for every file of many: what tare build keeps of them all.

50,000 of them; with TARE_TEST_LONG a million, for which a sender has 200 MiB.
"""

import os
import re
import subprocess
import sys
import time

BUILDKITD = os.path.realpath(sys.argv.pop(2))

import case  # noqa: E402
from case import TARE, run  # noqa: E402
from million_test import MiB, InMemory, make  # noqa: E402

ENTRIES = 1_000_000 if os.environ.get("TARE_TEST_LONG") else 50_000
MOST = 200 * MiB if ENTRIES == 1_000_000 else 40 * MiB


class Sender(InMemory):
    def start_builder(self):
        builder = subprocess.Popen([BUILDKITD, "socket", "copy"])
        self.addCleanup(builder.wait)
        self.addCleanup(builder.kill)
        deadline = time.monotonic() + 20
        while not os.path.exists("socket"):
            self.assertLess(time.monotonic(), deadline, "the builder does not start")
            time.sleep(0.02)

    def build(self, asked_for):
        address = f"buildkit+unix://{os.getcwd()}/socket"
        command = [TARE, "build", "--progress", "plain", "--builder", address, "--target", "asked", "tree"]
        ended = run(command, env={b"DOCKER_CONFIG": b"none"}, timeout=900)
        self.assertEqual(ended.code, 0, str(ended))
        offered, asked = re.search(rb"([\d,]+) entries offered, ([\d,]+) files? asked for", ended.err).groups()
        self.assertGreaterEqual(int(offered.replace(b",", b"")), ENTRIES + 1000)
        self.assertEqual(int(asked.replace(b",", b"")), asked_for)
        self.assertLess(ended.peak, MOST, f"{ended.peak / MiB:.0f} MiB")
        print(f"{ended.peak / MiB:6.0f} MiB, {asked_for} files asked for")

    def test_all_is_asked_for_and_then_nothing(self):
        make("tree", ENTRIES, 1000)
        with open("tree/Dockerfile", "w", encoding="ascii") as file:
            file.write("FROM scratch AS asked\nCOPY . /\n")
        self.start_builder()
        self.build(ENTRIES + 2)
        self.build(0)


if __name__ == "__main__":
    case.main()

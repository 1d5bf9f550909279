#!/usr/bin/env python3
"""Memory does not grow with the tree: many entries, in one directory and over a thousand.

200,000 of them; with TARE_TEST_LONG a million, which is what the limits are for.
"""

import json
import os
import subprocess
import tempfile

import case
from case import TARE, Case, run

MiB = 1 << 20
ENTRIES = 1_000_000 if os.environ.get("TARE_TEST_LONG") else 200_000
SPREAD_MOST = 128 * MiB
# A directory is sorted as a whole: all its names are there at once.
SINGLE_MOST = 256 * MiB if ENTRIES == 1_000_000 else 128 * MiB
RUNS = [
    ["pack", "-q", "-o", "/dev/null"],
    ["pack", "-q", "-o", "/dev/null", "--compress", "zstd:1"],
    ["report"],
    ["report", "--format", "json"],
    ["ls", "-0"],
    ["digest", "-q"],
]


def make(directory, entries, directories):
    for number in range(directories):
        at = f"{directory}/{number:04}/" if directories > 1 else f"{directory}/"
        os.makedirs(at, exist_ok=True)
        for file in range(entries // directories):
            os.mknod(f"{at}a-name-of-usual-length-{file:07}.js")


class InMemory(Case):
    """Making so many files takes longer than all runs: on a disk much longer."""

    def setUp(self):
        if os.access("/dev/shm", os.W_OK) and "TARE_TEST_TMP" not in os.environ:
            self.addCleanup(setattr, tempfile, "tempdir", tempfile.tempdir)
            tempfile.tempdir = "/dev/shm"
        super().setUp()


class Million(InMemory):
    def check_runs(self, entries, most):
        for words in RUNS:
            for threads in ("1", "8") if os.environ.get("TARE_TEST_LONG") else ("8",):
                with self.subTest(words=words, threads=threads), open(os.devnull, "wb") as nowhere:
                    ended = run([TARE, *words, "--threads", threads, "tree"], out=nowhere, timeout=200)
                    self.assertEqual(ended.code, 0, str(ended))
                    self.assertLess(ended.peak, most, f"{ended.peak / MiB:.0f} MiB")
                    if os.environ.get("TARE_TEST_LONG"):
                        print(f"{ended.peak / MiB:6.0f} MiB ", *words, threads)
        counted = subprocess.run(
            f"'{TARE}' ls -0 tree | tr -cd '\\0' | wc -c", shell=True, check=True, capture_output=True
        )
        self.assertEqual(int(counted.stdout), entries)

    def test_a_thousand_directories(self):
        make("tree", ENTRIES, 1000)
        self.check_runs(ENTRIES + 1000, SPREAD_MOST)

    def test_one_directory(self):
        make("tree", ENTRIES, 1)
        self.check_runs(ENTRIES, SINGLE_MOST)

    def test_what_is_excluded_is_counted(self):
        make("tree/ex", ENTRIES // 4, 1)
        with open("tree/.dockerignore", "wb") as file:
            file.write(b"ex\n")
        ended = run([TARE, "report", "--format", "json", "tree"])
        self.assertEqual(json.loads(ended.out)["excluded"]["files"], ENTRIES // 4)
        self.assertLess(ended.peak, SPREAD_MOST)


if __name__ == "__main__":
    case.main()

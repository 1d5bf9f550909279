#!/usr/bin/env python3
"""An offer of many files keeps little of each until it ends, since any of them may be asked for.

200,000 of them; with TARE_TEST_LONG a million. A sender has 200 MiB for that, and the offer half.
"""

import os
import sys

OFFER_ALL = os.path.realpath(sys.argv.pop(2))

import case  # noqa: E402
from case import run  # noqa: E402
from million_test import ENTRIES, MiB, InMemory, make  # noqa: E402

MOST = 100 * MiB if ENTRIES == 1_000_000 else 40 * MiB
STEP = 1000


class Offer(InMemory):
    def check(self, entries, files):
        for threads in ("1", "8"):
            ended = run([OFFER_ALL, "tree", threads, str(STEP)], timeout=200)
            self.assertEqual(ended.code, 0, str(ended))
            self.assertEqual(ended.out.split(), [b"%d" % entries, b"%d" % (files // STEP), b"0"])
            self.assertLess(ended.peak, MOST, f"{ended.peak / MiB:.0f} MiB")
            print(f"{ended.peak / MiB:6.0f} MiB with {threads} threads")

    def test_a_thousand_directories(self):
        make("tree", ENTRIES, 1000)
        self.check(ENTRIES + 1000, ENTRIES)

    def test_every_file_has_a_further_name_elsewhere(self):
        """As a package manager leaves them that keeps all files in one store."""
        make("tree", ENTRIES // 2, 500)
        os.mkdir("store")
        for number, (at, _, files) in enumerate(os.walk("tree")):
            for file in files:
                os.link(f"{at}/{file}", f"store/{number}-{file}")
        self.check(ENTRIES // 2 + 500, ENTRIES // 2)


if __name__ == "__main__":
    case.main()

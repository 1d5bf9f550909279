#!/usr/bin/env python3
"""Times of every age come through whole, as three readers see them, and SOURCE_DATE_EPOCH caps them."""

import os
import tempfile

import case
import readers
from case import Case, put

# Before 1901 and before 1970; about the ends of 32 bits, of an octal field, and of ext4's 34 bits (2446).
TIMES = [-(2**35), -(2**31) - 1, -(2**31), -100, -1, 0, 1, 2**31 - 1, 2**31, 2**32, 2**33 - 1, 2**33, 15_032_385_535,
         15_032_385_536, 2**34 + 12345, 2**36, 253_402_300_799]


class Times(Case):
    def setUp(self):
        # A file system that has them all.
        if os.access("/dev/shm", os.W_OK):
            self.addCleanup(setattr, tempfile, "tempdir", tempfile.tempdir)
            tempfile.tempdir = "/dev/shm"
        super().setUp()
        for time in TIMES:
            put(b"%d" % time, b"x")
            # Seconds are cut, not rounded, and downwards before 1970, too.
            os.utime(b"%d" % time, ns=(0, time * 10**9 + 999_999_999))
            os.mkdir(b"d%d" % time)
            os.utime(b"d%d" % time, ns=(0, time * 10**9))
            os.symlink(b"x", b"l%d" % time)
            os.utime(b"l%d" % time, ns=(0, time * 10**9 + 1), follow_symlinks=False)

    def kept(self):
        """What the file system here really keeps, by name."""
        return {entry.name: entry.mtime for entry in readers.read_tree(b".")}

    def check_times(self, archive, expected):
        for reader, read in readers.READERS.items():
            with self.subTest(reader=reader):
                self.assertEqual({e.name: e.mtime for e in read(archive) if e.name not in (b".", b"/.")}, expected)

    def test_whole_seconds_of_every_age(self):
        kept = self.kept()
        self.assertLess(min(kept.values()), -(2**31), "this file system has no time before 1901")
        self.check_times(self.tare("pack", "-q").out, kept)

    def test_source_date_epoch(self):
        kept = self.kept()
        for epoch in (0, 100, 2**31, 2**33):
            archive = self.tare("pack", "-q", env={b"SOURCE_DATE_EPOCH": b"%d" % epoch}).out
            self.check_times(archive, {name: min(time, epoch) for name, time in kept.items()})
            archive = self.tare("pack", "-q", "--reproducible", env={b"SOURCE_DATE_EPOCH": b"%d" % epoch}).out
            self.check_times(archive, {name: max(0, min(time, epoch)) for name, time in kept.items()})
        for epoch in (b"", b"-1", b"1.5", b"x", b"0x10", b" 1", b"99999999999999999999"):
            self.tare("pack", "-q", code=2, env={b"SOURCE_DATE_EPOCH": epoch})

    def test_listing(self):
        for line in self.tare("ls", "-l").out.splitlines():
            self.assertRegex(line, rb"^\S+ +(\d+|-) +-?\d{4,}-\d\d-\d\d \d\d:\d\d ", "a time that cannot be shown")


if __name__ == "__main__":
    case.main()

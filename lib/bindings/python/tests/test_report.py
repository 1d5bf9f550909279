import os
import unittest

import tare

from support import DATA, TreeTest

SHOP = DATA / "shop"


class ReportTest(TreeTest):
    def test_every_byte_is_booked(self):
        self.file(".dockerignore", "*.md\n")
        self.file("a", "12345")
        os.link(self.tree / "a", self.tree / "b")
        self.file("c.md", "123")
        os.symlink("a", self.tree / "d")
        report = tare.report(self.tree)
        self.assertEqual(report.context, tare.Tally(files=3, directories=0, links=1, specials=0, bytes=10))
        self.assertEqual(report.excluded, tare.Tally(files=1, directories=0, links=0, specials=0, bytes=3))
        self.assertEqual(report.data["rules"][0]["pattern"], "*.md")
        self.assertEqual(report.data["directory"], str(self.tree))
        self.assertIs(report.data, report.data)
        self.assertEqual(repr(report), "<tare.Report: 10 bytes sent, 3 excluded>")

    def test_digests(self):
        whole = tare.digest(SHOP)
        self.assertRegex(whole, r"^sha256:[0-9a-f]{64}$")
        self.assertEqual(tare.digest(SHOP, threads=2), whole)
        self.assertNotEqual(tare.digest(SHOP, rules="*.json"), whole)
        told = tare.digests(SHOP)
        self.assertIn(whole, str(told))
        self.assertIn("COPY package*.json ./", str(told))

    def test_a_digest_remembers_files(self):
        self.file("a", "x")
        cache = self.tree / "cache"
        first = tare.digest(self.tree, cache=cache, rules="cache")
        self.assertTrue(cache.exists())
        self.assertEqual(tare.digest(self.tree, cache=cache, rules="cache"), first)


if __name__ == "__main__":
    unittest.main()

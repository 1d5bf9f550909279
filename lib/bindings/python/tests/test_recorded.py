"""What Docker itself lists, as recorded, comes out of walk() and of the drop-in."""

import os
import tempfile
import unittest
import warnings

from docker.utils import build

import tare
import tare.docker

from support import recorded
from tars import contents

CASES = (("plain.jsonl", 40, 75), ("exotic.jsonl", 20, 50), ("corners.jsonl", 8, 150))


def walked(tree, case, dialect):
    options = {"rules": case.rules, "dialect": dialect, "context_only": True}
    for entry in tare.walk(tree, **options):
        if entry.included:
            yield os.fsencode(entry.name) + (b"/" if entry.kind is tare.Kind.DIRECTORY else b"")


# These the drop-in does not leave out, whatever the rules say.
KEPT = {b".dockerignore", b"Dockerfile", b"dockerfile"}


def packed(tar, tree, lines):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # docker-py makes odd regular expressions of some
        with tar(tree, lines) as file:
            return [os.fsencode(name) for name in contents(file)]


class RecordedTest(unittest.TestCase):
    def each(self):
        for name, step, count in CASES:
            cases = list(recorded(name, step))
            self.assertEqual(len(cases), count)
            for case in cases:
                with self.subTest(case.where), tempfile.TemporaryDirectory() as tree:
                    case.make(tree)
                    yield case, tree

    def test_a_walk_lists_what_docker_lists_in_its_order(self):
        rejected = 0
        for case, tree in self.each():
            if case.rejected:
                rejected += 1
                with self.assertRaises(tare.UsageError):
                    tare.Matcher(case.rules)
                continue
            self.assertEqual(list(walked(tree, case, "buildkit")), case.buildkit)
            self.assertEqual(list(walked(tree, case, "classic")), case.classic)
        self.assertGreater(rejected, 5)

    def test_the_drop_in_packs_what_docker_lists_and_docker_py_does_not_always(self):
        compared = theirs = 0
        for case, tree in self.each():
            if case.rejected or any(name.split(b"/")[0] in KEPT for name in case.files):
                continue
            compared += 1
            listed = [name.rstrip(b"/") for name in case.classic]
            # A list of lines has no comments; those of the text docker-py takes out before.
            lines = [os.fsdecode(line) for line in case.rules.split(b"\n") if not line.startswith(b"#")]
            self.assertEqual(packed(tare.docker.tar, tree, lines), listed)
            lines = [line.strip() for line in lines]
            theirs += sorted(packed(build.tar, tree, lines)) == sorted(listed)
        # README.md has these figures.
        self.assertEqual((compared, theirs), (230, 200))

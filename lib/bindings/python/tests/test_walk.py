import gc
import os
import socket
import tempfile
import unittest

import tare

from support import TreeTest


def threads():
    return len(os.listdir("/proc/self/task"))


def descriptors():
    return len(os.listdir("/proc/self/fd"))


class WalkTest(TreeTest):
    def names(self, **options):
        return [entry.name for entry in tare.walk(self.tree, **options)]

    def test_entries_say_what_they_are(self):
        self.file(".dockerignore", "*.md\nout\n")
        self.file("a.md", "12")
        os.chmod(self.file("d/b", "12345"), 0o640)
        os.utime(self.tree / "d/b", (0, 77))
        self.file("out/c")
        os.symlink("b", self.tree / "d/link")
        os.mkfifo(self.tree / "fifo")
        found = {entry.name: entry for entry in tare.walk(self.tree)}
        self.assertEqual(list(found), [".dockerignore", "a.md", "d", "d/b", "d/link", "fifo", "out"])
        self.assertEqual(
            found["d/b"],
            tare.Entry("d/b", tare.Kind.FILE, True, tare.Verdict(False, None, None, 0), 5, 0o640, 77),
        )
        self.assertEqual(found["a.md"].verdict, tare.Verdict(True, 1, "*.md", 4))
        self.assertEqual(
            [found[name].kind for name in ("d", "d/link", "fifo", "out")],
            [tare.Kind.DIRECTORY, tare.Kind.SYMLINK, tare.Kind.FIFO, tare.Kind.DIRECTORY],
        )
        self.assertEqual([name for name in found if not found[name].included], ["a.md", "out"])

    def test_names_of_any_bytes_come_back(self):
        raw = b"\xff\xc3(\n\xf0"
        self.file(raw + b"/\xc3\xa9")
        found = list(tare.walk(os.fsencode(self.tree), rules=b"\xff*\n!*/\xc3\xa9\n"))
        self.assertEqual([os.fsencode(entry.name) for entry in found], [raw, raw + b"/\xc3\xa9"])
        self.assertEqual(found[0].name[:found[0].verdict.reach], found[0].name)
        self.assertEqual(os.fsencode(found[0].verdict.rule), b"\xff*")

    def test_skip_leaves_out_what_is_below(self):
        for name in ("a/x/1", "a/x/2", "a/y", "ab/1", "b/1"):
            self.file(name)
        walk = tare.walk(self.tree)
        found = []
        for entry in walk:
            found.append(entry.name)
            if entry.name == "a":
                walk.skip()
        self.assertEqual(found, ["a", "ab", "ab/1", "b", "b/1"])

    def test_only_a_directory_is_skipped(self):
        self.file("a")
        walk = tare.walk(self.tree)
        with self.assertRaisesRegex(ValueError, "no directory"):
            walk.skip()
        next(walk)
        with self.assertRaisesRegex(ValueError, "no directory"):
            walk.skip()

    def test_an_error_comes_after_what_was_found_before(self):
        with self.assertRaises(tare.UsageError) as caught:
            next(tare.walk(self.tree / "nowhere"))
        self.assertEqual(caught.exception.path, str(self.tree / "nowhere"))

    def test_messages_are_told_by_the_iterator(self):
        self.file("a")
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(self.tree / "b"))
        self.file("c")
        told = []
        found = []
        for entry in tare.walk(self.tree, on_message=lambda line: told.append((line, list(found)))):
            found.append(entry.name)
        self.assertIn("c", found)
        self.assertEqual(len(told), 1)
        self.assertRegex(told[0][0], r"^note: '.*b': ")

    def test_what_a_message_raises_ends_the_walk(self):
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(self.tree / "b"))

        def refuse(line):
            raise LookupError(line)

        walk = tare.walk(self.tree, on_message=refuse)
        with self.assertRaises(LookupError):
            list(walk)
        self.assertEqual(list(walk), [])


class LargeWalkTest(unittest.TestCase):
    """In a tree of more entries than a walk goes ahead."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.tree = folder.name
        cls.names = ["big"]
        for directory in range(60):
            cls.names.append(f"big/{directory:02}")
            os.makedirs(os.path.join(folder.name, cls.names[-1]))
            for file in range(100):
                cls.names.append(f"big/{directory:02}/{file:02}")
                os.mknod(os.path.join(folder.name, cls.names[-1]))
        os.makedirs(os.path.join(folder.name, "small/big/x"))
        cls.names += ["small", "small/big", "small/big/x"]

    def test_all_entries_come_in_order_and_once(self):
        self.assertEqual([entry.name for entry in tare.walk(self.tree)], self.names)

    def test_skip_reaches_what_the_walk_has_not_read_yet(self):
        walk = tare.walk(self.tree, threads=1)
        next(walk)
        walk.skip()
        self.assertEqual([entry.name for entry in walk], self.names[-3:])

    def test_a_walk_that_nobody_finishes_leaves_nothing_open(self):
        next(tare.walk(self.tree))
        gc.collect()
        before = threads(), descriptors()
        for number in range(60):
            walk = tare.walk(self.tree)
            next(walk)
            if number % 3 == 0:
                walk.close()
                walk.close()
                self.assertEqual(list(walk), [])
            elif number % 3 == 1:
                with walk:
                    next(walk)
            del walk
        gc.collect()
        self.assertEqual((threads(), descriptors()), before)

    def test_a_forked_process_can_drop_a_walk(self):
        walk = tare.walk(self.tree)
        next(walk)
        child = os.fork()
        if child == 0:
            walk.close()
            os._exit(7)
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), 7)
        self.assertEqual(len(list(walk)), len(self.names) - 1)


if __name__ == "__main__":
    unittest.main()

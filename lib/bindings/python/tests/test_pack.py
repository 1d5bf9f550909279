import copy
import errno
import gzip
import io
import os
import resource
import signal
import socket
import tarfile
import tempfile
import threading
import unittest

import tare

from support import DATA, TreeTest
from tars import contents

SHOP = DATA / "shop"


class Collector:
    """A file that knows write() only, and keeps what it gets."""

    def __init__(self):
        self.blocks = []

    def write(self, block):
        self.blocks.append(block)

    def content(self):
        return io.BytesIO(b"".join(self.blocks))


def packed(directory=SHOP, **options):
    sink = io.BytesIO()
    tare.pack(directory, sink, **options)
    return sink.getvalue()


class TargetTest(TreeTest):
    """Whatever the archive goes to, it gets the same bytes."""

    def setUp(self):
        super().setUp()
        self.expected = packed()
        self.assertGreater(len(self.expected), 30000)

    def test_anything_with_write(self):
        sink = Collector()
        report = tare.pack(SHOP, sink)
        self.assertEqual(b"".join(sink.blocks), self.expected)
        self.assertEqual((report.context.files, report.excluded.files, report.missing), (14, 2, 0))

    def test_files_are_written_to_where_they_stand(self):
        path = self.tree / "out"
        for mode, buffering in (("w+b", -1), ("w+b", 0), ("wb", -1), ("wb", 0)):
            with self.subTest(mode=mode, buffering=buffering), open(path, mode, buffering=buffering) as file:
                file.write(b"before")
                tare.pack(SHOP, file)
                self.assertEqual(file.tell(), len(self.expected) + 6)
                file.write(b"after")
                file.seek(0)
                file.write(b"B")
                file.flush()
                self.assertEqual(path.read_bytes(), b"Before" + self.expected + b"after")

    def test_a_file_that_has_been_read_from(self):
        path = self.tree / "out"
        path.write_bytes(b"0123456789")
        with open(path, "r+b") as file:
            self.assertEqual(file.read(4), b"0123")
            tare.pack(SHOP, file)
            file.seek(2)
            self.assertEqual(file.read(4), b"23" + self.expected[:2])

    def test_temporary_files(self):
        for make in (tempfile.TemporaryFile, tempfile.NamedTemporaryFile, tempfile.SpooledTemporaryFile):
            with self.subTest(make.__name__), make() as file:
                tare.pack(SHOP, file)
                file.seek(0)
                self.assertEqual(file.read(), self.expected)

    def test_a_file_that_compresses_keeps_doing_so(self):
        path = self.tree / "out.gz"
        with gzip.open(path, "wb") as file:
            tare.pack(SHOP, file)
        self.assertEqual(gzip.decompress(path.read_bytes()), self.expected)

    def test_a_class_of_ones_own_is_asked_to_write(self):
        class Counting(io.FileIO):
            count = 0

            def write(self, block):
                self.count += len(block)
                return super().write(block[:1000])  # as a raw file may

        with Counting(self.tree / "out", "w") as file:
            tare.pack(SHOP, file)
        self.assertEqual((self.tree / "out").read_bytes(), self.expected)
        self.assertGreater(file.count, len(self.expected))

    def test_descriptors(self):
        descriptor = os.open(self.tree / "out", os.O_WRONLY | os.O_CREAT)
        self.addCleanup(os.close, descriptor)
        tare.pack(SHOP, descriptor)
        self.assertEqual((self.tree / "out").read_bytes(), self.expected)

    def test_a_pipe_whose_reader_is_a_thread_of_this_process(self):
        reading, writing = os.pipe()
        read = []

        def drain():
            with open(reading, "rb") as file:
                read.append(file.read())

        thread = threading.Thread(target=drain)
        thread.start()
        with open(writing, "wb") as file:
            tare.pack(SHOP, file)
        thread.join()
        self.assertEqual(read, [self.expected])

    def test_the_archive_is_not_in_itself(self):
        self.file("a", "x")
        with open(self.tree / "out.tar", "w+b") as file:
            tare.pack(self.tree, file)
            self.assertEqual(list(contents(file)), ["a"])

    def test_text_is_refused_before_anything_is_written(self):
        self.assertRaisesRegex(TypeError, "binary mode", tare.pack, SHOP, io.StringIO())
        with open(self.tree / "out", "w") as file:
            self.assertRaisesRegex(TypeError, "binary mode", tare.pack, SHOP, file)
        with tempfile.NamedTemporaryFile("w") as file:
            self.assertRaisesRegex(TypeError, "binary mode", tare.pack, SHOP, file)
        self.assertRaisesRegex(TypeError, "not to NoneType", tare.pack, SHOP, None)
        self.assertEqual((self.tree / "out").read_bytes(), b"")


class PackTest(TreeTest):
    def test_compressed(self):
        self.assertEqual(gzip.decompress(packed(compress="gzip")), packed())

    def test_every_option_is_known_and_has_its_effect(self):
        self.file("Dockerfile", "FROM a AS one\nARG WHAT=a\nCOPY $WHAT /\nFROM b AS two\nCOPY b /\n")
        for name in ("a", "b", "c"):
            os.utime(self.file(name, name), (0, 1000))
        self.file("rules", "c\nDockerfile\nrules\n")
        self.file("two.Dockerfile", "FROM b\nCOPY c /\n")

        def names(**options):
            return list(contents(io.BytesIO(packed(self.tree, **options))))

        everything = ["Dockerfile", "a", "b", "c", "rules", "two.Dockerfile"]
        rules = self.tree / "rules"
        self.assertEqual(names(no_ignore=True, threads=2), everything)
        self.assertEqual(names(ignore_file=rules), ["Dockerfile", "a", "b", "rules", "two.Dockerfile"])
        self.assertEqual(names(ignore_file=rules, context_only=True), ["a", "b", "two.Dockerfile"])
        self.assertEqual(names(rules=["*"]), ["Dockerfile"])
        self.assertEqual(names(rules=tare.Matcher("*\n!c"), dialect="classic"), ["Dockerfile", "c"])
        self.assertEqual(names(needed=True, target="one"), ["Dockerfile", "a"])
        self.assertEqual(names(needed=True, target="one", build_args={"WHAT": "c"}), ["Dockerfile", "c"])
        self.assertEqual(names(needed=True, file=self.tree / "two.Dockerfile"), ["c", "two.Dockerfile"])
        self.assertEqual(names(no_ignore=False, ignore_file=None, rules=None, on_message=None), everything)
        reproducible = contents(io.BytesIO(packed(self.tree, reproducible=True, source_date_epoch=5)))
        self.assertEqual({entry[2] for entry in reproducible.values()}, {5})
        self.assertEqual(tare.report(self.tree, no_measure=True, rules="c").excluded.bytes, 0)

    def test_options_that_are_none(self):
        wrong = {
            "ignorefile": "x", "no-ignore": True, "threads": "2", "compress": 3, "build_args": {"a": 1},
            "on_message": "x", "filter": 1, "source_date_epoch": True,
        }
        for name, value in wrong.items():
            with self.subTest(name), self.assertRaises(TypeError) as caught:
                tare.pack(SHOP, io.BytesIO(), **{name: value})
            self.assertIn(name, str(caught.exception))

    def test_values_that_an_option_cannot_have(self):
        wrong = {
            "dialect": "podman", "compress": "lzma", "threads": -1, "rules": "[", "build_args": {"=": "a"},
        }
        for name, value in wrong.items():
            with self.subTest(name), self.assertRaises(ValueError):
                tare.report(SHOP, **{name: value})

    def test_a_filter_chooses_among_what_is_sent(self):
        asked = []

        def keep(entry):
            asked.append(entry)
            return entry.name != "public" and entry.size < 1000

        sink = io.BytesIO()
        report = tare.pack(SHOP, sink, filter=keep)
        names = list(contents(sink))
        self.assertIn("server.js", names)
        self.assertEqual([name for name in names if name.startswith("public")], [])
        self.assertNotIn("package-lock.json", names)
        self.assertNotIn("README.md", [entry.name for entry in asked])
        self.assertEqual(report.context.files, tare.report(SHOP, filter=keep).context.files)
        self.assertTrue(all(entry.included for entry in asked))
        for function in (tare.walk, tare.digest, tare.digests):
            with self.assertRaisesRegex(TypeError, "takes no filter"):
                function(SHOP, filter=keep)

    def test_progress(self):
        for number in range(100):
            self.file(str(number), "x" * 10000)
        told = []

        class Slow(Collector):
            def write(self, block):
                threading.Event().wait(0.06)

        tare.pack(self.tree, Slow(), on_progress=lambda *progress: told.append(progress))
        self.assertGreater(len(told), 0)
        entries, size, name = told[-1]
        self.assertGreater(entries, 0)
        self.assertTrue((self.tree / name).exists(), name)
        self.assertIsInstance(size, int)


class FailureTest(TreeTest):
    def test_a_file_that_breaks_off_is_an_error_that_has_the_report(self):
        large = self.file("large")
        os.truncate(large, 64 << 20)
        self.file("small", "x")

        class Shrinking(Collector):
            def write(self, block):
                if not self.blocks:
                    os.truncate(large, 1000)
                super().write(block)

        sink = Shrinking()
        with self.assertRaises(tare.InputError) as caught:
            tare.pack(self.tree, sink, keep_going=True)
        self.assertEqual(caught.exception.report.context.files, 2)
        packed_files = contents(sink.content())
        self.assertEqual((len(packed_files["large"][4]), packed_files["small"][4]), (64 << 20, b"x"))

    def test_what_a_callback_raises_is_raised(self):
        class Mine(Exception):
            pass

        def refuse(*_):
            raise Mine("no")

        refusing = Collector()
        refusing.write = refuse
        with self.assertRaises(Mine):
            tare.pack(SHOP, refusing)
        with self.assertRaises(Mine):
            tare.pack(SHOP, io.BytesIO(), filter=refuse)
        os.mkfifo(self.tree / "a")
        with socket_in(self.tree / "b"), self.assertRaises(Mine):
            tare.report(self.tree, on_message=refuse)

    def test_what_is_left_is_no_archive(self):
        self.file("a", "x" * 3_000_000)
        sink = Collector()
        keep = sink.write

        def once(block):
            if sink.blocks:
                raise OSError(errno.ENOSPC, "full")
            keep(block)

        sink.write = once
        with self.assertRaises(OSError) as caught:
            tare.pack(self.tree, sink)
        self.assertEqual(caught.exception.errno, errno.ENOSPC)
        with self.assertRaises(tarfile.ReadError), tarfile.open(fileobj=sink.content()) as archive:
            for member in archive:
                archive.extractfile(member).read()

    def test_ctrl_c_ends_a_pack_that_waits_for_its_reader(self):
        self.file("a", "x" * 3_000_000)
        reading, writing = os.pipe()
        self.addCleanup(os.close, reading)
        self.addCleanup(os.close, writing)
        timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
        timer.start()
        self.addCleanup(timer.join)
        with self.assertRaises(KeyboardInterrupt):
            tare.pack(self.tree, writing)

    def test_ctrl_c_while_the_library_asks(self):
        with self.assertRaises(KeyboardInterrupt):
            tare.report(SHOP, filter=lambda entry: signal.raise_signal(signal.SIGINT) is None)

    def test_a_full_device(self):
        with open("/dev/full", "wb", buffering=0) as file, self.assertRaises(OSError) as caught:
            tare.pack(SHOP, file)
        self.assertEqual(caught.exception.errno, errno.ENOSPC)

    def test_a_file_that_cannot_grow_is_an_output_error(self):
        before = resource_limit(1000)
        try:
            with open(self.tree / "out", "wb") as file, self.assertRaises(tare.OutputError) as caught:
                tare.pack(SHOP, file)
        finally:
            resource_limit(before)
        self.assertIsInstance(caught.exception, OSError)
        self.assertEqual((caught.exception.errno, caught.exception.status), (errno.EFBIG, 4))

    def test_an_ignore_file_that_the_system_does_not_give(self):
        os.symlink("loop", self.tree / "loop")
        with self.assertRaises(tare.PathError) as caught:
            tare.report(self.tree, file=self.tree / "loop")
        error = caught.exception
        self.assertIsInstance(error, OSError)
        self.assertIsInstance(error, tare.UsageError)
        self.assertEqual((error.errno, error.filename), (errno.ELOOP, str(self.tree / "loop")))
        self.assertEqual(error.strerror, os.strerror(errno.ELOOP))

    def test_errors_can_be_copied(self):
        error = tare.InputError("'a': m", 3, "a", None, errno.EIO)
        copied = copy.copy(error)
        self.assertEqual(
            (str(copied), copied.status, copied.path, copied.line, copied.errno, copied.filename),
            ("'a': m", 3, "a", None, errno.EIO, "a"),
        )


def socket_in(path):
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    return listener


def resource_limit(size):
    """Sets how large a file may get; returns the limit of before."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    before, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, most))
    return before


if __name__ == "__main__":
    unittest.main()

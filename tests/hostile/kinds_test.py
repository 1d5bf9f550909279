#!/usr/bin/env python3
"""Devices, FIFOs, sockets, holes, mounts and links: never opened, never followed, never mixed up.

It runs itself again in a namespace of its own, where it may mount what it likes and nothing stays.
"""

import fcntl
import hashlib
import os
import random
import socket
import stat
import subprocess
import sys
import threading

import case
import readers
from case import TARE, Case, put

GiB = 1 << 30
INSIDE = "TARE_TEST_NAMESPACE"


def mount(kind, directory, *options):
    os.makedirs(directory, exist_ok=True)
    subprocess.run(["mount", "-t", kind, *options, kind, directory], check=True)


class Kinds(Case):
    def leave(self):
        os.chdir("/")
        with open("/proc/self/mounts", "rb") as mounts:
            places = [line.split(b" ")[1].decode("unicode_escape").encode("latin-1") for line in mounts]
        for place in reversed(places):
            if place.startswith(self.home + b"/"):
                subprocess.run(["umount", "-l", place], check=False)
        super().leave()

    def check_readers(self, archive, expected):
        for reader, read in readers.READERS.items():
            with self.subTest(reader=reader):
                self.assertEqual({entry.name: entry.kind for entry in read(archive)}, expected)

    def test_special_files_are_headers_and_never_opened(self):
        os.mkfifo("fifo")
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind("socket")
        os.mknod("device", stat.S_IFCHR | 0o600, os.makedev(0, 0))  # the one that anybody may make
        put(b"file", b"1")
        ended = self.tare("pack", timeout=20)
        self.check_readers(ended.out, {b"fifo": "fifo", b"device": "char", b"file": "file"})
        self.assertRegex(ended.err, rb"note: '(\./)?socket': is a socket")
        self.look_around()

    def test_devices_mounted_over_files(self):
        """Their directory says that they are files; they are headers all the same."""
        for name, device in ("null", "/dev/null"), ("zero", "/dev/zero"), ("tty", "/dev/tty"):
            put(name.encode())
            subprocess.run(["mount", "--bind", device, name], check=True)
        ended = self.tare("pack", "-q", timeout=20)
        self.check_readers(ended.out, {b"null": "char", b"zero": "char", b"tty": "char"})
        listed = self.tare("ls", "-l", timeout=20).out
        self.assertEqual(3, sum(line.startswith(b"c") for line in listed.splitlines()), listed)
        self.look_around()

    def look_around(self):
        for words in (["report"], ["ls", "-l"], ["digest"], ["lint"], ["suggest"], ["check", "--max-files", "9"], ["diff", ".", "."], ["why", "--trace", "fifo"]):
            with self.subTest(words=words):
                self.tare(*words, code=(0, 1, 3), timeout=20)

    def test_special_files_in_place_of_what_is_read(self):
        os.mkdir("A")
        put(b"A/a", b"1")
        for place in (".dockerignore", "Dockerfile", ".tare.toml"):
            for make in (lambda: os.mkfifo(f"A/{place}"), lambda: os.mkdir(f"A/{place}"), lambda: os.symlink("/dev/zero", f"A/{place}")):
                make()
                for words in (["ls", "--needed"], ["lint"], ["check", "--max-files", "9"], ["report"], ["pack", "-o", "../out"], ["stages"], ["digest"]):
                    with self.subTest(place=place, words=words):
                        self.tare(*words, code=None, cwd="A", timeout=20)
                (os.rmdir if stat.S_ISDIR(os.lstat(f"A/{place}").st_mode) else os.remove)(f"A/{place}")

    def test_fifos_swapped_in_for_files_while_packing(self):
        """A name is now a file, now a FIFO: the archive has one of the two, or the exit code says so."""
        seed = int(os.environ.get("TARE_TEST_SEED", random.SystemRandom().randrange(1 << 32)))
        print(f"TARE_TEST_SEED={seed}", file=sys.stderr)
        random_of = random.Random(seed)
        os.mkdir("tree")
        for number in range(100):
            put(b"tree/%03d" % number, b"content" * 100)
            os.mkfifo(b"fifo%03d" % number)
        done = threading.Event()

        def swap():
            while not done.is_set():
                number = random_of.randrange(100)
                if os.path.exists(b"fifo%03d" % number):
                    os.rename(b"tree/%03d" % number, b"file%03d" % number)
                    os.rename(b"fifo%03d" % number, b"tree/%03d" % number)
                else:
                    os.rename(b"tree/%03d" % number, b"fifo%03d" % number)
                    os.rename(b"file%03d" % number, b"tree/%03d" % number)

        swapper = threading.Thread(target=swap)
        swapper.start()
        complete = 0
        try:
            for _ in range(60):
                ended = self.tare("pack", "-q", "tree", code=(0, 3), timeout=20)
                if ended.code == 0:
                    complete += 1
                    for entry in readers.read_with_python(ended.out):
                        self.assertIn(entry.kind, ("file", "fifo"))
                        if entry.kind == "file":
                            self.assertEqual(entry.digest, readers.digest_of(b"content" * 100), entry)
                for words in (["digest", "-q"], ["lint"], ["report"]):
                    self.tare(*words, "tree", code=(0, 1, 3), timeout=20)
        finally:
            done.set()
            swapper.join()
        print(f"{complete} of 60 archives were complete", file=sys.stderr)

    def test_equal_inodes_on_two_file_systems_are_two_files(self):
        for number in (b"1", b"2"):
            mount("tmpfs", b"tree/" + number)
            for name in (b"x", b"y", b"z"):
                put(b"tree/" + number + b"/" + name, b"of " + number + b" " + name)
                os.link(b"tree/" + number + b"/" + name, b"tree/" + number + b"/" + name + b"hard")
        one, two = os.stat(b"tree/1/x"), os.stat(b"tree/2/x")
        self.assertEqual(one.st_ino, two.st_ino, "the two file systems number their files differently")
        self.assertNotEqual(one.st_dev, two.st_dev)
        for threads in "1", "8":
            packed = self.tare("pack", "-q", "--threads", threads, "tree").out
            for reader in ("GNU tar", "Python"):
                entries = {entry.name: entry for entry in readers.READERS[reader](packed)}
                for number in (b"1", b"2"):
                    for name in (b"x", b"y", b"z"):
                        at = number + b"/" + name
                        self.assertEqual(entries[at].digest, readers.digest_of(b"of " + number + b" " + name))
                        self.assertEqual((entries[at + b"hard"].kind, entries[at + b"hard"].target), ("hard", at))
        report = self.tare("report", "tree").out.decode()
        self.assertRegex(report, "sent +12 files +36 B")

    def test_a_hard_link_whose_first_name_is_excluded(self):
        put(b"tree/a", b"content")
        os.link(b"tree/a", b"tree/b")
        os.link(b"tree/a", b"tree/c")
        put(b"tree/.dockerignore", b"a\n.dockerignore\n")
        packed = self.tare("pack", "-q", "--context-only", "tree").out
        self.check_readers(packed, {b"b": "file", b"c": "hard"})
        self.assertEqual(readers.read_with_python(packed)[0].digest, readers.digest_of(b"content"))
        os.mkdir("out")
        for reader in ("tar", "bsdtar"):
            subprocess.run([reader, "-C", "out", "-xf", "-"], input=packed, check=True)
            self.assertEqual(os.stat("out/b").st_ino, os.stat("out/c").st_ino)

    def test_links_to_everywhere_are_never_followed(self):
        os.mkdir("tree")
        for name, target in ("self", "."), ("loop", "loop"), ("up", ".."), ("root", "/"), ("proc", "/proc/self"), ("a", "b"), ("b", "a"), ("canary", "/etc/passwd"):
            os.symlink(target, "tree/" + name)
        packed = self.tare("pack", "-q", "tree", timeout=20).out
        self.check_readers(packed, {os.fsencode(name): "link" for name in os.listdir("tree")})
        self.assertNotIn(b"root:", packed)
        put(b"tree/Dockerfile", b"FROM scratch\nCOPY self/self/up loop a b root/etc proc canary /\n")
        for words in (["ls", "--needed"], ["stages"], ["lint"], ["digest"], ["report"], ["suggest"]):
            with self.subTest(words=words):
                self.tare(*words, "tree", code=(0, 1, 2), timeout=20)

    def test_mounts_are_crossed_as_docker_does_and_the_kernels_own_end_nothing(self):
        mount("tmpfs", b"tree/mounted")
        put(b"tree/mounted/below/file", b"1")
        packed = self.tare("pack", "-q", "tree").out
        self.check_readers(packed, {b"mounted": "dir", b"mounted/below": "dir", b"mounted/below/file": "file"})
        subprocess.run(["mount", "--rbind", "/proc", "tree/mounted/below"], check=True)
        for context in ("tree", "/proc/self"):
            for words in (["ls"], ["report", "--no-measure"], ["pack", "-q", "-o", "out.tar"], ["digest"], ["lint"], ["suggest"]):
                with self.subTest(context=context, words=words), open(os.devnull, "wb") as nowhere:
                    self.tare(*words, context, code=None, timeout=120, out=nowhere)
        put(b"ignore", b"mounted\n")
        self.tare("pack", "-q", "--ignore-file", "ignore", "tree", timeout=120)

    def test_holes_become_zeros_and_ten_gibibytes_pass(self):
        """The last bytes are not zeros, so that what comes out has been read to the end."""
        size = 10 * GiB
        mount("tmpfs", "tree")
        with open("tree/sparse", "wb") as file:
            file.truncate(size - 5)
            file.seek(size - 5)
            file.write(b"final")
        with open("tree/small", "wb") as file:
            file.truncate(3_000_000)
        with subprocess.Popen([TARE, "pack", "-q", "--no-measure", "tree"], stdout=subprocess.PIPE) as packing:
            fcntl.fcntl(packing.stdout, fcntl.F_SETPIPE_SZ, 1 << 20)
            head = packing.stdout.read(1 << 20)
            # The header says the whole size, and what follows is no map of holes.
            self.assertNotIn(b"GNU.sparse", head)
            count, tail, block = len(head), b"", bytearray(1 << 20)
            while got := packing.stdout.readinto(block):
                count += got
                tail = (tail + block[-2048:])[-4096:] if got == len(block) else (tail + block[:got])[-4096:]
        self.assertEqual(packing.returncode, 0)
        self.assertIn(b"final" + bytes(size % 512), tail)
        self.assertGreater(count, size + 3_000_000)
        self.assertLess(count, size + 3_000_000 + 20_000)
        entries = {}
        small = self.tare("pack", "-q", "--ignore-file", self.ignore(b"sparse"), "tree").out
        for reader, read in readers.READERS.items():
            entries = {entry.name: entry for entry in read(small)}
            self.assertEqual(entries[b"small"].digest, hashlib.sha256(bytes(3_000_000)).hexdigest(), reader)

    def ignore(self, text):
        put(b"ignore", text + b"\n")
        return "ignore"


if __name__ == "__main__":
    if INSIDE not in os.environ:
        os.environ[INSIDE] = "1"
        command = ["unshare", "--user", "--map-root-user", "--mount", "--"]
        if subprocess.run([*command, "true"], check=False, stderr=subprocess.DEVNULL).returncode != 0:
            command = ["unshare", "--mount", "--"]  # where only root may
            if subprocess.run([*command, "true"], check=False, stderr=subprocess.DEVNULL).returncode != 0:
                print("skipped: the kernel gives this process no namespace to mount things in", file=sys.stderr)
                sys.exit(77)
        os.execvp(command[0], [*command, sys.executable, "-B", *sys.argv])
    case.main()

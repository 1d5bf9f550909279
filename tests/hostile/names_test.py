#!/usr/bin/env python3
"""Names of every byte and of every length come through, in the tree, in rules and in Dockerfiles."""

import json
import os

import case
import readers
from case import Case, put

BYTES = [byte for byte in range(1, 256) if byte != ord("/")]
EVERY_BYTE = bytes(BYTES)  # 254 of them, as it happens just what a name may hold
ODD_NAMES = [b"-", b"--", b"-rf", b"--help", b"...", b"....", b"..a", b" ", b"  x  ", b"~", b"~root", b"$(id)", b"`id`",
             b"*", b"?", b"[", b"[a-z]", b"\\", b"\\\\", b"{a,b}", b"!", b"!x", b"#x", b"a:b", b"C:\\x", b"%s%n", b"%00",
             b"\n", b"\n\n", b"\r\n", b"a\r", b"\x1b[2J", b"\xff" * 255, b"\n" * 255, b"\x1b" * 255,
             b"n" * 255, "\u65e5".encode() * 85, b"\xc3", b"\xc3\x28", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc0\xaf",
             b"\xef\xbb\xbfbom", b"PaxHeader", b"././@LongLink", b"pax_global_header", b"a=b\n12 path=x\n", b".\t."]
ODD_NAMES = [name for name in ODD_NAMES if b"/" not in name]
LENGTHS = [99, 100, 101, 155, 156, 157, 255, 256, 257, 4096, 6000]
LONGEST_TARGET = 4095  # of a symbolic link; more the kernel refuses


class Names(Case):
    def check_readers(self, archive, directory=b"."):
        """All three read what is in the tree: names, kinds, targets, contents and times."""
        expected = {entry.name: entry for entry in readers.read_tree(directory)}
        for reader, read in readers.READERS.items():
            with self.subTest(reader=reader):
                entries = read(archive)
                # One for the context itself comes first where the first of it takes two headers.
                if entries[0].name in (b".", b"/."):
                    del entries[0]
                found = {entry.name: entry for entry in entries}
                self.assertEqual(len(found), len(entries), "names that come twice")
                self.assertEqual(sorted(found), sorted(expected))
                for name, entry in found.items():
                    self.assertEqual(entry, expected[name])

    def test_every_byte_comes_through_everywhere(self):
        os.mkdir(b"tree")
        os.chdir(b"tree")
        for byte in BYTES:
            one = bytes([byte])
            put(b"files/x" + one + b"y", b"file " + one)
            if one != b".":
                put(b"alone/" + one, one)
            put(b"directories/" + one + b"x/leaf", one)
            os.makedirs(b"links", exist_ok=True)
            os.symlink(b"to " + one + b"x", b"links/%d" % byte)
        for name in ODD_NAMES:
            put(b"odd/" + name, name)
            put(b"odd directories/" + name + b"/leaf", name)
            os.makedirs(b"odd links", exist_ok=True)
            os.symlink(name, b"odd links/" + name)
        put(EVERY_BYTE + b"/" + EVERY_BYTE, b"every byte")
        os.symlink(EVERY_BYTE, b"every")
        self.check_readers(self.tare("pack", "-q").out)
        listed = self.tare("ls", "-0").out.split(b"\0")
        self.assertEqual(
            sorted(name.rstrip(b"/") for name in listed if name),
            sorted(entry.name for entry in readers.read_tree(b".")),
        )

    def test_rules_of_every_byte_meet_their_names_and_no_others(self):
        # A line cannot hold the byte that ends it.
        for byte in BYTES:
            put(b"x%cy" % byte)
            put(b"left%c" % byte)
        rules = [b"x" + (b"\\" if byte in b"\\*?[" else b"") + b"%cy" % byte for byte in BYTES if byte != 10]
        put(b".dockerignore", b"\n".join(rules) + b"\n")
        excluded = self.tare("ls", "-0", "--excluded").out.split(b"\0")[:-1]
        self.assertEqual(sorted(excluded), sorted(b"x%cy" % byte for byte in BYTES if byte != 10))
        # The one that decides, as it stands in the file.
        names = [b"x%cy" % byte for byte in BYTES]
        answers = self.tare("why", "-n", "-0", "--stdin", stdin=b"\0".join(names) + b"\0").out.split(b"\0")[:-1]
        numbers = {rule.replace(b"\\", b"", rule[:2] == b"x\\"): number for number, rule in enumerate(rules)}
        for at, name in enumerate(names):
            expected = [b"", b"", b"", name]
            if name in numbers:
                expected = [b".dockerignore", b"%d" % (numbers[name] + 1), rules[numbers[name]], name]
            self.assertEqual(answers[4 * at : 4 * at + 4], expected)

    def test_sources_of_a_dockerfile_of_every_character(self):
        characters = [chr(byte) for byte in range(1, 256) if chr(byte) != "/"]
        for character in characters:
            put(f"x{character}y".encode())
            put(f"not{character}".encode())
        lines = ["FROM scratch"]
        for character in characters:
            # A word is taken apart as a shell does, then it is a pattern.
            pattern = "\\" + character if character in "\\*?[" else character
            name = "x" + "".join("\\" + c if c in "\\\"'$" else c for c in pattern) + "y"
            lines.append("COPY " + json.dumps([name, "/"], ensure_ascii=True))
        put(b"Dockerfile", "\n".join(lines).encode() + b"\n")
        needed = self.tare("ls", "-0", "--needed").out.split(b"\0")[:-1]
        self.assertEqual(sorted(needed), sorted(f"x{character}y".encode() for character in characters))

    def test_a_dockerfile_and_rules_whose_own_names_have_every_byte(self):
        put(b"sent", b"1")
        put(b"excluded", b"1")
        for name in (EVERY_BYTE, EVERY_BYTE[:200], b"-f", b"\n", b"\xff"):
            put(b"sub/" + name, b"FROM scratch\nCOPY sent /\n")
            names = self.tare("ls", "-0", "-f", b"sub/" + name, "--no-ignore").out.split(b"\0")[:-1]
            self.assertIn(b"sent", names)
            self.assertIn(b"sub/" + name, names)
            put(b"rules/" + name, b"excluded\nrules\nsub\n")
            packed = self.tare("pack", "-q", "-f", b"sub/" + name, "--ignore-file", b"rules/" + name).out
            for reader, read in readers.READERS.items():
                with self.subTest(reader=reader):
                    names = [entry.name for entry in read(packed)]
                    # It rides along although the rules exclude it.
                    self.assertIn(b"sub/" + name, names)
                    self.assertNotIn(b"excluded", names)
            self.tare("stages", "-f", b"sub/" + name)
        put(b"sub/" + EVERY_BYTE[:200] + b".dockerignore", b"excluded\nsub\nrules\n")
        names = self.tare("ls", "-0", "-f", b"sub/" + EVERY_BYTE[:200]).out.split(b"\0")[:-1]
        self.assertEqual(names, [b"sent"])

    def test_a_context_whose_own_name_has_every_byte(self):
        put(EVERY_BYTE + b"/file", b"1")
        self.check_readers(self.tare("pack", "-q", EVERY_BYTE).out, EVERY_BYTE)
        for name in (b"-", b"-x", b"--needed"):
            put(name + b"/file", b"1")
            self.check_readers(self.tare("pack", "-q", "--", name).out, name)
            self.check_readers(self.tare("pack", "-q", b"./" + name).out, name)

    def test_the_same_file_by_every_name_is_one_hard_link(self):
        put(b"first", b"content")
        for byte in BYTES:
            os.link(b"first", b"x" + bytes([byte]))
        os.link(b"first", b"\xff" * 255)
        packed = self.tare("pack", "-q").out
        names = [entry.name for entry in readers.read_tree(b".")]
        for reader, read in readers.READERS.items():
            with self.subTest(reader=reader):
                entries = {entry.name: entry for entry in read(packed)}
                self.assertEqual(sorted(entries), sorted(names))
                for name in names:
                    self.assertEqual(entries[name].kind, "file" if name == b"first" else "hard")
                    if name != b"first" and reader != "bsdtar":
                        self.assertEqual(entries[name].target, b"first")


    def test_paths_of_every_interesting_length(self):
        for length in LENGTHS:
            for kind in ("file", "dir", "link", "hard"):
                at, parts = os.open(b".", os.O_RDONLY | os.O_DIRECTORY), components(kind, length)
                for directory in parts[:-1]:
                    try:
                        os.mkdir(directory, dir_fd=at)
                    except FileExistsError:
                        pass
                    at, above = os.open(directory, os.O_RDONLY | os.O_DIRECTORY, dir_fd=at), at
                    os.close(above)
                if kind == "dir":
                    os.mkdir(parts[-1], dir_fd=at)
                elif kind == "link":
                    os.symlink((b"t/" * 3000)[: min(length, LONGEST_TARGET)], parts[-1], dir_fd=at)
                else:
                    file = os.open(parts[-1], os.O_WRONLY | os.O_CREAT, 0o644, dir_fd=at)
                    os.write(file, b"%d" % length)
                    os.close(file)
                    if kind == "hard":  # whose other name has the same length
                        os.link(parts[-1], b"z" + parts[-1][1:], src_dir_fd=at, dst_dir_fd=at)
                os.close(at)
        expected = {entry.name: entry for entry in readers.read_tree(b".")}
        lengths = {len(name) for name in expected}
        self.assertLessEqual(set(LENGTHS), lengths)
        packed = self.tare("pack", "-q").out
        for reader, read in readers.READERS.items():
            with self.subTest(reader=reader):
                found = {entry.name: entry for entry in read(packed)}
                self.assertEqual(sorted(found), sorted(expected))
                for name, entry in found.items():
                    if entry.kind == "hard":
                        first = os.path.dirname(name) + b"/h" + os.path.basename(name)[1:]
                        self.assertIn(entry.target, (first.lstrip(b"/"), b"" if reader == "bsdtar" else None))
                        entry = found[first.lstrip(b"/")]._replace(name=name)
                    self.assertEqual(entry, expected[name])


def components(kind, length):
    """A path of `length` bytes below one directory for each kind and length, as its components."""
    top = kind[0].encode() + b"%d" % length
    parts, left = [top], length - len(top) - 1
    while left > 255:
        parts.append(b"d" * min(250, left - 2))
        left -= len(parts[-1]) + 1
    parts.append(kind[0].encode() * left)
    return parts


if __name__ == "__main__":
    case.main()

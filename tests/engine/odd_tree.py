#!/usr/bin/python3
"""Makes DIRECTORY, a context of everything that is hard to carry in a tar. Needs root.

Usage: odd_tree.py DIRECTORY

The ignore file keeps exactly the entries with a component called `excluded` or `excluded.*` out.
The first entry in the order of bytes has a name that no plain tar header holds. All times are long
past, for a copy that forgets them to differ, and whole but for one: a writer that cuts 0.25 s and
one that rounds agree.
"""

import os
import stat
import sys

TIME = 1_000_000_000
IGNORE_FILE = b"""\
# A comment
**/excluded
**/excluded.*

implied
!implied/kept
dots.in.name/*
!dots.in.name/kept
"""

FILES = {
    b".dockerignore": IGNORE_FILE,
    b"Dockerfile": b"FROM scratch\nCOPY . /\n",
    b" " + b"f" * 254: b"first\n",
    b"-dash": b"leading dash\n",
    b" spaces in / it ": b"spaces\n",
    b"new\nline\n": b"newline\n",
    b"tab\tbell\a\x1b[31m": b"control characters\n",
    b"back\\slash*?[a]": b"meta characters\n",
    "gr\u00fc\u00df/\u65e5\u672c": b"UTF-8\n",
    "e\u0301": b"decomposed\n",
    b"raw\xff/\xfe\xff": b"no UTF-8\n",
    b"...": b"dots\n",
    b"..a../.b.": b"dots\n",
    b"v1.2.d/file": b"dots\n",
    b"n" * 99: b"99\n",
    b"n" * 100: b"100\n",
    b"n" * 101: b"101\n",
    b"n" * 155: b"155\n",
    b"n" * 156: b"156\n",
    b"n" * 255: b"255\n",
    b"\xff" * 255: b"255 bytes, no UTF-8\n",
    "\u65e5".encode() * 85: b"255 bytes, UTF-8\n",
    b"/".join([b"d" * 60] * 6 + [b"leaf"]): b"a deep path\n",
    b"/".join([b"s" * 99, b"e" * 100]): b"fits the two fields of a header\n",
    b"nothing": b"",
    b"a block": b"b" * 512,
    b"big": bytes(range(256)) * 4096,
    b"hole": b"\0" * 1_000_000,
    b"hard": b"three names\n",
    b"setuid": b"4755\n",
    b"setgid": b"2755\n",
    b"private": b"0600\n",
    b"no mode": b"0000\n",
    b"capable": b"capabilities\n",
    b"old": b"1971\n",
    b"fraction": b"a quarter of a second\n",
    b"excluded/\xff/file": b"excluded\n",
    b"excluded.\xff": b"excluded\n",
    b"deep/er/excluded/file": b"excluded\n",
    b"deep/er/excluded.\n": b"excluded\n",
    b"implied/excluded": b"excluded\n",
    b"implied/kept": b"an exception below what is excluded\n",
    b"dots.in.name/excluded": b"excluded\n",
    b"dots.in.name/kept": b"an exception\n",
}

LINKS = {
    b"to a directory": b"deep/er",
    b"dangling": b"nowhere",
    b"absolute": b"/etc/passwd",
    b"up": b"../../outside",
    b"100": b"t" * 100,
    b"101": b"t" * 101,
    b"long": b"/".join([b"t" * 99] * 10),
    b"raw": b"raw\xff",
    "\u00fcber".encode(): "gr\u00fc\u00df".encode(),
    b"n" * 150: b"m" * 150,
}

HARD_LINKS = {
    b"deep/hard": b"hard",
    b"h" * 120: b"hard",
    b"raw\xff/hard": b"raw\xff/\xfe\xff",
    b"two/b": "gr\u00fc\u00df/\u65e5\u672c",
    b"shared with excluded": b"excluded/\xff/file",
}

MODES = {
    b"setuid": 0o4755,
    b"setgid": 0o2755,
    b"private": 0o600,
    b"no mode": 0,
    b"sticky": 0o1777,
    b"group": 0o2750,
}

# cap_net_bind_service, permitted and effective, as the kernel stores it: version 2 with the
# effective flag, then two pairs of permitted and inheritable bits.
CAPABILITY = bytes.fromhex("01000002" "00040000" "00000000" "00000000" "00000000")


def set_times(directory):
    for path, directories, files in os.walk(directory, topdown=False):
        for name in files + directories:
            os.utime(os.path.join(path, name), (TIME, TIME), follow_symlinks=False)


def main(directory):
    os.umask(0o022)
    os.mkdir(directory)
    os.chdir(directory)
    for name, content in FILES.items():
        os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
        with open(name, "wb") as file:
            file.write(content)
    os.truncate(b"hole", 0)  # the same zeros again, but no blocks of the disk
    os.truncate(b"hole", len(FILES[b"hole"]))
    os.makedirs(b"links")
    os.makedirs(b"two")
    for name, target in LINKS.items():
        os.symlink(target, os.path.join(b"links", name))
    for name, other in HARD_LINKS.items():
        os.link(other, name)
    for name in b"empty", b"sticky", b"group", b"n" * 200:
        os.mkdir(name)
    os.mkfifo(b"fifo")
    os.mknod(b"character", stat.S_IFCHR | 0o620, os.makedev(1, 3))
    os.mknod(b"block", stat.S_IFBLK | 0o660, os.makedev(7, 300))
    for name, mode in MODES.items():
        os.chmod(name, mode)
    os.setxattr(b"capable", "security.capability", CAPABILITY)
    set_times(b".")
    os.utime(b"old", (31_536_000, 31_536_000))
    os.utime(b"fraction", ns=(0, TIME * 10**9 + 250_000_000))


if len(sys.argv) != 2:
    sys.exit(__doc__)
main(sys.argv[1])

"""What GNU tar, bsdtar and Python's tarfile make of an archive, and what a tree holds, in one form.

Each `read_with_*` takes the bytes of a tar and gives a list of `Entry` in the order of the archive
(but for bsdtar's). A
reader that complains fails the test.
"""

import calendar
import hashlib
import io
import os
import re
import stat
import subprocess
import tarfile
import time
from typing import NamedTuple


class Entry(NamedTuple):
    name: bytes  # without a slash at the end
    kind: str  # file, dir, link, hard, fifo, char, block
    target: bytes  # of a link
    size: int  # of a file
    mtime: int
    digest: str  # of a file's content; empty where a reader does not tell


def digest_of(content):
    return hashlib.sha256(content).hexdigest()


PYTHON_KINDS = {
    tarfile.REGTYPE: "file",
    tarfile.DIRTYPE: "dir",
    tarfile.SYMTYPE: "link",
    tarfile.LNKTYPE: "hard",
    tarfile.FIFOTYPE: "fifo",
    tarfile.CHRTYPE: "char",
    tarfile.BLKTYPE: "block",
}


def read_with_python(archive):
    entries = []
    options = {"mode": "r:", "encoding": "utf-8", "errors": "surrogateescape"}
    with tarfile.open(fileobj=io.BytesIO(archive), **options) as tar:
        for member in tar:
            content = tar.extractfile(member).read() if member.isreg() else b""
            entries.append(
                Entry(
                    member.name.encode("utf-8", "surrogateescape"),
                    PYTHON_KINDS[member.type],
                    member.linkname.encode("utf-8", "surrogateescape"),
                    member.size,
                    int(member.mtime),
                    digest_of(content) if member.isreg() else "",
                )
            )
    return entries


def output_of(command, archive):
    """What a reader says; a warning is a failure, too."""
    ran = subprocess.run(
        command, input=archive, capture_output=True, timeout=120, check=False,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
    )
    if ran.returncode != 0 or ran.stderr:
        raise AssertionError(f"{command} exits with {ran.returncode}: {ran.stderr[:2000]!r}")
    return ran.stdout


C_ESCAPES = {b"a": b"\a", b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}


def unescaped(text):
    """The bytes that C's and mtree's escapes stand for."""

    def byte(match):
        escape = match[1]
        if escape[:1].isdigit():
            return bytes([int(escape, 8)])
        return C_ESCAPES.get(escape, escape)

    return re.sub(rb"\\([0-7]{1,3}|.)", byte, text, flags=re.DOTALL)


GNU_KINDS = {"-": "file", "d": "dir", "l": "link", "h": "hard", "p": "fifo", "c": "char", "b": "block"}
GNU_LINE = re.compile(
    rb'(?P<kind>.)\S+ \d+/\d+ +(?P<size>[\d,]+) (?P<year>-?\d+)-(?P<rest>\d\d-\d\d \d\d:\d\d:\d\d)(?:\.\d+)? +'
    rb'"(?P<name>(?:[^"\\]|\\.)*)"(?: (?:->|link to) "(?P<target>(?:[^"\\]|\\.)*)")?'
)


def seconds(year, rest):
    """The time since 1970 of what is written as a date."""
    parts = time.strptime("2000-" + rest, "%Y-%m-%d %H:%M:%S")
    return calendar.timegm((year, *parts[1:6]))


def read_with_gnu(archive):
    """Contents come in one stream, so that each digest is of what the sizes cut out of it."""
    # It says of the keyword for names that are not UTF-8 that it does not know it; it need not.
    gnu_tar = ["tar", "--warning=no-unknown-keyword"]
    lines = output_of(
        [*gnu_tar, "-tv", "--full-time", "--numeric-owner", "--quoting-style=c", "-f", "-"], archive
    ).splitlines()
    contents = io.BytesIO(output_of([*gnu_tar, "-xO", "-f", "-"], archive))
    entries = []
    for line in lines:
        found = GNU_LINE.fullmatch(line)
        assert found, line
        kind = GNU_KINDS[chr(found["kind"][0])]
        size = int(found["size"]) if kind == "file" else 0
        entries.append(
            Entry(
                unescaped(found["name"]).rstrip(b"/"),
                kind,
                unescaped(found["target"] or b""),
                size,
                seconds(int(found["year"]), found["rest"].decode()),
                digest_of(contents.read(size)) if kind == "file" else "",
            )
        )
    assert not contents.read(1), "more content than the sizes say"
    return entries


def read_with_bsdtar(archive):
    """By way of an mtree listing, which has digests and escapes what is odd in names."""
    listing = output_of(
        ["bsdtar", "-cf", "-", "--format=mtree", "--options=!all,type,size,time,link,sha256", "@-"], archive
    )
    entries = []
    for line in listing.splitlines():
        if line.startswith((b"#", b"/set", b"/unset")):
            continue
        name, *words = line.split(b" ")
        fields = dict(word.split(b"=", 1) for word in words)
        kind = fields[b"type"].decode()
        # A hard link is a file without content there, and what it leads to is not told.
        if kind == "file" and b"sha256digest" not in fields:
            kind = "hard"
        entries.append(
            Entry(
                re.sub(rb"^\./", b"", unescaped(name)),
                kind,
                unescaped(fields.get(b"link", b"")),
                int(fields.get(b"size", 0)) if kind == "file" else 0,
                int(fields[b"time"].split(b".")[0]),
                fields.get(b"sha256digest", b"").decode(),
            )
        )
    return entries


def read_tree(directory):
    """What lies below a directory, as an archive has to hold it but for hard links."""
    entries = []
    for root, directories, files, at in os.fwalk(directory):
        for name in directories + files:
            status = os.stat(name, dir_fd=at, follow_symlinks=False)
            kind = TREE_KINDS[stat.S_IFMT(status.st_mode)]
            digest = ""
            if kind == "file":
                with open(os.open(name, os.O_RDONLY, dir_fd=at), "rb") as file:
                    digest = digest_of(file.read())
            entries.append(
                Entry(
                    os.path.relpath(os.path.join(root, name), directory),
                    kind,
                    os.readlink(name, dir_fd=at) if kind == "link" else b"",
                    status.st_size if kind == "file" else 0,
                    status.st_mtime_ns // 10**9,
                    digest,
                )
            )
    return entries


TREE_KINDS = {
    stat.S_IFREG: "file",
    stat.S_IFDIR: "dir",
    stat.S_IFLNK: "link",
    stat.S_IFIFO: "fifo",
    stat.S_IFCHR: "char",
    stat.S_IFBLK: "block",
}
READERS = {"GNU tar": read_with_gnu, "bsdtar": read_with_bsdtar, "Python": read_with_python}

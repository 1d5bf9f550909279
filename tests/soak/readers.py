"""Three readers of tars, asked for all that they see, and the entries that a packer should write.

GNU tar lists and prints the contents, bsdtar unpacks into a directory, Python's tarfile reads.
"""

import calendar
import io
import os
import re
import subprocess
import tarfile
import time
from typing import NamedTuple

import tree

ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
TYPES = {
    tarfile.REGTYPE: "file",
    tarfile.DIRTYPE: "directory",
    tarfile.SYMTYPE: "symlink",
    tarfile.FIFOTYPE: "fifo",
    tarfile.LNKTYPE: "hard link",
}
LETTERS = {"-": "file", "d": "directory", "l": "symlink", "p": "fifo", "h": "hard link"}


class Entry(NamedTuple):
    name: bytes
    kind: str
    mode: int
    mtime: int
    size: int
    target: bytes
    content: bytes


class Unreadable(Exception):
    """What a reader says of an archive that it does not take."""


def run(command):
    how = {"capture_output": True, "env": ENVIRONMENT, "stdin": subprocess.DEVNULL}
    return subprocess.run(command, **how)


def text(data):
    return data.decode("utf-8", "surrogateescape")


def raw(word):
    return word.encode("utf-8", "surrogateescape")


def without_root(entries, archive):
    """Without the `./` that stands before a first entry that no plain header holds."""
    if entries and entries[0].name in (b".", b"./"):
        plain = archive[257:262] == b"ustar" and archive[156:157] == b"5"
        if len(entries) < 2 or not plain:
            raise Unreadable("an entry for the root that is not needed or not plain")
        return entries[1:]
    return entries


# -- Python -------------------------------------------------------------------------------------


def read_with_python(archive):
    entries = []
    how = {"mode": "r:", "encoding": "utf-8", "errors": "surrogateescape"}
    try:
        with tarfile.open(fileobj=io.BytesIO(archive), **how) as tar:
            for member in tar:
                data = tar.extractfile(member).read() if member.isreg() else b""
                target = raw(member.linkname) if member.islnk() or member.issym() else b""
                status = TYPES[member.type], member.mode, int(member.mtime), member.size
                entries.append(Entry(raw(member.name), *status, target, data))
    except (tarfile.TarError, EOFError) as error:
        raise Unreadable(str(error)) from error
    return entries


# -- GNU tar ------------------------------------------------------------------------------------

GNU_LINE = re.compile(
    rb'(.)(.{9}) 0/0 +(\d+) (-?\d+-\d\d-\d\d \d\d:\d\d:\d\d) "((?:[^"\\]|\\.)*)"'
    rb'(?: (?:->|link to) "((?:[^"\\]|\\.)*)")?'
)
ESCAPE = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
ESCAPED = {b"abfnrtv"[at : at + 1]: b"\a\b\f\n\r\t\v"[at : at + 1] for at in range(7)}


def unescaped(quoted):
    def plain(match):
        escape = match[1]
        return bytes([int(escape, 8)]) if len(escape) == 3 else ESCAPED.get(escape, escape)

    return ESCAPE.sub(plain, quoted)


def mode_of(letters):
    mode = 0
    for at, letter in enumerate(letters):
        bit = 1 << (8 - at)
        if letter in "rwxst":
            mode |= bit
        if letter in "sStT":
            mode |= {2: 0o4000, 5: 0o2000, 8: 0o1000}[at]
    return mode


def seconds_of(date):
    year, rest = date.split("-", 1)
    moment = time.strptime("2000-" + rest, "%Y-%m-%d %H:%M:%S")
    return calendar.timegm((int(year), *moment[1:]))


def read_with_gnu_tar(path):
    """Entries with empty contents, and all contents in a row."""
    command = ["tar", "-xvvOf", path, "--full-time", "--numeric-owner", "--quoting-style=c"]
    command += ["--warning=no-timestamp", "--warning=no-unknown-keyword"]  # hdrcharset is one
    done = run(command)
    if done.returncode != 0:
        raise Unreadable(text(done.stderr[-500:]))
    entries = []
    for line in done.stderr.split(b"\n")[:-1]:
        match = GNU_LINE.fullmatch(line)
        if match is None:
            raise Unreadable("GNU tar says " + text(line))
        letter, mode, size, date, name, target = match.groups()
        kind = LETTERS[letter.decode()]
        name = unescaped(name)
        if kind == "directory":
            name = name.removesuffix(b"/")
        status = kind, mode_of(mode.decode()), seconds_of(date.decode()), int(size)
        entries.append(Entry(name, *status, unescaped(target or b""), b""))
    return entries, done.stdout


# -- bsdtar -------------------------------------------------------------------------------------


def unpack_with_bsdtar(path, directory):
    """The nodes of what it unpacks."""
    os.mkdir(directory)
    # Without -P it takes a leading backslash off a name.
    command = ["bsdtar", "-xpPf", path, "-C", directory]
    done = run(command)
    if done.returncode != 0 or done.stderr:
        raise Unreadable(text(done.stderr[-500:]) or f"exit code {done.returncode}")
    return tree.snapshot(directory)


def all_refuse(archive, path):
    """The readers that take what is in `path` for a complete archive."""
    taken = []
    try:
        read_with_python(archive)
        taken.append("Python")
    except Unreadable:
        pass
    for command in ["tar", "-xOf", path], ["bsdtar", "-xOf", path]:
        if run(command).returncode == 0:
            taken.append(command[0])
    return taken


# -- What should be there -----------------------------------------------------------------------


def mode_of_git(node):
    if node.kind == "directory" or (node.kind == "file" and node.mode & 0o100):
        return 0o755
    return 0o777 if node.kind == "symlink" else 0o644


def entries_of(nodes, names, reproducible=False, epoch=None):
    """What an archive of `names` holds, in their order."""
    entries = []
    first_names = {}
    for name in names:
        node = nodes[name]
        mode, mtime = node.mode, node.mtime
        if reproducible:
            mode, mtime = mode_of_git(node), max(0, min(mtime, epoch or 0))
        elif epoch is not None:
            mtime = min(mtime, epoch)
        if node.is_linked() and not reproducible:
            first = first_names.setdefault(node.inode, name)
            if first != name:
                entries.append(Entry(name, "hard link", mode, mtime, 0, first, b""))
                continue
        entries.append(Entry(name, node.kind, mode, mtime, node.size, node.target, node.content))
    return entries

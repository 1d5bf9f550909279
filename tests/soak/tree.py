"""What a directory holds, and ways to get at it. Names are bytes, relative to it.

Everything goes by the descriptor of a parent, so that paths may be longer than the system takes.
"""

import os
import stat
from contextlib import contextmanager

KINDS = {
    stat.S_IFREG: "file",
    stat.S_IFDIR: "directory",
    stat.S_IFLNK: "symlink",
    stat.S_IFIFO: "fifo",
    stat.S_IFSOCK: "socket",
}
OPEN_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class Node:
    def __init__(self, status):
        self.kind = KINDS[stat.S_IFMT(status.st_mode)]
        self.mode = stat.S_IMODE(status.st_mode)
        self.mtime = status.st_mtime_ns // 10**9
        self.size = status.st_size if self.kind == "file" else 0
        self.inode = (status.st_dev, status.st_ino)
        self.links = status.st_nlink
        self.target = b""
        self.content = b""

    def is_linked(self):
        return self.kind != "directory" and self.links > 1


def read_all(name, parent):
    file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=parent)
    with open(file, "rb") as stream:
        return stream.read()


def read_directory(fd, above, nodes):
    for base in sorted(os.fsencode(entry) for entry in os.listdir(fd)):
        node = Node(os.lstat(base, dir_fd=fd))
        nodes[above + base] = node
        if node.kind == "symlink":
            node.target = os.readlink(base, dir_fd=fd)
        elif node.kind == "file":
            node.content = read_all(base, fd)
            node.size = len(node.content)
        elif node.kind == "directory":
            child = os.open(base, OPEN_DIRECTORY, dir_fd=fd)
            try:
                read_directory(child, above + base + b"/", nodes)
            finally:
                os.close(child)


def snapshot(root):
    """Nodes by name, in Docker's order."""
    nodes = {}
    fd = os.open(root, OPEN_DIRECTORY)
    try:
        read_directory(fd, b"", nodes)
    finally:
        os.close(fd)
    return nodes


def parent_of(name):
    return name.rpartition(b"/")[0]


def parents_of(name):
    """The directories above it, topmost first."""
    parts = name.split(b"/")
    return [b"/".join(parts[:size]) for size in range(1, len(parts))]


def order(name):
    """The key by which names stand in Docker's order."""
    return name.split(b"/")


@contextmanager
def parent(root, name):
    """The open parent of a name, and its last part."""
    fd = os.open(root, OPEN_DIRECTORY)
    *above, base = name.split(b"/")
    try:
        for part in above:
            child = os.open(part, OPEN_DIRECTORY, dir_fd=fd)
            os.close(fd)
            fd = child
        yield fd, base
    finally:
        os.close(fd)


def write(root, name, content, exclusive=False):
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
    with parent(root, name) as (fd, base):
        file = os.open(base, flags | (os.O_EXCL if exclusive else 0), 0o644, dir_fd=fd)
        with open(file, "wb") as stream:
            stream.write(content)


def remove(root, name):
    """With all that is below it."""
    with parent(root, name) as (fd, base):
        remove_entry(fd, base)


def remove_entry(fd, base):
    if not stat.S_ISDIR(os.lstat(base, dir_fd=fd).st_mode):
        os.unlink(base, dir_fd=fd)
        return
    child = os.open(base, OPEN_DIRECTORY, dir_fd=fd)
    try:
        for below in os.listdir(child):
            remove_entry(child, os.fsencode(below))
    finally:
        os.close(child)
    os.rmdir(base, dir_fd=fd)


def change_mode(root, name, mode):
    with parent(root, name) as (fd, base):
        os.chmod(base, mode, dir_fd=fd)

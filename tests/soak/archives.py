"""Whether an archive holds what it should, as three readers see it, or none of them takes it."""

import os

import readers
import tree
from comparing import Difference, require, same, shortened

# Behind paths that are longer than the system takes, bsdtar loses times, makes no hard links and fails at
# the owners of some directories, in archives of Python's making, too.
LONGEST_PATH = 4000


def names_of(entries):
    return [entry.name for entry in entries]


def lies_too_deep(entry):
    return max(len(entry.name), len(entry.target)) > LONGEST_PATH


class Archives:
    """Checks in a directory of their own, and counts what each reader has read."""

    def __init__(self, directory, counts):
        self.directory = directory
        self.path = os.path.join(directory, b"archive")
        self.counts = counts

    def check(self, archive, stored, entries, moving=False):
        """`archive` is the tar, `stored` the same as it was written, perhaps compressed. `entries`
        are what it should hold, or None for what Python reads; with `moving` the times and modes of
        hard links may disagree."""
        tree.write(self.directory, b"archive", stored)
        try:
            found = readers.without_root(readers.read_with_python(archive), archive)
            if entries is not None:
                same("names that Python reads", names_of(entries), names_of(found))
                same("what Python reads", entries, found)
            self.counts["python"] += 1
            self.with_gnu_tar(archive, found)
            self.with_bsdtar(found, moving)
        except readers.Unreadable as error:
            raise Difference(f"a reader refuses the archive: {error}") from error
        return found

    def with_gnu_tar(self, archive, entries):
        listed, contents = readers.read_with_gnu_tar(self.path)
        listed = readers.without_root(listed, archive)
        wanted = [entry._replace(content=b"") for entry in entries]
        same("names that GNU tar lists", names_of(wanted), names_of(listed))
        same("what GNU tar lists", wanted, listed)
        whole = b"".join(entry.content for entry in entries)
        require(contents == whole, "GNU tar prints other contents")
        self.counts["gnu tar"] += 1

    def with_bsdtar(self, entries, moving):
        if any(lies_too_deep(entry) for entry in entries):
            return
        directory = os.path.join(self.directory, b"unpacked")
        nodes = readers.unpack_with_bsdtar(self.path, directory)
        compare_unpacked(entries, nodes, moving)
        tree.remove(self.directory, b"unpacked")
        self.counts["bsdtar"] += 1

    def check_refused(self, archive, what):
        tree.write(self.directory, b"archive", archive)
        takers = readers.all_refuse(archive, self.path)
        same(f"{what}: readers that take an incomplete archive", [], takers)
        self.counts["refused"] += 1


def compare_unpacked(entries, nodes, moving):
    first_names = {}  # by inode
    for entry in entries:
        node = nodes.get(entry.name)
        require(node is not None, f"bsdtar does not unpack {shortened(entry.name)}")
        first = first_names.setdefault(node.inode, entry.name)
        target = entry.target if entry.kind == "hard link" else entry.name
        same(f"bsdtar: {shortened(entry.name)} is the same file as", target, first)
        if entry.kind != "hard link":
            compare_one(entry, node, moving and node.links > 1)
    implied = {above for entry in entries for above in tree.parents_of(entry.name)}
    known = implied.union(names_of(entries))
    same("what bsdtar unpacks besides", [], [name for name in nodes if name not in known])


def compare_one(entry, node, any_status):
    wanted = [entry.kind, entry.mtime, entry.mode, entry.size, entry.target]
    got = [node.kind, node.mtime, node.mode, node.size, node.target]
    if os.geteuid() != 0:  # then it gives what is root's neither to root nor a set-id bit
        wanted[2], got[2] = entry.mode & 0o777, node.mode & 0o777
    if any_status:
        wanted[1:3] = got[1:3]
    what = f"bsdtar unpacks {shortened(entry.name)}"
    same(what, wanted, got)
    require(node.content == entry.content, f"{what} with other content")

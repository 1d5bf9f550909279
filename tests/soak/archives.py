"""Whether an archive holds what it should, as three readers see it, or none of them takes it."""

import os

import readers
import tree
from comparing import Difference, require, same


def names_of(entries):
    return [entry.name for entry in entries]


class Archives:
    """Checks in a directory of their own, and counts what each reader has read."""

    def __init__(self, directory, counts):
        self.path = os.path.join(directory, b"archive")
        self.out = os.path.join(directory, b"unpacked")
        self.counts = counts

    def check(self, archive, stored, entries, moving=False):
        """`archive` is the tar, `stored` the same as it was written, perhaps compressed. `entries` are
        what it should hold, or None for what Python reads; with `moving` hard links may disagree."""
        tree.write(os.path.dirname(self.path), os.path.basename(self.path), stored)
        try:
            found = readers.without_root(readers.read_with_python(archive), archive)
            if entries is not None:
                same("names that Python reads", names_of(entries), names_of(found))
                same("what Python reads", entries, found)
            entries = found
            self.counts["python"] += 1
            self.with_gnu_tar(archive, entries)
            self.with_bsdtar(archive, entries, moving)
        except readers.Unreadable as error:
            raise Difference(f"a reader refuses the archive: {error}") from error
        return entries

    def with_gnu_tar(self, archive, entries):
        listed, contents = readers.read_with_gnu_tar(self.path)
        listed = readers.without_root(listed, archive)
        # The bits of a mode beside the letters and the size of what has no data differ in notation.
        wanted = [entry._replace(content=b"") for entry in entries]
        same("names that GNU tar lists", names_of(wanted), names_of(listed))
        same("what GNU tar lists", wanted, listed)
        require(contents == b"".join(entry.content for entry in entries), "GNU tar prints other contents")
        self.counts["gnu tar"] += 1

    def with_bsdtar(self, archive, entries, moving):
        nodes = readers.unpack_with_bsdtar(self.path, self.out)
        try:
            self.compare_unpacked(entries, nodes, moving)
        finally:
            remove_directory(self.out)
        self.counts["bsdtar"] += 1

    @staticmethod
    def compare_unpacked(entries, nodes, moving):
        implied = {above for entry in entries for above in tree.parents_of(entry.name)}
        groups = {}
        for entry in entries:
            node = nodes.get(entry.name)
            require(node is not None, f"bsdtar does not unpack {entry.name!r}")
            if entry.kind == "hard link":
                same(f"bsdtar: {entry.name!r} is linked to", groups.get(entry.target), node.inode)
                continue
            require(node.inode not in groups.values(), f"bsdtar links {entry.name!r} to another file")
            groups[entry.name] = node.inode
            wanted = {"kind": entry.kind, "mtime": entry.mtime, "target": entry.target, "size": entry.size}
            got = {"kind": node.kind, "mtime": node.mtime, "target": node.target, "size": node.size}
            if entry.kind != "symlink":
                wanted["mode"], got["mode"] = entry.mode, node.mode
            if moving and node.links > 1:
                wanted["mtime"] = got["mtime"] = wanted["mode"] = got["mode"] = 0
            same(f"bsdtar unpacks {entry.name!r}", wanted, got)
            require(node.content == entry.content, f"bsdtar unpacks {entry.name!r} with other content")
        same("what bsdtar unpacks besides", [], [name for name in nodes if name not in implied and name not in groups
                                                 and nodes[name].links < 2])

    def check_refused(self, archive, stored, what):
        tree.write(os.path.dirname(self.path), os.path.basename(self.path), stored)
        same(f"{what}: readers that take an incomplete archive", [], readers.all_refuse(archive, self.path))
        self.counts["refused"] += 1


def remove_directory(path):
    tree.remove(os.path.dirname(path) or b".", os.path.basename(path))

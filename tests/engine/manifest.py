#!/usr/bin/python3
"""Lists files as text for diff: one line a file, in the order of the bytes of its name.

Usage: manifest.py tree DIRECTORY   a directory
       manifest.py tar FILE         a tar
       manifest.py image FILE       the layers of an image, as 'docker save' writes it

Columns, separated by tabs: the name as a JSON string (bytes that are no UTF-8 as \\udcXX), the
kind, the mode, the modification time in whole seconds, and
  of a regular file   the size, the SHA-256 of the content, the capabilities
  of a symbolic link  the target
  of a device         the numbers
and, last, the first name of the same file, where it has several. The root is not listed.
"""

import hashlib
import json
import math
import os
import stat
import sys
import tarfile

CAPABILITY = "security.capability"


def quoted(text):
    return json.dumps(os.fsdecode(text))


def digest(file):
    content = file.read()
    return f"{len(content)}\t{hashlib.sha256(content).hexdigest()}"


class Manifest:
    def __init__(self):
        self.lines = {}  # name -> (kind, mode, time, detail)
        self.groups = {}  # name -> key, equal for the names of one file

    def add(self, name, kind, mode, time, detail, group):
        name = os.fsencode(name)
        self.lines[name] = (kind, f"{stat.S_IMODE(mode):04o}", str(math.floor(time)), detail)
        self.groups[name] = group

    def write(self):
        first = {}
        for name in sorted(self.lines):
            group = self.groups[name]
            line = [quoted(name), *self.lines[name]]
            if first.setdefault(group, name) != name:
                line.append(f"= {quoted(first[group])}")
            print("\t".join(filter(None, line)))


def add_tree(manifest, root):
    for directory, directories, files in os.walk(os.fsencode(root)):
        for base in directories + files:
            path = os.path.join(directory, base)
            status = os.lstat(path)
            mode = status.st_mode
            kind, detail = "socket", ""
            if stat.S_ISREG(mode):
                kind = "file"
                with open(path, "rb") as file:
                    detail = digest(file)
                if CAPABILITY in os.listxattr(path):
                    detail += "\t" + os.getxattr(path, CAPABILITY).hex()
            elif stat.S_ISDIR(mode):
                kind = "directory"
            elif stat.S_ISLNK(mode):
                kind, detail = "symlink", quoted(os.readlink(path))
            elif stat.S_ISFIFO(mode):
                kind = "fifo"
            elif stat.S_ISCHR(mode) or stat.S_ISBLK(mode):
                kind = "character" if stat.S_ISCHR(mode) else "block"
                detail = f"{os.major(status.st_rdev)},{os.minor(status.st_rdev)}"
            name = os.path.relpath(path, os.fsencode(root))
            group = (status.st_dev, status.st_ino)
            manifest.add(name, kind, mode, status.st_mtime_ns // 10**9, detail, group)


def add_tar(manifest, tar):
    for member in tar:
        name = os.path.normpath(member.name)
        if name == ".":
            continue
        mode, time, group = member.mode, member.mtime, name
        kind, detail = f"type {member.type!r}", ""
        if member.isreg():
            kind, detail = "file", digest(tar.extractfile(member))
            capability = member.pax_headers.get(f"SCHILY.xattr.{CAPABILITY}")
            if capability is not None:
                detail += "\t" + os.fsencode(capability).hex()
        elif member.islnk():
            other = os.fsencode(os.path.normpath(member.linkname))
            missing = ("hard link to nothing", "", "", quoted(other))
            kind, _, _, detail = manifest.lines.get(other, missing)
            group = manifest.groups.get(other, name)
        elif member.isdir():
            kind = "directory"
        elif member.issym():
            kind, detail = "symlink", quoted(member.linkname)
        elif member.isfifo():
            kind = "fifo"
        elif member.ischr() or member.isblk():
            kind = "character" if member.ischr() else "block"
            detail = f"{member.devmajor},{member.devminor}"
        manifest.add(name, kind, mode, time, detail, group)


def open_tar(file):
    return tarfile.open(fileobj=file, encoding="utf-8", errors="surrogateescape")


def main(arguments):
    if len(arguments) != 2 or arguments[0] not in ("tree", "tar", "image"):
        sys.exit(__doc__)
    kind, path = arguments
    manifest = Manifest()
    if kind == "tree":
        add_tree(manifest, path)
    else:
        with open(path, "rb") as file, open_tar(file) as tar:
            if kind == "tar":
                add_tar(manifest, tar)
            else:
                [image] = json.load(tar.extractfile("manifest.json"))
                for layer in image["Layers"]:
                    with open_tar(tar.extractfile(layer)) as layer_tar:
                        add_tar(manifest, layer_tar)
    manifest.write()


main(sys.argv[1:])

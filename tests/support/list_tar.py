#!/usr/bin/python3
"""Lists a tar as Python reads it: names as bytes, each ending in NUL. Fails for one that is cut."""

import sys
import tarfile

with tarfile.open(sys.argv[1], mode="r:") as archive:
    for member in archive:
        name = member.name + ("/" if member.isdir() else "")
        sys.stdout.buffer.write(name.encode("utf-8", "surrogateescape") + b"\0")
        if member.isreg() and len(archive.extractfile(member).read()) != member.size:
            sys.exit(f"{member.name!r} is cut")

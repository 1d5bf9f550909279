"""What is in an archive."""

import tarfile


def contents(file):
    """Of each entry by its name, in order: type, permissions, seconds, what a link names, and the bytes."""
    file.seek(0)
    with tarfile.open(fileobj=file) as archive:
        return {
            member.name: (
                member.type,
                oct(member.mode),
                int(member.mtime),
                member.linkname,
                archive.extractfile(member).read() if member.isfile() else None,
            )
            for member in archive
        }

"""A drop-in for docker-py's docker.utils.build.tar().

    import docker.utils
    import tare.docker

    docker.utils.tar = docker.utils.build.tar = tare.docker.tar    # from now on, docker-py packs with tare

docker-py itself is not needed here.
"""

from __future__ import annotations

import gzip as gzip_module
import io
import os
import tarfile
import tempfile
from collections.abc import Sequence
from typing import IO, Any

from ._matcher import Matcher
from ._pack import pack

__all__ = ["tar"]

_IGNORE_FILE = ".dockerignore"


def tar(
    path: str | os.PathLike[str],
    exclude: Sequence[str] | None = None,
    dockerfile: tuple[str | None, str | None] | None = None,
    fileobj: IO[bytes] | None = None,
    gzip: bool = False,
) -> IO[bytes]:
    """The build context in the directory `path`, as an archive in `fileobj`, by default a new temporary
    file, which stands at its beginning then.

    `exclude` has the lines of a .dockerignore, and the rules are Docker's. `dockerfile` is a name in the
    context, and None or its text; one that has a text is added under that name. Neither the Dockerfile nor
    .dockerignore is left out. OSError for what cannot be read.
    """
    with os.scandir(path):
        pass  # raises what docker-py would for a path that is no directory
    rules = [_rule(pattern) for pattern in exclude or ()]
    name, content = dockerfile or (None, None)
    options: dict[str, Any] = {"dialect": "classic", "compress": "gzip" if gzip else "none"}
    added: dict[str, str] = {}
    if content is not None:
        listed = "\n".join([*(exclude or [_IGNORE_FILE]), name])
        added = {_IGNORE_FILE: listed, name: content}
        options["context_only"] = True
        rules += [_escaped(added_name) for added_name in added]
    else:
        rules.append(f"!{_IGNORE_FILE}")
        if name is not None:
            options["file"] = os.path.join(path, name)
    return _written(path, Matcher(rules, "exclude"), added, fileobj, options)


def _written(path: Any, matcher: Matcher, added: dict[str, str], fileobj: Any, options: Any) -> Any:
    target = fileobj if fileobj is not None else tempfile.NamedTemporaryFile()
    try:
        # What is added stands first: then the end of the archive need not be found.
        target.write(_entries(added, options["compress"] == "gzip"))
        pack(path, target, rules=matcher, **options)
        target.seek(0)
    except BaseException:
        if fileobj is None:
            target.close()
        raise
    return target


def _entries(added: dict[str, str], gzip: bool) -> bytes:
    entries = b"".join(_entry(name, text.encode()) for name, text in added.items())
    return gzip_module.compress(entries, mtime=0) if entries and gzip else entries


def _entry(name: str, content: bytes) -> bytes:
    info = tarfile.TarInfo(name)
    info.size = len(content)
    file = io.BytesIO()
    with tarfile.open(mode="w", fileobj=file) as archive:
        archive.addfile(info, io.BytesIO(content))
        end = archive.offset
    return file.getvalue()[:end]


def _rule(pattern: str) -> str:
    """In a list, nothing is a comment."""
    return "\\" + pattern if pattern.startswith("#") else pattern


def _escaped(name: str) -> str:
    """A rule that matches this name and nothing else."""
    return "/" + "".join("\\" + letter if letter in "*?[\\" else letter for letter in name)

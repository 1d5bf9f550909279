"""What an archive is written to: a descriptor itself where that comes to the same, else write()."""

from __future__ import annotations

import io
import os
import stat
import tempfile
from collections.abc import Callable
from typing import Any


def refuse_text(target: Any) -> None:
    if isinstance(target, io.TextIOBase):
        raise TypeError("an archive is bytes, and this file takes text: open it in binary mode")


def unwrapped(target: Any) -> Any:
    """What is in a tempfile.NamedTemporaryFile(), whose own methods only pass on."""
    wrapper = getattr(tempfile, "_TemporaryFileWrapper", None)
    return target.file if type(target) is wrapper else target


def regular_file(target: Any) -> int | None:
    """The descriptor of a regular file that is written to as it is.

    Only of classes that are known to put nothing between write() and the descriptor: a gzip.GzipFile has
    a descriptor, too. Pipes and terminals are left to write(), which Ctrl-C can interrupt.
    """
    if isinstance(target, int) and not isinstance(target, bool):
        return target if _is_regular(target) else None
    raw = target.raw if type(target) in (io.BufferedWriter, io.BufferedRandom) else target
    if type(raw) is not io.FileIO or not raw.writable() or not _is_regular(raw.fileno()):
        return None
    return raw.fileno()


def _is_regular(descriptor: int) -> bool:
    return stat.S_ISREG(os.fstat(descriptor).st_mode)


def writer(target: Any) -> Callable[[bytes], Any]:
    """A function that writes all of what it gets."""
    if isinstance(target, int) and not isinstance(target, bool):
        return _whole(lambda block: os.write(target, block))
    write = getattr(target, "write", None)
    if write is None:
        raise TypeError(f"an archive is written to a file or a descriptor, not to {type(target).__name__}")
    return _whole(write) if isinstance(target, io.RawIOBase) else write


def _whole(write: Callable[[memoryview], int | None]) -> Callable[[bytes], None]:
    def write_all(block: bytes) -> None:
        rest = memoryview(block)
        while rest:
            written = write(rest)
            if written is None:
                raise BlockingIOError("the output takes no more without waiting")
            rest = rest[written:]

    return write_all

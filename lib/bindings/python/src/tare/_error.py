"""Errors of the library as exceptions."""

from __future__ import annotations

import os
from typing import Any

from ._native import ffi, lib


class Error(Exception):
    """What kept the library from doing its work; by itself, that memory ran out or a fault of its own.

    str() is one printable line: 'PATH': MESSAGE: REASON, or FILE:LINE: MESSAGE.
    """

    #: The number that tare_status gives it, and tare(1) as its exit code.
    status: int
    #: What it is about, as os.fsdecode() shows bytes; None when it is about no path.
    path: str | None
    #: The line in the file `path`, from 1; None when it is about no line.
    line: int | None
    #: What the system said, one of the errno module's; None when it said nothing.
    errno: int | None
    #: The report of pack() with keep_going, if large files could not be read to their end: the archive
    #: is complete then, with zeros in place of the rest. Else None.
    report: Any

    def __init__(self, message: str, status: int = lib.TARE_FAILED, path: str | None = None,
                 line: int | None = None, errno: int | None = None) -> None:
        super().__init__(message)
        self.args = (message, status, path, line, errno)
        self.status = status
        self.path = path
        self.line = line
        self.errno = errno
        self.report = None
        if isinstance(self, OSError):
            self.filename = path
            self.strerror = os.strerror(errno) if errno is not None else None

    def __str__(self) -> str:
        return self.args[0]


class UsageError(Error, ValueError):
    """An argument, option, rule or Dockerfile that cannot be used."""


class PathError(UsageError, OSError):
    """An ignore file or Dockerfile that the system does not give: `errno` says why. A context that is not
    there is a UsageError."""


class InputError(Error, OSError):
    """Something that belongs into the context could not be read."""


class OutputError(Error, OSError):
    """The result could not be written."""


def check(status: int, error: Any) -> None:
    """Raises what the last argument of a call into the library has been set to, and releases it."""
    if status != lib.TARE_OK:
        raise _taken(status, error[0])


def _taken(status: int, error: Any) -> Exception:
    if error == ffi.NULL:
        return MemoryError()
    try:
        number = lib.tare_error_errno(error) or None
        return _class_of(status, number)(
            os.fsdecode(ffi.string(lib.tare_error_message(error))),
            status,
            os.fsdecode(ffi.string(lib.tare_error_path(error))) or None,
            lib.tare_error_line(error) or None,
            number,
        )
    finally:
        lib.tare_error_free(error)


def _class_of(status: int, number: int | None) -> type[Error]:
    if status == lib.TARE_USAGE:
        return UsageError if number is None else PathError
    return {lib.TARE_INPUT: InputError, lib.TARE_OUTPUT: OutputError}.get(status, Error)

"""Names and paths: bytes in the library, str, bytes or os.PathLike here."""

from __future__ import annotations

import json
import os
from typing import Any, Union

from ._native import ffi, lib

Name = Union[str, bytes, "os.PathLike[str]", "os.PathLike[bytes]"]


def encoded(name: Name, what: str = "name") -> bytes:
    """As the system would take it; ValueError for a NUL, at which the library would stop to read."""
    result = os.fsencode(name)
    if b"\0" in result:
        raise ValueError(f"{what} {name!r} has a NUL in it")
    return result


def taken_text(pointer: Any) -> bytes:
    """A text that the library has made, and its end."""
    try:
        return ffi.string(pointer)
    finally:
        lib.tare_text_free(pointer)


def taken_json(pointer: Any) -> Any:
    return json.loads(taken_text(pointer))

"""Entries of a context."""

from __future__ import annotations

import enum
import os
from typing import Any, NamedTuple

from ._matcher import Verdict, verdict_of
from ._native import ffi, lib


class Kind(enum.IntEnum):
    FILE = lib.TARE_FILE
    DIRECTORY = lib.TARE_DIRECTORY
    SYMLINK = lib.TARE_SYMLINK
    FIFO = lib.TARE_FIFO
    CHARACTER_DEVICE = lib.TARE_CHARACTER_DEVICE
    BLOCK_DEVICE = lib.TARE_BLOCK_DEVICE
    SOCKET = lib.TARE_SOCKET


class Entry(NamedTuple):
    """One entry of a walk."""

    #: Relative to the context; a directory has no `/` behind it.
    name: str
    kind: Kind
    #: When not, a directory is left out with all below it but for what is told.
    included: bool
    verdict: Verdict
    #: Of a regular file that is included, in bytes; else 0.
    size: int
    #: Permission bits of what is included; else 0.
    mode: int
    #: Of what is included, in seconds since 1970; else 0.
    mtime: int


KINDS = list(Kind)


def entry_of(told: Any) -> Entry:
    """Of a tare_entry."""
    raw = ffi.string(told.name)
    return Entry(
        os.fsdecode(raw),
        KINDS[told.kind],
        bool(told.included),
        verdict_of(told.verdict, raw),
        told.size,
        told.mode,
        told.mtime,
    )

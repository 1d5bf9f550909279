"""Where every byte of a context went."""

from __future__ import annotations

import threading
from typing import Any, NamedTuple

from ._error import check
from ._native import ffi, lib
from ._text import taken_json


class Tally(NamedTuple):
    """How much there is of something."""

    files: int
    directories: int
    links: int
    #: FIFOs, devices, sockets.
    specials: int
    #: Apparent sizes of regular files, hard-linked ones once.
    bytes: int


class Report:
    """What report() and pack() come to; made by them."""

    def __init__(self, handle: Any) -> None:
        self._handle = ffi.gc(handle, lib.tare_report_free)
        self._lock = threading.Lock()
        self._data: dict[str, Any] | None = None
        #: What is sent, and what the rules leave out.
        self.context = _tally(lib.tare_report_context(handle))
        self.excluded = _tally(lib.tare_report_excluded(handle))
        #: Entries that could not be read and are left out (keep_going); a directory counts once.
        self.missing: int = lib.tare_report_missing(handle)

    @property
    def data(self) -> dict[str, Any]:
        """All of it, as share/tare/schema/report.schema.json says; made when it is first asked for."""
        with self._lock:
            if self._data is None:
                self._data = self._parsed()
            return self._data

    def _parsed(self) -> dict[str, Any]:
        json = ffi.new("char **")
        error = ffi.new("tare_error **")
        check(lib.tare_report_json(self._handle, json, error), error)
        return taken_json(json[0])

    def __repr__(self) -> str:
        return f"<tare.Report: {self.context.bytes} bytes sent, {self.excluded.bytes} excluded>"


def _tally(told: Any) -> Tally:
    return Tally(told.files, told.directories, told.links, told.specials, told.bytes)

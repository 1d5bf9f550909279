"""A call into the library, and its callbacks.

An exception that a callback raises travels around the library: it is kept, the callback answers that the
work is to stop, and when the library has returned, it is raised. Progress is asked for in any case, since
it is where Python gets to handle a signal.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

from ._entry import Entry, entry_of
from ._error import check
from ._native import ffi, lib
from ._options import new_options
from ._text import Name, encoded


class Call:
    def __init__(self, function: str, directory: Name, given: Mapping[str, Any]) -> None:
        self.directory = encoded(directory, "directory")
        self.options = new_options(given, function)
        self.on_message: Callable[[str], Any] | None = given.get("on_message")
        self.on_progress: Callable[[int, int, str], Any] | None = given.get("on_progress")
        self.filter: Callable[[Entry], Any] | None = given.get("filter")
        self.write: Callable[[bytes], Any] | None = None
        self.raised: BaseException | None = None
        self.handle = ffi.new_handle(self)
        lib.tare_options_on_progress(self.options, lib.tare_python_progress, self.handle)
        if self.on_message is not None:
            lib.tare_options_on_message(self.options, lib.tare_python_message, self.handle)
        if self.filter is not None:
            lib.tare_options_on_entry(self.options, lib.tare_python_choose, self.handle)

    def run(self, function: Callable[..., int], *arguments: Any) -> None:
        """Calls `function` with the directory, the options, `arguments` and a place for the error."""
        error = ffi.new("tare_error **")
        try:
            status = function(self.directory, self.options, *arguments, error)
        finally:
            self.handle = None  # it holds the call
        raised, self.raised = self.raised, None
        if raised is not None:
            lib.tare_error_free(error[0])
            raise raised
        check(status, error)


def _keep(_kind: Any, value: BaseException, traceback: Any) -> None:
    """The frame is the callback's, whatever was raised in it and where."""
    call = ffi.from_handle(traceback.tb_frame.f_locals["data"])
    if call.raised is None:
        call.raised = value


@ffi.def_extern(error=lib.TARE_STOP, onerror=_keep)
def tare_python_write(content: Any, size: int, data: Any) -> int:
    call = ffi.from_handle(data)
    if call.raised is not None:
        return lib.TARE_STOP
    call.write(ffi.buffer(content, size)[:])
    return lib.TARE_GO_ON


@ffi.def_extern(error=lib.TARE_STOP, onerror=_keep)
def tare_python_progress(entries: int, size: int, name: Any, data: Any) -> int:
    call = ffi.from_handle(data)
    if call.raised is not None:
        return lib.TARE_STOP
    if call.on_progress is not None:
        call.on_progress(entries, size, os.fsdecode(ffi.string(name)))
    return lib.TARE_GO_ON


@ffi.def_extern(error=lib.TARE_STOP, onerror=_keep)
def tare_python_choose(entry: Any, data: Any) -> int:
    call = ffi.from_handle(data)
    if call.raised is not None:
        return lib.TARE_STOP
    return lib.TARE_GO_ON if call.filter(entry_of(entry)) else lib.TARE_SKIP


@ffi.def_extern(onerror=_keep)
def tare_python_message(line: Any, data: Any) -> None:
    call = ffi.from_handle(data)
    if call.raised is None:
        call.on_message(os.fsdecode(ffi.string(line)))

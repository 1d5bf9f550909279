"""The entries of a context, one after the other."""

from __future__ import annotations

import os
import struct
import sys
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ._entry import KINDS, Entry, Kind
from ._error import check
from ._matcher import UNDECIDED, Verdict, reach_in_text
from ._native import ffi, lib
from ._options import Options, new_options
from ._text import Name, encoded

if TYPE_CHECKING:
    from typing_extensions import Unpack


_RECORD = struct.Struct("=QqQQIBBBB")
_ENCODING = sys.getfilesystemencoding()
_ERRORS = sys.getfilesystemencodeerrors()


def walk(directory: Name, **options: Unpack[Options]) -> Walk:
    """The entries of the context in Docker's order, depth first. Entries that are left out are told,
    too, and nothing below them unless Docker looks there.

    The work is done by threads, a few thousand entries ahead. Errors are raised by the iterator, and
    on_message is called by it.
    """
    return Walk(directory, options)


class Walk(Iterator[Entry]):
    """An iterator of entries, which belongs to one thread at a time. Leaving a `with`, close(), and
    when it is not used any more, end the walk."""

    def __init__(self, directory: Name, options: Any) -> None:
        self._lock = threading.RLock()  # of the queue: one that is being asked is not released
        self._queue = None
        self._entries: Iterator[Entry] = iter(())
        self._on_message = options.get("on_message")
        self._below: str | None = None  # what is skipped
        self._last: Entry | None = None
        self._process = os.getpid()
        raw = encoded(directory, "directory")
        handle = new_options(options, "walk")
        ffi.gc(handle, None)  # the queue releases them
        self._queue = lib.walk_queue_start(raw, handle, self._on_message is not None)
        if self._queue == ffi.NULL:
            self._queue = None
            raise MemoryError("there is no memory or no thread for a walk")

    def __iter__(self) -> Walk:
        return self

    def __next__(self) -> Entry:
        while True:
            for entry in self._entries:
                if self._below is not None and entry.name.startswith(self._below):
                    continue
                self._last = entry
                return entry
            if not self._more():
                raise StopIteration

    def skip(self) -> None:
        """Nothing below the directory that came last is told."""
        if self._last is None or self._last.kind is not Kind.DIRECTORY:
            raise ValueError("there is nothing to skip: the last entry is no directory")
        self._below = self._last.name + "/"
        with self._lock:
            if self._queue is not None:
                lib.walk_queue_skip(self._queue, os.fsencode(self._last.name))

    def close(self) -> None:
        """Ends the walk; more than once does no harm."""
        with self._lock:
            queue, self._queue = self._queue, None
        self._entries = iter(())
        # A process that was forked off has no thread to wait for.
        if queue is not None and self._process == os.getpid():
            lib.walk_queue_free(queue)

    def __enter__(self) -> Walk:
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    def _more(self) -> bool:
        if self._process != os.getpid():
            raise RuntimeError("a walk goes on in the process that began it, and in no child of that")
        with self._lock:
            if self._queue is None:
                return False
            batch = lib.walk_queue_take(self._queue)
            if batch.count:
                self._entries = self._decoded(batch)
                return True
            return not self._ended()

    def _ended(self) -> bool:
        status = ffi.new("tare_status *")
        error = ffi.new("tare_error **")
        if not lib.walk_queue_ended(self._queue, status, error):
            return False
        self.close()
        if status[0] == lib.TARE_STOPPED:
            raise MemoryError("there is no memory for more entries")
        check(status[0], error)
        return True

    def _decoded(self, batch: Any) -> Iterator[Entry]:
        """Copies at once, since the next call overwrites the batch."""
        records = ffi.buffer(batch.records, batch.count * _RECORD.size)[:]
        text = ffi.buffer(batch.text, batch.text_size)[:]
        texts = text.decode(_ENCODING, _ERRORS).split("\0")
        return self._made(_RECORD.iter_unpack(records), texts, text.isascii())

    def _made(self, records: Any, texts: list[str], ascii_only: bool) -> Iterator[Entry]:
        at = 0
        for size, mtime, line, reach, mode, kind, included, excluded, message in records:
            name = texts[at]
            rule = texts[at + 1]
            at += 2
            if message:
                self._tell(name)
                continue
            if not line:
                verdict = UNDECIDED
            else:
                if not ascii_only:
                    reach = reach_in_text(os.fsencode(name), reach)
                verdict = Verdict(excluded == 1, line, rule, reach)
            yield Entry(name, KINDS[kind], included == 1, verdict, size, mode, mtime)

    def _tell(self, line: str) -> None:
        try:
            self._on_message(line)
        except BaseException:
            self.close()
            raise

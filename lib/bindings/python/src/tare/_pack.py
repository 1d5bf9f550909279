"""Archives, reports and digests."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from . import _sink
from ._call import Call
from ._error import Error
from ._native import ffi, lib
from ._options import Options
from ._report import Report
from ._text import Name, taken_json, taken_text

if TYPE_CHECKING:
    from typing_extensions import Unpack


def pack(directory: Name, fileobj: Any, **options: Unpack[Options]) -> Report:
    """Writes the context as the tar that `docker build -` takes, from where the file stands.

    `fileobj` has a write() that takes bytes, or is a descriptor. A regular file is written to
    directly; the file itself is left out if it lies in the context.

    Raises UsageError, InputError, OutputError, and whatever fileobj.write() or a callback raises.
    What has been written by then is no archive that a reader takes for complete.
    """
    target = _sink.unwrapped(fileobj)
    _sink.refuse_text(target)
    descriptor = _sink.regular_file(target)
    call = Call("pack", directory, options)
    if descriptor is None:
        call.write = _sink.writer(target)
        return _reported(call, lib.tare_pack, lib.tare_python_write, call.handle)
    if isinstance(target, int):
        return _reported(call, lib.tare_pack_fd, descriptor)
    target.flush()
    try:
        return _reported(call, lib.tare_pack_fd, descriptor)
    finally:
        target.seek(0, os.SEEK_CUR)  # a buffer remembers where it thought the file to stand


def report(directory: Name, **options: Unpack[Options]) -> Report:
    """Where every byte of the context goes. Raises UsageError and InputError."""
    return _reported(Call("report", directory, options), lib.tare_report_make)


def digest(directory: Name, **options: Unpack[Options]) -> str:
    """The digest of all that is sent, with `needed` of what the target of the Dockerfile asks for:
    "sha256:" and 64 hexadecimal digits. Raises UsageError and InputError."""
    return _text(Call("digest", directory, options), lib.tare_digest, taken_text).decode()


def digests(directory: Name, **options: Unpack[Options]) -> dict[str, Any]:
    """The digest with that of each instruction, as share/tare/schema/digest.schema.json says."""
    return _text(Call("digests", directory, options), lib.tare_digest_json, taken_json)


def _reported(call: Call, function: Any, *arguments: Any) -> Report:
    made = ffi.new("tare_report **")
    try:
        call.run(function, *arguments, made)
    except BaseException as error:
        if made[0] != ffi.NULL:
            report = Report(made[0])  # which releases it
            if isinstance(error, Error):
                error.report = report
        raise
    return Report(made[0])


def _text(call: Call, function: Any, taken: Any) -> Any:
    text = ffi.new("char **")
    try:
        call.run(function, text)
    except BaseException:
        lib.tare_text_free(text[0])
        raise
    return taken(text[0])

"""Rules, and what they say about names."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any, NamedTuple, Union

from ._error import check
from ._native import ffi, lib
from ._text import Name, encoded, taken_json


class Verdict(NamedTuple):
    """What the rules say about one name, its parents considered."""

    excluded: bool
    #: Of the rule that decided, from 1; None when none did.
    line: int | None
    #: The rule as it stands in the ignore file; None when none decided.
    rule: str | None
    #: name[:reach] is what the rule matched: the whole name, or a directory above it.
    reach: int


UNDECIDED = Verdict(False, None, None, 0)

Rules = Union[str, bytes, Iterable[str]]


class Matcher:
    """Rules compiled for matching; needs no file system. Immutable, and may be shared by threads.

    `rules` is the text of an ignore file, or its lines one by one. `file` is what messages call it.
    Raises UsageError, with the line, for a rule that Docker rejects.
    """

    __slots__ = ("_handle",)

    def __init__(self, rules: Rules, file: Name = ".dockerignore") -> None:
        text = _text_of(rules)
        error = ffi.new("tare_error **")
        handle = lib.tare_matcher_parse(text, len(text), encoded(file, "file"), error)
        if handle == ffi.NULL:
            check(lib.tare_error_status(error[0]) if error[0] else lib.TARE_FAILED, error)
        self._handle = ffi.gc(handle, lib.tare_matcher_free)

    @classmethod
    def from_file(cls, path: Name) -> Matcher:
        """The rules of an ignore file; OSError when it cannot be read."""
        with open(path, "rb") as file:
            return cls(file.read(), path)

    def excludes(self, name: Name) -> bool:
        """Whether Docker leaves out `name`, relative to the context, with `/` between its parts."""
        raw = encoded(name)
        told = self._ask(raw)
        return bool(told.excluded) or (told.rule != ffi.NULL and self._comes_too_late(raw))

    def _comes_too_late(self, raw: bytes) -> bool:
        """Whether Docker does not look into a directory above, whatever an exception says of the name."""
        above = raw.split(b"/")[:-1]
        directories = (b"/".join(above[: depth + 1]) for depth in range(len(above)))
        return any(self._ask(name).excluded and not lib.tare_enters(self._handle, name) for name in directories)

    def match(self, name: Name) -> Verdict:
        """What the rules say of it, and which one; excludes() also knows where Docker does not look."""
        raw = encoded(name)
        told = self._ask(raw)
        verdict = verdict_of(told, raw)
        return verdict._replace(reach=told.reach) if isinstance(name, bytes) else verdict

    def explain(self, names: Iterable[Name]) -> list[dict[str, Any]]:
        """Why names are sent or not: for each what share/tare/schema/why.schema.json says."""
        kept = [ffi.new("char[]", encoded(name)) for name in names]
        json = ffi.new("char **")
        error = ffi.new("tare_error **")
        check(lib.tare_explain(self._handle, ffi.new("char *[]", kept), len(kept), json, error), error)
        return taken_json(json[0])["paths"]

    def _ask(self, name: bytes) -> Any:
        verdict = ffi.new("tare_verdict *")
        error = ffi.new("tare_error **")
        check(lib.tare_match(self._handle, name, verdict, error), error)
        return verdict


def verdict_of(told: Any, name: bytes) -> Verdict:
    """Of a tare_verdict about `name`."""
    if told.rule == ffi.NULL:
        return UNDECIDED
    rule = os.fsdecode(ffi.string(told.rule))
    return Verdict(bool(told.excluded), told.line, rule, reach_in_text(name, told.reach))


def reach_in_text(name: bytes, reach: int) -> int:
    """In characters of os.fsdecode(name), where the library counts bytes."""
    return reach if name.isascii() else len(os.fsdecode(name[:reach]))


def _text_of(rules: Rules) -> bytes:
    if isinstance(rules, bytes):
        return rules
    if isinstance(rules, str):
        return os.fsencode(rules)
    lines = [_line(rule) for rule in rules]
    return b"".join(line + b"\n" for line in lines)


def _line(rule: str) -> bytes:
    if not isinstance(rule, str):
        raise TypeError(f"a rule is a str, not {type(rule).__name__}")
    if "\n" in rule:
        raise ValueError(f"rule {rule!r} has a line break in it: give the whole text as one str instead")
    return os.fsencode(rule)

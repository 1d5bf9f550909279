"""The keyword arguments of everything that reads a context."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypedDict

from ._error import check
from ._matcher import Matcher, Rules
from ._native import ffi, lib
from ._text import Name, encoded

if TYPE_CHECKING:
    from ._entry import Entry


class Options(TypedDict, total=False):
    """What the options of tare(1) say, under the same names. All are None, or off, by default; a
    function passes over what it has no use for."""

    #: Path of the Dockerfile, and of the ignore file, relative to the working directory.
    file: Name | None
    ignore_file: Name | None
    #: Rules to go by, whatever ignore file there is.
    rules: Matcher | Rules | None
    #: "buildkit" or "classic".
    dialect: str | None
    #: The stage, and the build arguments, that `needed` and digests go by.
    target: str | None
    build_args: Mapping[str, str] | None
    #: How many; 0 stands for what fits the machine.
    threads: int | None
    #: "gzip", "zstd", "gzip:LEVEL", "zstd:LEVEL" or "none" (pack).
    compress: str | None
    #: Seconds since 1970 (pack).
    source_date_epoch: int | None
    #: Path of a file that remembers digests of files (digest).
    cache: Name | None
    no_ignore: bool
    one_file_system: bool
    #: Only what the target of the Dockerfile asks for.
    needed: bool
    #: What cannot be read is left out, with a message.
    keep_going: bool
    #: Without the Dockerfile and the ignore file, where the rules exclude them.
    context_only: bool
    no_measure: bool
    reproducible: bool
    xattrs: bool
    #: Asked about each entry that is to be sent, in Docker's order: when it answers with something false,
    #: the entry is left out, and with a directory everything below it (pack, report).
    filter: Callable[[Entry], Any] | None
    #: Called with each note and warning, a printable line.
    on_message: Callable[[str], Any] | None
    #: Called some twenty times a second with the entries and bytes so far, and the name that was met
    #: last; what it raises ends the work (pack, report, digest).
    on_progress: Callable[[int, int, str], Any] | None


_SWITCHES = (
    "no_ignore", "one_file_system", "needed", "keep_going", "context_only", "no_measure", "reproducible",
    "xattrs",
)
_PATHS = ("file", "ignore_file", "cache")
_WORDS = ("dialect", "target", "compress")
_NUMBERS = ("threads", "source_date_epoch")
_CALLBACKS = ("filter", "on_message", "on_progress")
_FILTERED = ("pack", "report")  # elsewhere, a filter that does nothing would give a wrong answer


def new_options(given: Mapping[str, Any], function: str) -> Any:
    """A tare_options, released by its end; without the callbacks."""
    options = ffi.gc(lib.tare_options_new(), lib.tare_options_free)
    if options == ffi.NULL:
        raise MemoryError
    for name, value in given.items():
        _set(options, name, value, function)
    return options


def _set(options: Any, name: str, value: Any, function: str) -> None:
    if name in _SWITCHES:
        _put(options, name, b"true" if value else b"false")
    elif name in _CALLBACKS:
        _check_callback(name, value, function)
    elif name not in _KNOWN:
        raise TypeError(f"{function}() got an unexpected keyword argument {name!r}")
    elif value is not None:
        _KNOWN[name](options, name, value)


def _check_callback(name: str, value: Any, function: str) -> None:
    if name == "filter" and function not in _FILTERED:
        raise TypeError(f"{function}() takes no filter; pack() and report() do")
    if value is not None and not callable(value):
        raise TypeError(f"{name} takes something to be called, not {type(value).__name__}")


def _put(options: Any, name: str, value: bytes) -> None:
    error = ffi.new("tare_error **")
    check(lib.tare_options_set(options, name.replace("_", "-").encode(), value, error), error)


def _put_path(options: Any, name: str, value: Name) -> None:
    _put(options, name, encoded(value, name))


def _put_word(options: Any, name: str, value: str) -> None:
    if not isinstance(value, str):
        raise TypeError(f"{name} takes a str, not {type(value).__name__}")
    _put(options, name, encoded(value, name))


def _put_number(options: Any, name: str, value: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name} takes an int, not {type(value).__name__}")
    _put(options, name, str(value).encode())


def _put_build_args(options: Any, _name: str, value: Mapping[str, str]) -> None:
    for key, argument in value.items():
        if not isinstance(key, str) or not isinstance(argument, str):
            raise TypeError(f"build_args takes a mapping of str to str, and {key!r} has {argument!r}")
        if "=" in key:
            raise ValueError(f"build argument {key!r} has a = in its name")
        _put(options, "build_arg", encoded(f"{key}={argument}", "build argument"))


def _put_rules(options: Any, _name: str, value: Matcher | Rules) -> None:
    matcher = value if isinstance(value, Matcher) else Matcher(value, "rules")
    lib.tare_options_rules(options, matcher._handle)


_KNOWN = {
    **dict.fromkeys(_PATHS, _put_path),
    **dict.fromkeys(_WORDS, _put_word),
    **dict.fromkeys(_NUMBERS, _put_number),
    "build_args": _put_build_args,
    "rules": _put_rules,
}

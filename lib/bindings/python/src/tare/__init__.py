"""What is in a Docker build context, what is not, and why.

    matcher = tare.Matcher("node_modules\\n*.md\\n")
    matcher.excludes("node_modules/express/index.js")     # True

    for entry in tare.walk("shop"):
        print(entry.name, entry.included)

    with open("context.tar", "wb") as file:
        report = tare.pack("shop", file)
    print(report.context.bytes, report.excluded.bytes)

Everything that reads a context takes the same keyword arguments, those of Options. What goes wrong is
an Error. Functions may be called from any number of threads at once, and others run meanwhile; callbacks
run on the thread that made the call.
"""

from ._entry import Entry, Kind
from ._error import Error, InputError, OutputError, PathError, UsageError
from ._matcher import Matcher, Verdict
from ._native import ffi as _ffi, lib as _lib
from ._options import Options
from ._pack import digest, digests, pack, report
from ._report import Report, Tally
from ._walk import Walk, walk

__version__: str = _ffi.string(_lib.tare_version()).decode()

__all__ = [
    "Entry",
    "Error",
    "InputError",
    "Kind",
    "Matcher",
    "Options",
    "OutputError",
    "PathError",
    "Report",
    "Tally",
    "UsageError",
    "Verdict",
    "Walk",
    "digest",
    "digests",
    "pack",
    "report",
    "walk",
]

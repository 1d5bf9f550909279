#!/usr/bin/env python3
"""What the tests reach of the library, file by file; what reaches least comes first.

  coverage.py ROOT LIMIT < summary.json

Reads what `llvm-cov export -summary-only` writes. Exits with 1 when the lines or the branches that were
reached are less than LIMIT per cent.
"""

import json
import os
import pathlib
import sys

KINDS = ("lines", "branches", "functions")
# All that is left uncovered there is errors of system calls: a total without it shows the rest.
SYSTEM_CALLS = "lib/src/os.cpp"


def total(summaries):
    """The counts of all SUMMARIES: of each kind, how much there is and how much of it was reached."""
    return {kind: {key: sum(summary[kind][key] for summary in summaries) for key in ("count", "covered")}
            for kind in KINDS}


def library_files(files, root):
    """Of FILES, those of the library, by their names below ROOT. A compiler cache leaves `..` in some."""
    library = {}
    for file in files:
        name = os.path.relpath(os.path.normpath(file["filename"]), root)
        if name.startswith(("lib/src/", "lib/include/", "lib/session/src/", "lib/session/include/")):
            library.setdefault(name, []).append(file["summary"])
    # Seen under two names, a header counts as it does where more of it was reached.
    return {name: max(summaries, key=lambda summary: summary["lines"]["covered"] + summary["branches"]["covered"])
            for name, summaries in library.items()}


def missed(summary, kind):
    return summary[kind]["count"] - summary[kind]["covered"]


def percent(summary, kind):
    count = summary[kind]["count"]
    return 100 * summary[kind]["covered"] / count if count else 100.0


def row(summary, name):
    cells = (f"{missed(summary, kind):6} of {summary[kind]['count']:5} {percent(summary, kind):6.2f} %"
             for kind in KINDS)
    return "  ".join(cells) + f"  {name}"


def main():
    root, limit = pathlib.Path(sys.argv[1]).resolve(), float(sys.argv[2])
    files = library_files(json.load(sys.stdin)["data"][0]["files"], root)
    if not files:
        sys.exit("coverage: error: nothing of the library was measured")

    incomplete = sorted((name for name, summary in files.items() if any(missed(summary, kind) for kind in KINDS)),
                        key=lambda name: (-missed(files[name], "lines") - missed(files[name], "branches"), name))
    print("  ".join(f"{kind + ' missed':>24}" for kind in KINDS) + "  file")
    for name in incomplete:
        print(row(files[name], name))
    print(f"{len(files) - len(incomplete)} more files: nothing missed")
    everything = total(list(files.values()))
    print(row(total([summary for name, summary in files.items() if name != SYSTEM_CALLS]),
              f"total without {SYSTEM_CALLS}"))
    print(row(everything, "total"))

    low = [kind for kind in ("lines", "branches") if percent(everything, kind) < limit]
    for kind in low:
        print(f"coverage: error: of the {kind} of lib, {percent(everything, kind):.2f} % are reached, "
              f"and {limit:g} % are asked for; the HTML report shows which are not", file=sys.stderr)
    sys.exit(1 if low else 0)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""The inputs that the fuzz targets begin with.

  corpus.py unpack TARGET DIRECTORY    makes a file of each
  corpus.py lines FILE...              what to append to corpus/TARGET.txt to keep these inputs

corpus/TARGET.txt has an input a line: its name, a space, and its bytes, percent-encoded. To these come inputs
made from the recorded cases in tests/data.
"""

import hashlib
import json
import pathlib
import re
import sys
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent


def encoded(data):
    return urllib.parse.quote_from_bytes(data, safe="!*()[]{}/\\|^$+?,;:=@&#<>\"'`")


def kept(target):
    for line in (HERE / "corpus" / f"{target}.txt").read_text("ascii").splitlines():
        name, _, data = line.partition(" ")
        yield name, urllib.parse.unquote_to_bytes(data)


def recorded():
    """Of each group the two cases with the longest ignore files: a name, the file, and names in the tree."""
    groups = {}
    for line in (HERE.parent / "data" / "corners.jsonl").read_text("utf-8").splitlines():
        case = json.loads(line)
        groups.setdefault(case["group"], []).append(case)
    for group, cases in sorted(groups.items()):
        for number, case in enumerate(sorted(cases, key=lambda case: -len(case["ignore"]))[:2]):
            name = re.sub("[^a-z0-9]+", "-", group.lower()) + f"-{number + 1}"
            names = [urllib.parse.unquote_to_bytes(file).rstrip(b"/") for file in case["files"][:12]]
            yield name, urllib.parse.unquote_to_bytes(case["ignore"]), names


def recorded_dockerfiles(groups):
    """All that are refused, and every fourth of `groups`."""
    for number, line in enumerate((HERE.parent / "data" / "dockerfiles_targeted.jsonl").read_text("utf-8").splitlines()):
        case = json.loads(line)
        if case["group"] == "errors" or (case["group"] in groups and number % 4 == 0):
            yield f"{case['group']}-{number}", case["dockerfile"].encode("utf-8")


def made(target):
    if target == "dockerfile":
        yield from recorded_dockerfiles(("parsing", "onbuild"))
        return
    if target == "build_plan":
        yield from recorded_dockerfiles(("variables", "stages", "onbuild", "tmpfs"))
        return
    if target not in ("ignore_file", "pattern", "matcher"):
        return
    if target == "ignore_file":
        yield "long-line", b"a\n" + b"x" * 65536
    for name, ignore, names in recorded():
        if target == "pattern":
            ignore = next((line for line in ignore.split(b"\n") if line.strip() and line[:1] != b"#"), b"")
        yield name, ignore if target == "ignore_file" else b"\0".join([ignore, *names])


def unpack(target, directory):
    out = pathlib.Path(directory)
    out.mkdir(parents=True, exist_ok=True)
    for source in (kept, made):
        for name, data in source(target):
            (out / name).write_bytes(data)


def lines(files):
    for file in files:
        data = pathlib.Path(file).read_bytes()
        print("found-" + hashlib.sha256(data).hexdigest()[:10], encoded(data))


if __name__ == "__main__":
    if sys.argv[1:2] == ["unpack"] and len(sys.argv) == 4:
        unpack(*sys.argv[2:])
    elif sys.argv[1:2] == ["lines"] and len(sys.argv) > 2:
        lines(sys.argv[2:])
    else:
        sys.exit(__doc__)

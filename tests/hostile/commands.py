"""Every command of tare with what it can be asked for, for tests that have to look at all of them.

A command or an option that `tare --help` knows and this file does not fails the tests that use it, so
that a new one is covered or left out on purpose.
"""

import re

import case

# What is run besides `tare COMMAND`: each word list is one run. `A` is the tree, `B` a copy of it that
# has changed, `P` the names in the tree that are asked about. What no run needs is in UNUSED.
RUNS = {
    "report": [
        ["A"],
        ["A", "--needed", "--top", "99", "--depth", "9", "--color", "always"],
        ["A", "--no-measure", "--sort", "name", "--dialect", "classic"],
        ["A", "--keep-going", "--one-file-system", "--no-sandbox"],
        ["A", "--no-ignore", "--no-config", "--context-only"],
        ["A", "--format", "json"],
        ["A", "--html", "-"],
    ],
    "pack": [
        ["A", "-o", "../out.tar"],
        ["A", "-o", "../out.tar", "--needed", "--reproducible", "--compress", "gzip:1"],
        ["A", "-o", "../out.tar", "--no-measure", "--dialect", "classic", "--context-only"],
        ["A", "-o", "../out.tar", "--no-ignore", "--no-config", "-q", "--no-sandbox"],
        ["A", "-o", "../out.tar", "--keep-going", "--one-file-system", "--xattrs"],
        ["A", "--oci", "../layout:hostile", "--platform", "linux/arm64"],
    ],
    "ls": [
        ["A"],
        ["A", "-l", "-v"],
        ["A", "--excluded", "-l"],
        ["A", "--no-ignore", "--no-config"],
        ["A", "--needed", "-v", "--no-sandbox"],
        ["A", "--keep-going", "--one-file-system", "-l"],
        ["A", "--dialect", "classic"],
    ],
    "why": [
        ["--context", "A", "P"],
        ["--context", "A", "--all", "P"],
        ["--context", "A", "--trace", "P"],
        ["--context", "A", "--trace", "--dialect", "classic", "P"],
        ["--context", "A", "--no-ignore", "--no-config", "--one-file-system", "--all", "P"],
        ["--context", "A", "--format", "json", "P"],
    ],
    "check": [
        ["A", "--max-size", "1", "--max-files", "1", "--max-file-size", "1", "--color", "always"],
        ["A", "--max-size", "1", "--max-file-size", "1", "--format", "github"],
        ["A", "--max-size", "1", "--max-file-size", "1", "--format", "sarif"],
        ["A", "--max-size", "1", "--max-file-size", "1", "--format", "json"],
        ["A", "--min-files", "1000000", "--require", "nowhere", "--forbid", "**", "--needed"],
        ["A", "--no-ignore", "--no-config", "--dialect", "classic", "--max-files", "1"],
        ["A", "--write-baseline", "../baseline.json", "--one-file-system", "--no-sandbox"],
        ["A", "--baseline", "../baseline.json", "--max-growth", "1"],
    ],
    "lint": [
        ["A", "--fail-on", "note", "--color", "always"],
        ["A", "--format", "github"],
        ["A", "--format", "sarif"],
        ["A", "--format", "json"],
        ["A", "--no-git", "--dialect", "classic", "--disable", "secret"],
        ["A", "--no-ignore", "--no-config", "--one-file-system"],
        ["--list"],
    ],
    "suggest": [["A"], ["A", "--no-ignore", "--no-config", "--color", "always"], ["A", "--dialect", "classic", "--one-file-system"]],
    "stages": [
        ["A", "--color", "always"],
        ["A", "--dot"],
        ["A", "--format", "json"],
        ["A", "--no-ignore", "--no-config", "--no-sandbox"],
        ["A", "--dialect", "classic", "--one-file-system"],
    ],
    "diff": [
        ["A", "B"],
        ["A", "B", "--top", "2"],
        ["A", "B", "--summary", "--dialect", "classic"],
        ["A", "B", "--no-ignore", "--one-file-system"],
        ["A", "B", "--format", "json"],
    ],
    "digest": [
        ["A", "--save", "../digest.json"],
        ["B", "--against", "../digest.json"],
        ["B", "--against", "../digest.json", "--format", "json", "--needed"],
        ["A", "--cache", "../cache", "--no-ignore", "--no-config"],
        ["A", "--dialect", "classic", "-q", "--one-file-system", "--no-sandbox"],
    ],
    "build": [
        ["A", "--dry-run", "-v", "--color", "always"],
        ["B", "--dry-run", "--against", "../digest.json", "--one-file-system", "--no-config"],
        ["A", "--dry-run", "--format", "json", "-t", "shop", "--label", "a=b", "--platform", "linux/amd64", "--network", "none"],
        ["A", "--dry-run", "--no-cache", "--pull", "--push", "-t", "shop", "--builder", "unix:///nowhere"],
    ],
    "completions": [["bash"], ["zsh"], ["fish"]],
}

# Options that change nothing of what is said, or that the tests set themselves.
UNUSED = {
    "--help", "--file", "--ignore-file", "--target", "--build-arg", "--progress", "--threads", "--stdin",
    "--write", "--output", "--quiet", "--verbose", "--tag",
}


def commands():
    """The commands that the help names."""
    text = case.run([case.TARE, "--help"]).out.decode()
    return re.findall(r"^  (\w+) ", text[text.index("\nCommands:") :], re.MULTILINE)


def options_of(command):
    """The long options of a command, and the values of its --format."""
    text = case.run([case.TARE, command, "--help"]).out.decode()
    formats = re.search(r"--format FORMAT +(.*)", text)
    return set(re.findall(r"--[a-z][a-z-]+", " ".join(re.findall(r"^  (-\S+)", text, re.MULTILINE)))), (
        re.findall(r"\b(text|json|github|sarif)\b", formats[1]) if formats else []
    )


def check_complete():
    """All that the help knows is run."""
    assert sorted(commands()) == sorted(RUNS), f"RUNS lacks a command: {commands()}"
    for command, runs in RUNS.items():
        words = {word for run in runs for word in run}
        options, formats = options_of(command)
        lacking = options - words - UNUSED
        assert not lacking, f"no run of tare {command} has {lacking}"
        for form in set(formats) - {"text"}:
            assert any(run[at : at + 2] == ["--format", form] for run in runs for at in range(len(run))), (
                f"no run of tare {command} has --format {form}"
            )


def runs_of(command, tree, changed, names):
    """The words of every run of a command."""
    places = {"A": [tree], "B": [changed], "P": ["--", *names]}
    for run in RUNS[command]:
        yield [command, *(part for word in run for part in places.get(word, [word]))]

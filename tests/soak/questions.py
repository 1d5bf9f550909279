"""Everything that is asked about one state of a tree, in random ways."""

import gzip
import itertools
import os
import subprocess
from collections import Counter

import answers
import expected
import readers
import tree
from comparing import require, same


class Questions:
    """Keeps what the next round is compared with."""

    def __init__(self, case):
        self.case = case
        self.rng = case.rng
        self.directory = case.directory
        self.numbers = itertools.count()
        self.saved = None  # the file of a digest, and what it holds
        self.packed = None  # the file of a tar, and the nodes in it

    def ask_all(self):
        case = self.case
        case.counts["rounds"] += 1
        case.counts["entries"] += len(case.nodes)
        model = case.model()
        self.list_names(case.model(build_files=False))
        self.diff(model)
        self.pack(model)
        self.report(model)
        self.why(model.setting)
        self.digest(model)
        if case.dialect == "buildkit" and self.rng.random() < 0.4:
            self.what_is_needed()

    def fresh_file(self, start):
        return os.path.join(self.directory, b"%s.%d" % (start, next(self.numbers)))

    def list_names(self, model, *options):
        result = self.case.run_tare("ls", "-0", *options)
        wanted = []
        for name in model.names:
            directory = self.case.nodes[name].kind == "directory"
            wanted.append(name + (b"/" if directory else b""))
        same("ls", wanted, result.out.split(b"\0")[:-1])

    # -- pack and diff --------------------------------------------------------------------------

    def pack(self, model, *options):
        """An archive in a random shape, read by all; then another way, for the same bytes."""
        rng = self.rng
        shape = ["--reproducible"] if rng.random() < 0.2 else []
        only = ["--context-only"] if rng.random() < 0.15 else []
        epoch = rng.choice([0, 10**9]) if rng.random() < 0.2 else None
        how = rng.choice(["none", "none", "none", "gzip", "zstd", "gzip:1", "zstd:1"])
        if only:
            model = self.case.model(build_files=False, patterns=model.setting.patterns)
        words = ["--compress", how, *shape, *only, *options]
        variables = {} if epoch is None else {"SOURCE_DATE_EPOCH": str(epoch)}
        first, second = (self.packed_once(words, variables) for _ in range(2))
        require(first == second, f"pack {' '.join(words)}: other bytes on a second run")
        entries = readers.entries_of(self.case.nodes, model.names, bool(shape), epoch)
        self.case.archives.check(decompressed(first, how), first, entries)
        if not (shape or only or options):
            path = self.fresh_file(b"tar")
            tree.write(self.directory, os.path.basename(path), first)
            self.packed = (path, {name: self.case.nodes[name] for name in model.names})

    def packed_once(self, words, variables):
        """To a pipe or to a file."""
        run, quiet = self.case.run_tare, self.rng.choice([[], ["-q"], ["--no-measure"]])
        if self.rng.random() < 0.6:
            return run("pack", *words, *quiet, **variables).out
        path = self.fresh_file(b"out")
        printed = run("pack", *words, *quiet, "-o", path, **variables).out
        same("standard output of pack -o", b"", printed)
        with open(path, "rb") as file:
            archive = file.read()
        os.unlink(path)
        return archive

    def diff(self, model):
        """From the last archive to the tree as it is now."""
        if self.packed is None:
            return
        path, before = self.packed
        after = {name: self.case.nodes[name] for name in model.names}
        options = self.case.options()
        told = self.case.tare.run("diff", "--format", "json", *options, path, self.case.root).json()
        same("diff: changes", answers.diff(before, after), answers.told_diff(told))
        for side, nodes in ("before", before), ("after", after):
            same(f"diff: {side}", answers.total(nodes, nodes), answers.tally(told[side]))
        os.unlink(path)
        self.packed = None

    # -- report and why -------------------------------------------------------------------------

    def report(self, model):
        only = ["--context-only"] if self.rng.random() < 0.15 else []
        if only:
            model = self.case.model(build_files=False)
        depth = self.rng.choice(["1", "2", "100"])
        report = self.case.run_tare("report", "--format", "json", "--depth", depth, *only).json()
        sums = model.sums()
        same("report: context", sums.context, answers.tally(report["context"]))
        same("report: excluded", sums.excluded, answers.tally(report["excluded"]))
        require(report["excluded"]["complete"], "report: not complete")
        self.report_places(sums, report)
        for item in report["rules"]:
            if item["exception"]:
                wanted = sums.brought_back.get(item["line"], expected.empty_tally())
                what = f"report: brought back by line {item['line']}"
                same(what, wanted, answers.tally(item))
        self.report_sent(sums, report["context"])

    @staticmethod
    def report_places(sums, report):
        told = {}
        for item in report["excluded_paths"]:
            name, line = answers.text(item, "path"), answers.line_of(item)
            told[expected.Place(name, item["directory"], line)] = answers.tally(item)
        wanted = dict(sums.places)
        for place in sums.unsure:
            for tallies in wanted, told:
                if place in tallies:
                    tallies[place] = {**tallies[place], "bytes": None}
        same("report: excluded paths", wanted, told)

    @staticmethod
    def report_sent(sums, context):
        for item in context["by_directory"]:
            name = answers.text(item, "path")
            wanted = sums.directories.get(name)
            same(f"report: directory {name!r}", wanted, answers.tally(item))
        for item in context["largest_files"]:
            name = answers.text(item, "path")
            same(f"report: file {name!r}", sums.sizes.get(name), item["bytes"])
        bytes_by_extension = sum(item["bytes"] for item in context["by_extension"])
        same("report: bytes of all extensions", sums.context["bytes"], bytes_by_extension)

    def why(self, setting):
        """Of names that are there, and of some below these that are not."""
        names = self.rng.sample(list(self.case.nodes), min(6, len(self.case.nodes)))
        names += [name + b"/" + base for name, base in zip(names[:2], [b"a", b"b/c"])]
        every = {above for name in names for above in [*tree.parents_of(name), name]}
        verdicts = self.case.oracle.verdicts(self.case.build.rules, sorted(every))
        words = ["why", "--format", "json", "-0", "--stdin", *self.case.build.options]
        stdin = b"".join(name + b"\0" for name in names)
        result = self.case.tare.run(*words, "--context", self.case.root, stdin=stdin)
        wanted = {name: answers.explanation(name, verdicts, setting) for name in names}
        same("why", wanted, answers.explanations(result.json()))

    # -- digest ---------------------------------------------------------------------------------

    def digest(self, model):
        """With a cache from round to round, or without."""
        nodes = self.case.nodes
        path = self.fresh_file(b"digest")
        words = ["--save", path]
        if self.rng.random() < 0.8:
            words += ["--cache", os.path.join(self.directory, b"cache")]
        if self.saved:
            words += ["--against", self.saved[0]]
        result = self.case.run_tare("digest", "--format", "json", *words, codes=(0, 1))
        told = result.json()
        same("digest", answers.digest(nodes, model.names), told["context"]["digest"])
        same("digest: totals", model.sums().context, answers.tally(told["context"]))
        records = {name: answers.record_parts(nodes[name]) for name in model.names}
        with open(path, "rb") as file:
            saved = answers.saved_entries(answers.parsed(file.read()))
        same("digest: saved entries", records, saved)
        same("digest: order of the saved entries", model.names, list(saved))
        if self.saved:
            self.change(told, answers.changes(self.saved[1], records), result.code)
        self.saved = (path, records)

    @staticmethod
    def change(told, changes, code):
        change = told["change"]
        found = {answers.text(item, "path"): item["change"] for item in change["entries"]}
        same("digest: changes", changes, found)
        same("digest: whether the context has changed", bool(changes), change["context"])
        answer = change["build" if "build" in told else "context"]
        same("digest: exit code", int(answer), code)

    # -- --needed -------------------------------------------------------------------------------

    def what_is_needed(self):
        """What the sources of the Dockerfile ask for."""
        case = self.case
        if not case.build.ask_for_some(case.nodes):
            return
        case.look()
        patterns = case.build.patterns
        self.list_names(case.model(build_files=False, patterns=patterns), "--needed")
        model = case.model(patterns=patterns)
        self.pack(model, "--needed")
        report = case.run_tare("report", "--format", "json", "--needed").json()
        sums = model.sums()
        same("report --needed: context", sums.context, answers.tally(report["context"]))
        rest = Counter(answers.tally(report["excluded"]))
        rest.update(answers.tally(report.get("unneeded", expected.empty_tally())))
        same("report --needed: what is left out", sums.excluded, dict(rest))
        case.counts["narrowed"] += 1


def decompressed(stored, how):
    if how.startswith("gzip"):
        return gzip.decompress(stored)
    if how.startswith("zstd"):
        command = ["zstd", "-dcq"]
        return subprocess.run(command, input=stored, capture_output=True, check=True).stdout
    return stored

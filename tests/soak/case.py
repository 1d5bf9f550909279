"""One case: a random tree and random rules, then mutations, with all answers checked each time."""

import gzip
import itertools
import os
import random
import subprocess
from collections import Counter

import answers
import expected
import random_tree
import readers
import tree
from archives import Archives
from build_files import BuildFiles
from commands import Tare
from comparing import require, same
from mutations import CANARY, Disturbance, Mutator

# Takes from root what lets it read everything.
UNPRIVILEGED = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]


class Case:
    """Works in `directory`, which it leaves behind."""

    def __init__(self, seed, directory, program, oracle):
        self.rng = random.Random(seed)
        self.seed = seed
        self.directory = directory
        self.root = os.path.join(directory, b"context")
        self.oracle = oracle
        self.tare = Tare(program)
        self.unprivileged = Tare(program, UNPRIVILEGED if os.geteuid() == 0 else ())
        self.counts = Counter()
        self.archives = Archives(directory, self.counts)
        self.dialect = self.rng.choice(["buildkit", "buildkit", "classic"])
        self.saves = itertools.count()
        self.saved = None  # of the last round: the file of a digest, what it holds, whether it had a Dockerfile
        self.packed = None  # of the last round: a tar and its nodes
        self.told = []

    def run(self):
        os.mkdir(self.root)
        rules, names = self.oracle.random_case(self.seed)
        names += random_tree.names_beside(self.rng, names)
        random_tree.Maker(self.root, self.rng).grow(names)
        self.build = BuildFiles(self.directory, self.root, self.rng, self.dialect, rules)
        rounds = self.rng.choice([1, 2, 3, 5])
        for number in range(rounds):
            if not self.look():
                return self.check_rejected()
            self.check_round()
            if number + 1 < rounds:
                self.mutate()
        ending = self.rng.random()
        if ending < 0.12:
            self.check_locked()
        elif ending < 0.3:
            self.check_disturbed()
        return None

    # -- The tree and its model ---------------------------------------------------------------------

    def look(self):
        """Takes the tree down; False when tare should reject the rules."""
        self.nodes = tree.snapshot(self.root)
        self.verdicts = self.oracle.verdicts(self.build.rules, list(self.nodes))
        return self.verdicts is not None

    def model(self, build_files=True, patterns=None, closed=()):
        names = frozenset(self.build.names if build_files else ())
        asked = None if patterns is None else self.oracle.asked(patterns, list(self.nodes))
        setting = expected.Setting(self.dialect, names, patterns)
        return expected.Expected(self.nodes, setting, self.verdicts, asked, closed)

    def mutate(self):
        mutator = Mutator(self.root, self.rng, self.build.names)
        mutator.mutate(self.rng.choice([0, 1, 1, 2, 5, 20]))
        self.counts["mutations"] += mutator.done
        if self.rng.random() < 0.2:
            self.build.write_rules(self.oracle.random_case(self.rng.getrandbits(60))[0])

    def options(self):
        return [*self.build.options, "--threads", str(self.rng.choice([1, 1, 2, 3, 8]))]

    def run_tare(self, *arguments, **how):
        """With the context by its path or from within."""
        self.told = [*arguments, *self.options()]
        if self.rng.random() < 0.5:
            return self.tare.run(*self.told, self.root, **how)
        return self.tare.run(*self.told, cwd=self.root, **how)

    # -- What is asked in each round ----------------------------------------------------------------

    def check_rejected(self):
        for command in ["pack", "ls", "digest", "report"]:
            result = self.run_tare(command, codes=(2,))
            same(f"what {command} prints with malformed rules", b"", result.out)
        self.counts["rejected"] += 1

    def check_round(self):
        self.counts["rounds"] += 1
        self.counts["entries"] += len(self.nodes)
        full = self.model()
        self.check_list(self.model(build_files=False))
        self.check_pack(full)
        self.check_report(full)
        self.check_why(full.setting)
        self.check_diff(full)
        self.check_digest(full)
        if self.dialect == "buildkit" and self.rng.random() < 0.4 and self.build.ask_for_some(self.nodes):
            self.look()
            self.check_needed()

    def check_list(self, model, *options):
        result = self.run_tare("ls", "-0", *options)
        names = [name + (b"/" if self.nodes[name].kind == "directory" else b"") for name in model.names]
        same("ls", names, result.out.split(b"\0")[:-1])

    def check_pack(self, full, *options):
        """An archive in a random shape, read by all; then another way, which gives the same bytes."""
        rng = self.rng
        shape = ["--reproducible"] if rng.random() < 0.2 else []
        only = ["--context-only"] if rng.random() < 0.15 else []
        variables = {"SOURCE_DATE_EPOCH": str(rng.choice([0, 10**9]))} if rng.random() < 0.2 else {}
        compression = rng.choice(["none", "none", "none", "gzip", "zstd", "gzip:1", "zstd:1"])
        model = full if not only else self.model(build_files=False, patterns=full.setting.patterns)
        first, second = (
            self.pack("--compress", compression, *shape, *only, *options, **variables) for _ in range(2)
        )
        require(first == second, f"pack {shown(self.told)}: other bytes on a second run")
        epoch = int(variables["SOURCE_DATE_EPOCH"]) if variables else None
        entries = readers.entries_of(self.nodes, model.names, bool(shape), epoch)
        archive = decompressed(first, compression)
        self.archives.check(archive, first, entries)
        plain = not (shape or only or variables or options)
        self.packed = (first, {name: self.nodes[name] for name in model.names}) if plain else None

    def pack(self, *options, **variables):
        """To a pipe or to a file."""
        quiet = self.rng.choice([[], ["-q"], ["--no-measure"]])
        if self.rng.random() < 0.6:
            return self.run_tare("pack", *options, *quiet, **variables).out
        path = os.path.join(self.directory, b"out.tar")
        same("standard output of pack -o", b"", self.run_tare("pack", *options, *quiet, "-o", path, **variables).out)
        with open(path, "rb") as file:
            archive = file.read()
        os.unlink(path)
        return archive

    def check_report(self, full):
        only = self.rng.random() < 0.15
        model = full if not only else self.model(build_files=False)
        depth = self.rng.choice(["1", "2", "100"])
        report = self.run_tare(
            "report", "--format", "json", "--depth", depth, *(["--context-only"] if only else [])
        ).json()
        sums = model.sums()
        same("report: context", sums.context, answers.tally(report["context"]))
        same("report: excluded", sums.excluded, answers.tally(report["excluded"]))
        require(report["excluded"]["complete"], "report: not complete")
        places = {}
        for item in report["excluded_paths"]:
            place = expected.Place(answers.text(item, "path"), item["directory"], answers.line_of(item))
            places[place] = answers.tally(item)
        wanted = dict(sums.places)
        for place in sums.unsure:
            for tallies in wanted, places:
                if place in tallies:
                    tallies[place] = {**tallies[place], "bytes": None}
        same("report: excluded paths", wanted, places)
        for item in report["rules"]:
            if item["exception"]:
                wanted = sums.brought_back.get(item["line"], expected.empty_tally())
                same(f"report: brought back by line {item['line']}", wanted, answers.tally(item))
        shown_directories = {
            answers.text(item, "path"): answers.tally(item) for item in report["context"]["by_directory"]
        }
        for name, tally in shown_directories.items():
            same(f"report: directory {name!r}", sums.directories.get(name), tally)
        files = [item["bytes"] for item in report["context"]["by_extension"]]
        require(sum(files) <= sums.context["bytes"], "report: extensions have more bytes than there are")

    def check_why(self, setting):
        names = self.rng.sample(list(self.nodes), min(6, len(self.nodes)))
        names += [name + b"/" + base for name, base in zip(names[:2], [b"a", b"b/c"])]
        every = {above for name in names for above in [*tree.parents_of(name), name]}
        verdicts = self.oracle.verdicts(self.build.rules, list(every))
        self.told = ["why", "--format", "json", "-0", "--stdin", *self.build.options, "--context", self.root]
        result = self.tare.run(*self.told, stdin=b"".join(name + b"\0" for name in names))
        wanted = {name: answers.explanation(name, verdicts, setting) for name in names}
        same("why", wanted, answers.explanations(result.json()))

    def check_diff(self, full):
        after = {name: self.nodes[name] for name in full.names}
        before = os.path.join(self.directory, b"before")
        if os.path.exists(before):
            self.told = ["diff", "--format", "json", *self.options(), before, self.root]
            told = self.tare.run(*self.told).json()
            same("diff: changes", answers.diff(self.before, after), answers.told_diff(told))
            for side, nodes in ("before", self.before), ("after", after):
                same(f"diff: {side}", answers.total(nodes, nodes), answers.tally(told[side]))
            os.unlink(before)
        if self.packed is not None:
            tree.write(self.directory, b"before", self.packed[0])
            self.before = self.packed[1]

    def check_digest(self, full):
        """With a cache from round to round, and without."""
        path = os.path.join(self.directory, b"digest.%d" % next(self.saves))
        cache = ["--cache", os.path.join(self.directory, b"cache")]
        if self.rng.random() < 0.2:
            cache = []
        against = ["--against", self.saved[0]] if self.saved else []
        result = self.run_tare("digest", "--format", "json", "--save", path, *cache, *against, codes=(0, 1))
        told = result.json()
        same("digest", answers.digest(self.nodes, full.names), told["context"]["digest"])
        same("digest: totals", full.sums().context, answers.tally(told["context"]))
        records = {name: answers.record_parts(self.nodes[name]) for name in full.names}
        with open(path, "rb") as file:
            saved = answers.saved_entries(answers.parsed(file.read()))
        same("digest: saved entries", records, saved)
        same("digest: order of the saved entries", full.names, list(saved))
        if against:
            self.check_change(told, answers.changes(self.saved[1], records), result.code)
        self.saved = (path, records)

    def check_change(self, told, changes, code):
        change = told["change"]
        found = {answers.text(item, "path"): item["change"] for item in change["entries"]}
        same("digest: changes", changes, found)
        same("digest: whether the context has changed", bool(changes), change["context"])
        same("digest: exit code", int(change["build"] if "build" in told else change["context"]), code)

    def check_needed(self):
        """What the sources of the Dockerfile ask for."""
        patterns = self.build.patterns
        self.check_list(self.model(build_files=False, patterns=patterns), "--needed")
        model = self.model(patterns=patterns)
        self.check_pack(model, "--needed")
        report = self.run_tare("report", "--format", "json", "--needed").json()
        sums = model.sums()
        same("report --needed: context", sums.context, answers.tally(report["context"]))
        rest = Counter(answers.tally(report["excluded"]))
        rest.update(answers.tally(report.get("unneeded", expected.empty_tally())))
        same("report --needed: what is left out", sums.excluded, dict(rest))
        self.counts["narrowed"] += 1

    # -- Trouble --------------------------------------------------------------------------------------

    def check_locked(self):
        """What may not be read ends a pack where it is to be sent, and only there."""
        free = [name for name, node in self.nodes.items()
                if node.kind in ("file", "directory") and name not in self.build.names
                and not any(name == above for kept in self.build.names for above in tree.parents_of(kept))]
        if not free or not self.look():
            return
        locked = []
        for name in self.rng.sample(free, min(self.rng.choice([1, 1, 2, 4]), len(free))):
            inside = any(name.startswith(other + b"/") or other.startswith(name + b"/") for other in locked)
            if not inside:
                locked.append(name)
        # A link to a locked file is locked, too.
        inodes = {self.nodes[name].inode for name in locked}
        every = [name for name, node in self.nodes.items() if node.inode in inodes]
        if any(name in self.build.names for name in every):
            return
        model = self.model(closed=frozenset(name for name in every if self.nodes[name].kind == "directory"))
        fatal = [name for name in every if model.reasons.get(name) == "rules"]
        doubtful = model.doubtful | {name for name in every if model.reasons.get(name) == "parent"}
        for name in locked:
            tree.change_mode(self.root, name, self.rng.choice([0, 0o300 if self.nodes[name].kind == "directory" else 0o200]))
        try:
            codes = (3,) if fatal else (0, 3) if doubtful else (0,)
            self.told = ["pack", *self.options(), self.root]
            result = self.unprivileged.run(*self.told, codes=codes)
        finally:
            for name in locked:
                tree.change_mode(self.root, name, self.nodes[name].mode)
        self.counts["locked"] += 1
        if result.code == 3:
            self.archives.check_refused(result.out, result.out, "pack with a locked entry")
        elif not doubtful:
            self.archives.check(result.out, result.out, readers.entries_of(self.nodes, model.names))

    def check_disturbed(self):
        """While others change some of the tree, the rest of it arrives as it is, or the exit code and
        every reader say that the archive is not complete."""
        free = [name for name in self.nodes
                if not any((kept + b"/").startswith(name + b"/") for kept in self.build.names)]
        if not free or not self.look():
            return
        victims = self.rng.sample(free, min(self.rng.choice([1, 2, 5]), len(free)))
        inodes = {self.nodes[name].inode for name in victims}
        touched = {name for name, node in self.nodes.items() if node.inode in inodes
                   or any((name + b"/").startswith(victim + b"/") for victim in victims)}
        inodes = {self.nodes[name].inode for name in touched}
        touched |= {name for name, node in self.nodes.items() if node.inode in inodes}
        model = self.model()
        wanted = [entry for entry in readers.entries_of(self.nodes, model.names)
                  if entry.name not in touched and model.reasons[entry.name] != "parent"]
        moving = {tree.parent_of(name) for name in touched}
        with Disturbance(self.root, self.rng, self.nodes, victims) as disturbance:
            for _ in range(self.rng.choice([2, 5])):
                self.pack_disturbed(wanted, touched, moving)
        self.counts["disturbed"] += disturbance.done
        if disturbance.trouble is not None:
            raise disturbance.trouble

    def pack_disturbed(self, wanted, touched, moving):
        path = os.path.join(self.directory, b"out.tar")
        to_file = self.rng.random() < 0.3
        self.told = ["pack", *self.options(), *(["-o", path] if to_file else []), self.root]
        result = self.tare.run(*self.told, codes=(0, 3))
        archive = result.out
        if to_file:
            require(os.path.exists(path) == (result.code == 0), "a file of a pack that failed, or none of one that did not")
            left = [name for name in os.listdir(self.directory) if name.startswith(b".") or b"out.tar" in name]
            same("files beside the output", [b"out.tar"] if result.code == 0 else [], left)
        if to_file and result.code == 0:
            with open(path, "rb") as file:
                archive = file.read()
            os.unlink(path)
        require(CANARY not in archive, "what lies outside the context is in the archive")
        if result.code == 3:
            self.counts["disturbed, cut"] += 1
            if not to_file:
                self.archives.check_refused(archive, archive, "pack of a tree that changes")
            return
        self.counts["disturbed, whole"] += 1
        found = self.archives.check(archive, archive, None, moving=True)
        steady = [entry for entry in found if entry.name not in touched]
        names = {entry.name for entry in wanted}
        same("what was not touched", [without_time(entry, moving) for entry in wanted],
             [without_time(entry, moving) for entry in steady if entry.name in names])
        strange = [entry.name for entry in steady if entry.name not in self.nodes and b".new" not in entry.name]
        same("names that were never there", [], strange)


def without_time(entry, moving):
    return entry._replace(mtime=0) if entry.name in moving else entry


def shown(words):
    return " ".join(os.fsdecode(word) for word in words)


def decompressed(stored, compression):
    if compression.startswith("gzip"):
        return gzip.decompress(stored)
    if compression.startswith("zstd"):
        return subprocess.run(["zstd", "-dcq"], input=stored, capture_output=True, check=True).stdout
    return stored

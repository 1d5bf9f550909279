"""What a context sends and what a report says of the rest, computed without anything clever: one
recursive walk, the oracle's verdicts, and the directories that a builder looks into.
"""

from collections import defaultdict
from typing import NamedTuple

import tree

WILDCARDS = b"*[]?^\\"
COUNTED = {
    "file": "files",
    "directory": "directories",
    "symlink": "links",
    "fifo": "specials",
    "socket": "specials",
}


class Setting(NamedTuple):
    """All that decides on a list besides the tree and the rules."""

    dialect: str
    build_files: frozenset = frozenset()
    patterns: tuple | None = None  # what a build asks for; None for everything


class Sent(NamedTuple):
    name: bytes
    reason: str  # rules, build, or parent of something below it


class Place(NamedTuple):
    name: bytes
    directory: bool
    line: int


def empty_tally():
    return {"files": 0, "directories": 0, "links": 0, "specials": 0, "bytes": 0}


def trimmed(pattern):
    for ending in b"/**", b"/*":
        pattern = pattern.removesuffix(ending)
    return pattern


class Expected:
    """`verdicts` and `asked` answer for each name of `nodes`; `closed` are the directories that
    cannot be read."""

    def __init__(self, nodes, setting, verdicts, asked=None, closed=()):
        self.nodes = nodes
        self.setting = setting
        self.verdicts = verdicts
        self.asked = asked
        self.closed = closed
        self.sent = []
        self.left_out = {}  # name -> Place
        self.doubtful = set()  # closed directories that a builder would look into
        self.children = defaultdict(list)
        for name in nodes:
            self.children[tree.parent_of(name)].append(name)
        self.walk(b"", [], None)
        self.names = [sent.name for sent in self.sent]
        self.reasons = dict(self.sent)
        for name in self.names:
            self.left_out.pop(name, None)

    def is_asked(self, name):
        return self.asked is None or name in self.asked

    def walk(self, directory, waiting, stuck):
        """`waiting` are the parents to be listed before the first name below; `stuck` is the Place
        of all below a directory that no builder looks into."""
        for name in self.children[directory]:
            node = self.nodes[name]
            verdict = self.verdicts[name]
            sent = not stuck and not verdict.excluded and self.is_asked(name)
            if sent and node.kind == "socket":
                continue
            if sent:
                self.list(name, "rules", waiting)
            else:
                self.left_out[name] = stuck or self.place(name)
                if node.kind != "directory" and name in self.setting.build_files:
                    self.list(name, "build", waiting)
            if node.kind == "directory":
                self.go_into(name, sent, waiting, stuck)

    def go_into(self, name, sent, waiting, stuck):
        if sent:
            self.walk(name, waiting, None)
            return
        entered = not stuck and self.is_entered(name)
        if entered and name in self.closed:
            self.doubtful.add(name)
        below = stuck if stuck or entered else self.left_out[name]
        size = len(waiting)
        if self.setting.dialect == "buildkit":
            waiting.append(name)
        self.walk(name, waiting, below)
        del waiting[size:]

    def is_entered(self, name):
        verdict = self.verdicts[name]
        by_rules = not verdict.excluded or verdict.entered[self.setting.dialect]
        return by_rules and (self.is_asked(name) or self.leads_to_pattern(name))

    def leads_to_pattern(self, name):
        """Whether BuildKit looks below what no pattern matches."""
        patterns = [trimmed(pattern) for pattern in self.setting.patterns]
        if any(byte in WILDCARDS for pattern in patterns for byte in pattern):
            return True
        return any((pattern + b"/").startswith(name + b"/") for pattern in patterns)

    def list(self, name, reason, waiting):
        self.sent += [Sent(above, "parent") for above in waiting]
        waiting.clear()
        self.sent.append(Sent(name, reason))

    def place(self, name):
        verdict = self.verdicts[name]
        directory = self.nodes[name].kind == "directory" or verdict.reach < len(name)
        return Place(name[: verdict.reach] if verdict.excluded else name, directory, verdict.line)

    def sums(self):
        return Sums(self)


class Sums:
    """The tallies of a report."""

    def __init__(self, expected):
        nodes = expected.nodes
        self.context = empty_tally()
        self.excluded = empty_tally()
        self.places = defaultdict(empty_tally)
        self.brought_back = defaultdict(empty_tally)  # by line
        self.directories = defaultdict(empty_tally)  # by name, with all that is sent below
        self.sizes = {}  # of the files that are sent
        counted = set()
        for name, reason in expected.sent:
            node = nodes[name]
            size = self.size_of(node, counted)
            add(self.context, node, size)
            if node.kind == "file":
                self.sizes[name] = size
            line = expected.verdicts[name].line
            if reason == "rules" and line != 0:
                add(self.brought_back[line], node, size)
            around = [*tree.parents_of(name), *([name] if node.kind == "directory" else [])]
            for above in around:
                add(self.directories[above], node, size)
        in_context = frozenset(counted)
        shared = defaultdict(set)
        for name, place in expected.left_out.items():
            node = nodes[name]
            add(self.places[place], node, 0 if node.is_linked() else node.size)
            if node.is_linked() and node.inode not in in_context:
                shared[node.inode, node.size].add(place)
            add(self.excluded, node, self.size_of(node, counted))
        # Which place has the bytes of a file with names in several is not predicted.
        self.unsure = set()
        for (_, size), places in shared.items():
            if len(places) == 1:
                self.places[places.pop()]["bytes"] += size
            else:
                self.unsure |= places

    @staticmethod
    def size_of(node, counted):
        """Its bytes, once for all names."""
        if not node.is_linked():
            return node.size
        if node.inode in counted:
            return 0
        counted.add(node.inode)
        return node.size


def add(tally, node, size):
    tally[COUNTED[node.kind]] += 1
    tally["bytes"] += size

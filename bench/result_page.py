"""The page of results: Markdown on standard output, and beside it as a file with a picture."""

import os
import sys
from pathlib import Path

import machine
from jobs import RULES
from side_by_side import shown


def tree_line(tree):
    entries = files = size = 0
    for path, directories, names in os.walk(tree):
        entries += len(directories) + len(names)
        for name in names:
            status = os.lstat(os.path.join(path, name))
            if status.st_mode & 0o170000 == 0o100000:
                files += 1
                size += status.st_size
    return f"{entries:,} entries, {files:,} files of {size / 1e6:.0f} MB"


def markdown_table(head, rows, texts):
    """The first `texts` columns are text, the others figures."""
    columns = ["---" if i < texts else "--:" for i in range(len(head))]
    lines = ["| " + " | ".join(line) + " |" for line in (head, *rows)]
    return "\n".join((lines[0], "|" + "|".join(columns) + "|", *lines[1:]))


def amount(size):
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{size / 1e3:.1f} kB"


class Page:
    def __init__(self, tree, made, options):
        self.options = options
        self.tree = tree
        self.machine = machine.line(tree)
        self.made = made
        self.head = []
        self.comparisons = []
        self.tables = []
        self.left_out = []
        self.failures = []

    def describe(self, peers):
        versions = [peer.version for peer in peers.values() if peer.version]
        self.head = [
            self.machine,
            "; ".join(versions),
            f"{self.made}: {tree_line(self.tree)}; the rules are the "
            f"{len(RULES.read_text().splitlines())} lines of rules.dockerignore",
        ]

    def add(self, comparison):
        self.comparisons.append(comparison)

    def table(self, title, head, rows, texts):
        self.tables.append(f"## {title}\n\n{markdown_table(head, rows, texts)}")

    def leave_out(self, what):
        if what not in self.left_out:
            self.left_out.append(what)

    def fail(self, what):
        print(f"compare.py: {what}", file=sys.stderr)
        self.failures.append(what)

    def name(self):
        shape = "" if self.options.shape == "node" else f"-{self.options.shape}"
        return f"{machine.date(self.machine)}-{machine.name(self.machine)}{shape}"

    def markdown(self, picture=None):
        options = self.options
        parts = [
            "# Against other programs",
            "\n".join(f"- {line}" for line in self.head)
            + f"\n- rounds: {options.rounds}, and {options.slow_rounds} beside programs that take "
            "long; the cache is warm where the row does not say cold",
        ]
        if self.comparisons:
            head = ("job of tare", "against", "tare", "the other", "ratio", "from-to", "output")
            parts.append(markdown_table(head, [row(one) for one in self.comparisons], texts=2))
            if picture:
                parts.append(f"![The ratios as bars]({picture})")
        parts += self.tables
        for title, lines in (("Left out", self.left_out), ("Failed", self.failures)):
            if lines:
                parts.append(f"{title}:\n\n" + "\n".join(f"- {line}" for line in lines))
        return "\n\n".join(parts)

    def publish(self):
        picture = None
        if self.options.out is not None:
            directory = Path(self.options.out)
            directory.mkdir(parents=True, exist_ok=True)
            picture = self.draw(directory)
            text = self.markdown(picture)
            (directory / f"{self.name()}.md").write_text(text + "\n")
        print(self.markdown())

    def draw(self, directory):
        """Returns the name of the picture, if there is one."""
        if not self.comparisons:
            return None
        try:
            from ratio_plot import draw
        except ImportError:
            self.leave_out("the picture: there is no matplotlib (Debian's python3-matplotlib)")
            return None
        draw(self.comparisons, directory / f"{self.name()}.svg")
        return f"{self.name()}.svg"


def row(comparison):
    ratios = comparison.ratios()
    return (
        comparison.job,
        comparison.against,
        f"{comparison.seconds(0):.3f} s",
        f"{comparison.seconds(1):.3f} s",
        f"**{comparison.shown_ratio()}**",
        f"{shown(ratios[0])}-{shown(ratios[-1])}",
        " / ".join(amount(comparison.output(which)) for which in (0, 1)),
    )

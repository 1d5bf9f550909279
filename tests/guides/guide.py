"""Reads a guide: a Markdown file of which every block does what it says.

A fenced block is one of these, and nothing else:

  cpp, c    a program; the next block, text, is what it prints
  console   commands behind "$ ", and what they print; a line "..." stands for any number of lines,
            and ">" goes on with the command of the line before
  others    a file; the last line before the block ends in its name: `.tare.toml`:
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

PROGRAMS = ("cpp", "c")


class BadGuide(Exception):
    """A block that is none of the above, with the place where it stands."""


@dataclass
class Block:
    place: str  # GUIDE:LINE
    first: int  # index of its first line in the guide
    language: str
    lines: list
    before: str  # the last line in front of it that is not empty
    section: str
    after: "Block" = None  # the block in front of it, with nothing but an empty line between

    @property
    def text(self):
        return "".join(line + "\n" for line in self.lines)

    @property
    def file(self):
        named = re.search(r"`([^`]+)`:$", self.before)
        return named and named[1]


@dataclass
class Step:
    """A command, and what it prints: the lines of the guide from `first` on."""

    place: str
    command: str
    first: int = 0
    expected: list = field(default_factory=list)


def blocks(path):
    """The blocks of a guide, in order."""
    found, opened, before, section, last = [], None, "", "", None
    for number, line in enumerate(Path(path).read_text(encoding="utf-8").splitlines()):
        place = f"{Path(path).name}:{number + 1}"
        if opened is None and line.startswith("```"):
            opened = Block(place, number + 1, line[3:], [], before, section, last)
        elif opened is not None and line == "```":
            found.append(opened)
            last, opened, before = opened, None, ""
        elif opened is not None:
            opened.lines.append(line)
        elif line.startswith(("    ", "\t", "~~~")):
            raise BadGuide(f"{place}: a block begins with ```")
        elif line:
            before, last = line, None
            if line.startswith("#"):
                section = line.lstrip("# ")
    if opened is not None:
        raise BadGuide(f"{opened.place}: the block has no end")
    return found


def anchors(path):
    """What the headings of a file are called in a link."""
    headings = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return [re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings]


def check_links(path):
    """A link to a file of ours leads to one, and to a heading in it."""
    here = Path(path).resolve().parent
    prose = re.sub(r"^```.*?^```$", "", Path(path).read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for link, anchor in re.findall(r"\]\((?!https://)([^)#]*)#?([^)]*)\)", prose):
        target = here / link
        if "/bindings/" in link and not target.parent.exists():
            continue  # a binding that these sources come without
        if not target.exists() or (anchor and anchor not in anchors(target)):
            raise BadGuide(f"{Path(path).name}: {link}#{anchor} leads nowhere")


def programs(path):
    """The programs of a guide by name."""
    found = [block for block in blocks(path) if block.language in PROGRAMS]
    return {f"{Path(path).stem}-{i}": block for i, block in enumerate(found)}


def console_steps(block):
    steps = []
    for number, line in enumerate(block.lines):
        if line.startswith("$ "):
            steps.append(Step(block.place, line[2:], block.first + number + 1))
        elif not steps:
            raise BadGuide(f"{block.place}: a console begins with a command")
        elif line.startswith("> ") and not steps[-1].expected:
            steps[-1].command += "\n" + line[2:]
            steps[-1].first += 1
        else:
            steps[-1].expected.append(line)
    return steps

"""Trees to work on, and the verdicts that are recorded of Docker."""

import json
import os
import tempfile
import unittest
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote_to_bytes

DATA = Path(__file__).resolve().parents[4] / "tests/data"


class TreeTest(unittest.TestCase):
    """With a directory of its own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.tree = Path(folder.name)

    def file(self, name, content=""):
        path = os.path.join(os.fsencode(self.tree), os.fsencode(name))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
        return os.fsdecode(path)


@dataclass
class Case:
    where: str
    rules: bytes
    files: list
    buildkit: list
    classic: list
    rejected: bool

    def make(self, tree):
        for name in self.files:
            name, _, target = name.partition(b" -> ")
            path = os.path.join(os.fsencode(tree), name)
            os.makedirs(path if name.endswith(b"/") else os.path.dirname(path), exist_ok=True)
            if target:
                os.symlink(target, path)
            elif not name.endswith(b"/"):
                open(path, "wb").close()


def recorded(name, step):
    """Every `step`-th case of tests/data/NAME."""
    with open(DATA / name, encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number % step == 0:
                yield _case(f"{name}:{number + 1}", json.loads(line))


def _case(where, told):
    decode = unquote_to_bytes if "group" in told else os.fsencode
    lists = {key: [decode(name) for name in told.get(key, ())] for key in ("files", "buildkit", "classic")}
    return Case(where=where, rules=decode(told["ignore"]), rejected="error" in told, **lists)

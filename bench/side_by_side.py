"""Runs commands whose output goes through a pipe, and measures two of them in turn."""

import os
import re
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from statistics import median

BUFFER = bytearray(1 << 20)
TAIL = 4096


class Failed(Exception):
    """A command did not do its work."""


@dataclass(frozen=True)
class Side:
    """One of the two that are compared."""

    name: str
    command: tuple
    variables: dict = field(default_factory=dict)
    # Says "sent N bytes" at the end of its output, instead of putting out the bytes.
    tells_bytes: bool = False


@dataclass
class Run:
    seconds: float
    output: int


def drain(descriptor):
    """Reads to the end; returns how much there was, and its last part."""
    total, tail = 0, b""
    while size := os.readv(descriptor, [BUFFER]):
        total += size
        tail = bytes(BUFFER[max(0, size - TAIL) : size])
    return total, tail


def run(side, directory):
    """Everything goes through a pipe: some programs skip work when they see /dev/null."""
    with tempfile.TemporaryFile() as errors:
        begin = time.perf_counter()
        with subprocess.Popen(
            side.command,
            cwd=directory,
            env={**os.environ, "LC_ALL": "C", **side.variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            bufsize=0,
        ) as process:
            output, tail = drain(process.stdout.fileno())
        seconds = time.perf_counter() - begin
        if process.returncode != 0:
            errors.seek(0)
            text = errors.read().decode(errors="replace").strip() or f"exit {process.returncode}"
            raise Failed(f"{side.name}: {text.splitlines()[-1]}")
    if side.tells_bytes:
        said = re.search(rb"sent (\d+) bytes", tail)
        if said is None:
            raise Failed(f"{side.name}: did not say how much it sent")
        output = int(said[1])
    return Run(seconds, output)


def shown(ratio):
    return f"{ratio:.2f}" if ratio >= 0.1 else f"{ratio:.3f}"


@dataclass
class Comparison:
    job: str
    against: str
    rounds: list  # of pairs of runs, ours first

    def ratios(self):
        return sorted(ours.seconds / theirs.seconds for ours, theirs in self.rounds)

    def ratio(self):
        return median(self.ratios())

    def shown_ratio(self):
        return shown(self.ratio())

    def seconds(self, which):
        return median(pair[which].seconds for pair in self.rounds)

    def output(self, which):
        return self.rounds[-1][which].output


def compare(job, ours, theirs, directory, rounds, before=None):
    """Times of separate runs drift with the machine, so each round runs both, one after the other.

    `before` is called before each run; without it a round before the first warms the cache.
    """

    def measured(side):
        if before:
            before()
        return run(side, directory)

    if not before:
        run(ours, directory)
        run(theirs, directory)
    pairs = [(measured(ours), measured(theirs)) for _ in range(rounds)]
    return Comparison(job, theirs.name, pairs)

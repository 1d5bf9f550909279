"""Runs the program that is tested."""

import json
import os
import subprocess
import tempfile
from typing import NamedTuple

from comparing import Difference

TIMEOUT = 120


class Result(NamedTuple):
    code: int
    out: bytes
    err: bytes

    def json(self):
        return json.loads(self.out)


class Tare:
    def __init__(self, program, prefix=()):
        self.program = program
        self.command = [*prefix, program]
        self.last = []

    def run(self, *arguments, codes=(0,), cwd=None, stdin=b"", **variables):
        """With one of these exit codes, or it is a Difference."""
        self.last = arguments
        command = [*self.command, *arguments]
        environment = {"PATH": os.environ["PATH"], "TMPDIR": tempfile.gettempdir(), **variables}
        how = {"cwd": cwd, "env": environment, "timeout": TIMEOUT, "capture_output": True}
        try:
            done = subprocess.run(command, input=stdin, **how)
        except subprocess.TimeoutExpired as expired:
            raise Difference(f"{shown(arguments)}: hangs") from expired
        if done.returncode not in codes:
            what = f"exit code {done.returncode}, wanted one of {codes}: {done.stderr[-500:]!r}"
            raise Difference(f"{shown(arguments)}: {what}")
        return Result(done.returncode, done.stdout, done.stderr)


def shown(words):
    return " ".join(os.fsdecode(word) for word in words)

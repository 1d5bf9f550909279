"""Runs the program that is tested."""

import json
import os
import subprocess
import tempfile
from typing import NamedTuple

from comparing import Difference, require

TIMEOUT = 120


class Result(NamedTuple):
    code: int
    out: bytes
    err: bytes

    def json(self):
        return json.loads(self.out)


class Tare:
    def __init__(self, program, prefix=()):
        self.command = [*prefix, program]

    def run(self, *arguments, codes=(0,), cwd=None, stdin=b"", **variables):
        command = [*self.command, *arguments]
        environment = {"PATH": os.environ["PATH"], "TMPDIR": tempfile.gettempdir(), **variables}
        try:
            done = subprocess.run(
                command, input=stdin, capture_output=True, cwd=cwd, env=environment, timeout=TIMEOUT
            )
        except subprocess.TimeoutExpired as expired:
            raise Difference(f"{shown(command)}: hangs") from expired
        require(
            done.returncode in codes,
            f"{shown(command)}: exit code {done.returncode}, wanted one of {codes}: {done.stderr[-500:]!r}",
        )
        return Result(done.returncode, done.stdout, done.stderr)


def shown(command):
    return " ".join(os.fsdecode(word) for word in command)

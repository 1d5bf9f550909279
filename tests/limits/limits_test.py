#!/usr/bin/env python3
"""Runs tare on input that a stranger could have made to use up memory and time.

  limits_test.py TARE GROUP [--show]

A case is run as it is and, where it may take long, twice as large: then it may take up to three times as long, where
anything quadratic takes four times. Bounds are on the processor's time and on memory, several times of what a quiet
machine takes; --show tells what it was.
"""

import os
import pathlib
import resource
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True  # nothing is left in the sources

import hostile_files  # noqa: E402

MEMORY = 4 << 30  # of address space, for any case
SECONDS = 60  # of processor time, likewise
LONG_ENOUGH = 0.4  # seconds: below, ratios are chance
MOST_GROWTH = 3.0

show = False


class Failed(Exception):
    pass


class Run:
    """One run of tare in the directory `where`."""

    def __init__(self, tare, arguments, where):
        def limit():
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))

        with tempfile.TemporaryFile() as errors:
            process = subprocess.Popen([tare, *arguments], cwd=where, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                       stderr=errors, preexec_fn=limit)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = self.code = os.waitstatus_to_exitcode(status)
            errors.seek(0)
            self.message = errors.read().decode("utf-8", "strict")
        self.seconds = usage.ru_utime + usage.ru_stime
        self.megabytes = usage.ru_maxrss / 1024


def check(case, tare, scale, where):
    for name, content in case.files(scale).items():
        path = where / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    runs = {}
    for command in case.commands:
        run = runs[command] = Run(tare, command.split(), where)
        about = f"{case.name}, size {scale}: tare {command}: "
        if show:
            print(f"{about}{run.seconds:.2f} s, {run.megabytes:.0f} MB, exit {run.code} {run.message[:150]!r}")
        if run.code not in case.codes:
            raise Failed(f"{about}exit {run.code}: {run.message[:500]}")
        if case.message not in run.message:
            raise Failed(f"{about}says {run.message[:500]!r} instead of {case.message!r}")
        if any(len(line) > 70_000 for line in run.message.splitlines()):
            raise Failed(f"{about}a message is {len(run.message)} long")
        if run.seconds > case.seconds * scale or run.megabytes > case.megabytes * scale:
            raise Failed(f"{about}{run.seconds:.2f} s and {run.megabytes:.0f} MB are more than"
                         f" {case.seconds * scale} s and {case.megabytes * scale} MB")
    return runs


def run_case(case, tare):
    runs = {}
    for scale in (1, 2) if case.grows else (1,):
        with tempfile.TemporaryDirectory() as where:
            runs[scale] = check(case, tare, scale, pathlib.Path(where))
    if not case.grows:
        return
    for command, larger in runs[2].items():
        smaller = max(runs[1][command].seconds, LONG_ENOUGH / MOST_GROWTH)
        if larger.seconds > MOST_GROWTH * smaller:
            raise Failed(f"{case.name}: tare {command}: twice as large takes {larger.seconds:.2f} s instead of"
                         f" {smaller:.2f} s")


def main():
    global show
    tare, group = os.path.abspath(sys.argv[1]), sys.argv[2]
    show = "--show" in sys.argv[3:]
    failed = 0
    for case in hostile_files.GROUPS[group]():
        try:
            run_case(case, tare)
        except Failed as failure:
            print(failure)
            failed += 1
    sys.exit(1 if failed else 0)


main()

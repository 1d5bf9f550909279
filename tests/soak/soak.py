#!/usr/bin/python3
"""Random trees, rules and mutations: tare against an independent model and three readers of tars.

Usage: soak.py [--minutes N] [--seed S] [--jobs N] TARE ORACLE

Runs cases for N minutes (1), each with a seed of its own, and ends with a line of figures. With
--seed and without --minutes it runs that one case. What differs is printed with its seed, and the
tree is kept; then the exit code is 1. Needs GNU tar, bsdtar, zstd and, for root, setpriv.
"""

import argparse
import itertools
import os
import random
import signal
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait

sys.dont_write_bytecode = True  # beside the sources there is only what is written by hand

import case
import commands
import tree
from comparing import Difference
from oracle import Oracle

# What is counted, and what it is called in the last line.
FIGURES = {
    "rounds": "states of trees",
    "entries": "entries",
    "python": "archives read by Python",
    "gnu tar": "by GNU tar",
    "bsdtar": "by bsdtar",
    "refused": "incomplete ones refused by all",
    "mutations": "mutations",
    "narrowed": "narrowed contexts",
    "locked": "locked trees",
    "rejected": "rejected rules",
    "whole": "packs of changing trees",
    "cut": "more that were cut",
    "disturbances": "changes meanwhile",
    "differences": "differences",
}
worker_oracle = None


def place():
    """In memory, where there is such a place."""
    shared = "/dev/shm"
    return os.fsencode(shared if os.access(shared, os.W_OK) else tempfile.gettempdir())


def end_with(parent):
    """Nobody would tell a worker that the process it works for was killed."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def start_worker(program, parent):
    global worker_oracle
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=end_with, args=(parent,), daemon=True).start()
    worker_oracle = Oracle(program)


def run_case(seed, program):
    """Its counts, and what differs."""
    base = b"tare-soak.%d.%d" % (os.getpid(), seed)
    directory = os.path.join(place(), base)
    os.mkdir(directory, 0o700)
    one = case.Case(seed, directory, program, worker_oracle)
    try:
        one.run()
    except Exception as error:
        trouble = str(error) if isinstance(error, Difference) else traceback.format_exc()
        last = f"last: tare {commands.shown(one.tare.last)}"
        kept = f"kept: {os.fsdecode(directory)}"
        return one.counts, f"DIFFERENCE with --seed {seed}\n{trouble}\n  {last}\n  {kept}"
    tree.remove(place(), base)
    return one.counts, None


def run_cases(seeds, arguments, seconds):
    """Until the time is up or the seeds are."""
    counts, running, end = Counter(), set(), time.monotonic() + seconds
    how = {"initializer": start_worker, "initargs": (arguments.oracle, os.getpid())}
    with ProcessPoolExecutor(arguments.jobs, **how) as pool:
        while True:
            if time.monotonic() < end:
                for seed in itertools.islice(seeds, arguments.jobs + 1 - len(running)):
                    running.add(pool.submit(run_case, seed, arguments.tare))
            if not running:
                return counts
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                found, trouble = future.result()
                counts.update(found)
                counts["cases"] += 1
                if trouble is not None:
                    counts["differences"] += 1
                    print(trouble, flush=True)


def parsed_arguments():
    parser = argparse.ArgumentParser(description="Random trees against a model and three readers.")
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("tare", type=os.path.abspath)
    parser.add_argument("oracle", type=os.path.abspath)
    return parser.parse_args()


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    arguments = parsed_arguments()
    seed = arguments.seed
    if seed is None:
        seed = random.SystemRandom().getrandbits(48)
    seeds = itertools.count(seed)
    if arguments.seed is not None and arguments.minutes is None:
        seeds = iter([seed])
    print(f"soak: from --seed {seed}", flush=True)
    begin = time.monotonic()
    counts = run_cases(seeds, arguments, 60 * (arguments.minutes or 1))
    took = time.monotonic() - begin
    speed = 60 * counts["cases"] / took
    figures = ", ".join(f"{counts[key]} {words}" for key, words in FIGURES.items())
    print(f"soak: {counts['cases']} cases in {took:.0f} s ({speed:.0f} a minute), {figures}")
    return 1 if counts["differences"] or not counts["cases"] else 0


if __name__ == "__main__":
    sys.exit(main())

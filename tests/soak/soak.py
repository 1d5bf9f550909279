#!/usr/bin/python3
"""Random trees, rules and mutations: tare against an independent model and three readers of tars.

Usage: soak.py [--minutes N] [--seed S] [--jobs N] TARE ORACLE

Runs cases for N minutes (1), each with a seed of its own, and ends with a line of figures. With
--seed and without --minutes it runs that one case. What differs is printed with its seed, and the
tree is kept; then the exit code is 1. Needs GNU tar, bsdtar, zstd and setpriv.
"""

import argparse
import itertools
import os
import random
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait

import archives
import case
from comparing import Difference
from oracle import Oracle

FIGURES = ["rounds", "entries", "python", "gnu tar", "bsdtar", "refused", "mutations", "narrowed", "rejected", "locked",
           "disturbed, whole", "disturbed, cut", "disturbed"]
worker_oracle = None


def place():
    """In memory, where there is such a place."""
    return os.fsencode("/dev/shm" if os.access("/dev/shm", os.W_OK) else tempfile.gettempdir())


def start_worker(program):
    global worker_oracle
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    worker_oracle = Oracle(program)


def run_case(seed, program):
    """Its counts, and what differs."""
    directory = os.path.join(place(), b"tare-soak.%d.%d" % (os.getpid(), seed))
    os.mkdir(directory, 0o700)
    one = case.Case(seed, directory, program, worker_oracle)
    try:
        one.run()
        trouble = None
    except Difference as difference:
        trouble = str(difference)
    except Exception:
        trouble = traceback.format_exc()
    if trouble is None:
        archives.remove_directory(directory)
        return one.counts, None
    told = case.shown(one.told)
    return one.counts, f"DIFFERENCE with --seed {seed}\n{trouble}\n  last: tare {told}\n  kept: {os.fsdecode(directory)}"


def run_cases(seeds, jobs, seconds, program, oracle):
    """Runs until the time is up or the seeds are."""
    counts, running, end = Counter(), set(), time.monotonic() + seconds
    with ProcessPoolExecutor(jobs, initializer=start_worker, initargs=(oracle,)) as pool:
        while True:
            if time.monotonic() < end:
                running |= {pool.submit(run_case, seed, program) for seed in itertools.islice(seeds, jobs + 1 - len(running))}
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


def main():
    parser = argparse.ArgumentParser(description="Random trees against a model and three readers.")
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("tare")
    parser.add_argument("oracle")
    arguments = parser.parse_args()
    seed = arguments.seed if arguments.seed is not None else random.SystemRandom().getrandbits(48)
    one = arguments.seed is not None and arguments.minutes is None
    seeds = iter([seed]) if one else itertools.count(seed)
    print(f"soak: from --seed {seed}", flush=True)
    begin = time.monotonic()
    seconds = 60 * (arguments.minutes or 1)
    counts = run_cases(seeds, arguments.jobs, seconds, os.path.abspath(arguments.tare), arguments.oracle)
    took = time.monotonic() - begin
    figures = ", ".join(f"{counts[key]} {key}" for key in FIGURES)
    print(f"soak: {counts['cases']} cases in {took:.0f} s ({60 * counts['cases'] / took:.0f} a minute), {figures}; "
          f"{counts['differences']} differences")
    return 1 if counts["differences"] or not counts["cases"] else 0


if __name__ == "__main__":
    sys.exit(main())

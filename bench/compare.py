#!/usr/bin/python3
"""Measures tare beside other programs on the same tree, and prints the results in Markdown."""

import argparse
import os
import re
import signal
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
import corpus
from growth import memory, scaling
from jobs import Jobs, not_possible, prepared
from peers import HERE, TARE, docker_sink, find_peers
from result_page import Page
from side_by_side import Failed, compare

DROP_CACHES = Path("/proc/sys/vm/drop_caches")


def drop_caches():
    os.sync()
    DROP_CACHES.write_text("3\n")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    number = {"type": int, "metavar": "N"}
    add = parser.add_argument
    add("--entries", default=80_000, **number, help="make a tree of N (80000) below $TMPDIR")
    add("--shape", choices=corpus.SHAPES, default="node", help="make a tree of this shape (node)")
    add("--tree", metavar="DIR", help="use DIR instead; nothing may be using it")
    add("--rounds", default=7, **number, help="measure N rounds (7) after one that does not count")
    add("--slow-rounds", default=3, **number, help="N rounds (3) beside programs that take long")
    add("--only", default="", metavar="REGEX", help="only rows 'JOB, against PROGRAM' that match")
    add("--cold", action="store_true", help="pack with a cold cache, too; as root")
    add("--memory", action="store_true", help="the memory that the largest trees take, too")
    add("--scaling", action="store_true", help="the time an entry in trees of all sizes, too")
    add("--largest", default=1_000_000, **number, help="entries of the largest tree for these two")
    add("--out", metavar="DIR", help="write the results there (bench/results; with --only nowhere)")
    options = parser.parse_args()
    if min(options.entries, options.rounds, options.slow_rounds, options.largest) < 1:
        parser.error("numbers are from 1 up")
    if options.out is None and not options.only:
        options.out = HERE / "results"
    return options


class Measuring:
    def __init__(self, options, page, peers):
        self.options = options
        self.page = page
        self.peers = peers

    def wanted(self, job):
        return re.search(self.options.only, f"{job.name}, against {job.theirs.name}")

    def measure(self, job, tree):
        """Adds a row to the page, or says there why there is none."""
        peer = self.peers[job.peer]
        if peer.version is None:
            self.page.leave_out(f"{peer.name}: not found here ({peer.get})")
            return
        reason = not_possible(job, tree)
        if reason:
            self.page.leave_out(f"{job.name}, against {job.theirs.name}: {reason}")
            return
        print(f"{job.name}, against {job.theirs.name}", file=sys.stderr)
        rounds = self.options.slow_rounds if job.slow else self.options.rounds
        before = drop_caches if job.cold else None
        try:
            with prepared(job, tree):
                self.page.add(compare(job.name, job.ours, job.theirs, tree, rounds, before))
        except Failed as failure:
            self.page.fail(str(failure))

    def all(self, work, tree):
        cold = self.options.cold
        if cold and not os.access(DROP_CACHES, os.W_OK):
            self.page.leave_out("a cold cache: only root may empty it")
            cold = False
        jobs = Jobs(work)
        with docker_sink(jobs.socket):
            for job in jobs.all(cold):
                if self.wanted(job):
                    self.measure(job, tree)




def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    options = arguments()
    if not TARE.exists():
        print(f"compare.py: there is no {TARE}; build it with './dev build'", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as place:
        work = Path(place)
        tree, made = options.tree, "a given tree"
        if tree is None:
            tree = work / "tree"
            made = f"corpus.py --shape {options.shape} --entries {options.entries}"
            corpus.make(tree, options.shape, options.entries)
        page = Page(tree, made, options)
        measuring = Measuring(options, page, find_peers())
        page.describe(measuring.peers)
        measuring.all(work, tree)
        if options.memory:
            memory(page, measuring.peers, work, options.largest)
        if options.scaling:
            scaling(page, work, options.largest, options.slow_rounds)
        page.publish()
    return 1 if page.failures else 0


if __name__ == "__main__":
    sys.exit(main())

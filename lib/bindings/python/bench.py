#!/usr/bin/python3
"""Packs a tree by the drop-in and by docker-py's own docker.utils.build.tar(), and matches its names
with both matchers. Needs tare and docker-py installed, and a tree such as bench/corpus.py makes.

    bench.py TREE [--rules FILE] [--rounds N]

Times of separate runs drift with the machine, so each round runs both sides one after the other; one
round before does not count, so that the cache is warm. What counts is the median of the ratios; below 1
tare is faster. Both sides write to a temporary file, as docker-py does. The archive is made and thrown
away: what closing the file takes is not counted for either side.
"""

import argparse
import tarfile
import time
from pathlib import Path
from statistics import median

import docker
from docker.utils import build

import tare
import tare.docker


def rules_of(path):
    """As docker.api.build reads a .dockerignore."""
    lines = (line.strip() for line in Path(path).read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and line[0] != "#"]


def timed(work, *arguments):
    begin = time.perf_counter()
    result = work(*arguments)
    return time.perf_counter() - begin, result


def rounds_of(number, ours, theirs):
    """Pairs of seconds, ours first."""
    ours(), theirs()
    return [(ours(), theirs()) for _ in range(number)]


def say(job, pairs, detail):
    ratio = median(mine / other for mine, other in pairs)
    mine, other = (median(side) for side in zip(*pairs))
    lowest, highest = (pick(mine / other for mine, other in pairs) for pick in (min, max))
    print(
        f"{job:<24} tare {mine:7.3f} s  docker-py {other:7.3f} s  ratio {ratio:.4f} = 1/{1 / ratio:.1f}"
        f"  ({lowest:.4f} to {highest:.4f})  {detail}"
    )


def entries(file):
    with tarfile.open(fileobj=file) as archive:
        return sum(1 for _ in archive)


def pack(tree, rules, rounds):
    def packing(tar):
        seconds, file = timed(tar, tree, list(rules))
        file.close()
        return seconds

    pairs = rounds_of(rounds, lambda: packing(tare.docker.tar), lambda: packing(build.tar))
    with tare.docker.tar(tree, list(rules)) as mine, build.tar(tree, list(rules)) as other:
        counts = entries(mine), entries(other)
    say(f"pack, {len(rules)} rules", pairs, f"{counts[0]} and {counts[1]} entries")


def match(tree, rules, rounds, most):
    names = [entry.name for entry in tare.walk(tree, rules=())]
    names = names[:: max(1, len(names) // most)]
    matcher = tare.Matcher(rules)
    peer = build.PatternMatcher(list(rules))

    def excluded(ask):
        return sum(1 for name in names if ask(name))

    pairs = rounds_of(
        rounds, lambda: timed(excluded, matcher.excludes)[0], lambda: timed(excluded, peer.matches)[0]
    )
    per_second = len(names) / median(mine for mine, _ in pairs)
    counts = excluded(matcher.excludes), excluded(peer.matches)
    say(
        f"match, {len(rules)} rules", pairs,
        f"{per_second:,.0f} names a second; of {len(names)} {counts[0]} and {counts[1]} excluded",
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("tree")
    parser.add_argument("--rules", help="an ignore file, which the second half goes by")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--names", type=int, default=10000, help="how many names are matched")
    arguments = parser.parse_args()
    print(f"tare {tare.__version__}, docker-py {docker.__version__}")
    pack(arguments.tree, [], arguments.rounds)
    if arguments.rules:
        rules = rules_of(arguments.rules)
        pack(arguments.tree, rules, arguments.rounds)
        match(arguments.tree, rules, arguments.rounds, arguments.names)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Ends `tare pack` by signals at random points and looks at what is left of its archives.

    kills_test.py TARE [--points N] [--seed N]

N random points (50) for every signal, by bytes read from the pipe and by time. SIGINT and SIGTERM: what
is on the pipe is refused by every reader, or it is the whole archive. With -o FILE, SIGKILL as well: the
old file is there, byte for byte, and nothing beside it. A second signal that differs from the first one
changes nothing. SIGKILL on a pipe can be promised nothing for a plain tar, since it may end between two
entries; who takes it is counted.
"""

import argparse
import collections
import concurrent.futures
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from readers import Readers

METHODS = {"none": "none", "gzip": "gzip:1", "zstd": "zstd:1"}
TIME_LIMIT = 60  # seconds for one run: it does not hang


def make_tree(root, rng):
    """Some 8 MB: many files of a few tar blocks, where a cut is hard to see, and some of many."""
    os.mkdir(root)
    for i in range(900):
        folder = os.path.join(root, f"d{i % 30:02}")
        os.makedirs(folder, exist_ok=True)
        size = rng.choice([0, 1, 511, 512, 513, 1024, rng.randrange(6000)])
        with open(os.path.join(folder, f"f{i}"), "wb") as out:
            out.write(rng.randbytes(size) if i % 2 else bytes(size))
    for i in range(12):
        size = rng.randrange(260_000, 900_000) // 512 * 512 + rng.choice([0, 0, 1, 511])
        with open(os.path.join(root, f"d{i:02}", "large"), "wb") as out:
            out.write(rng.randbytes(size) if i % 2 else bytes(size))
    with open(os.path.join(root, ".dockerignore"), "w", encoding="ascii") as out:
        out.write("d29\n!d29/f29\n")


def decompressed(data, method):
    """As much as there is."""
    return subprocess.run([method, "-dc"], input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False).stdout


class Kills:
    """One tree, the archives that it gives, and what came of all runs."""

    def __init__(self, tare, work, rng, readers):
        self.tare, self.work, self.rng, self.readers = tare, work, rng, readers
        self.tree = os.path.join(work, "tree")
        make_tree(self.tree, rng)
        self.whole, self.seconds = {}, {}
        for method in METHODS:
            began = time.monotonic()
            self.whole[method] = subprocess.run(self.command(method), stdout=subprocess.PIPE, check=True).stdout
            self.seconds[method] = time.monotonic() - began
            accepting = self.readers.accepting(self.whole[method], method)
            if len(accepting) < 3:
                sys.exit(f"FAILED: a whole archive is taken by {accepting} only ({method})")
        self.failures = []

    def command(self, method, *more):
        return [self.tare, "pack", "-q", "--compress", METHODS[method], *more, self.tree]

    def fail(self, what, kept=None):
        where = ""
        if kept is not None:
            descriptor, where = tempfile.mkstemp(prefix="tare-cut-")
            with os.fdopen(descriptor, "wb") as out:
                out.write(kept)
            where = f", kept as {where}"
        self.failures.append(what + where)

    def end(self, process, signals):
        for number in signals:
            if process.poll() is None:
                process.send_signal(number)

    def point(self, method, by_bytes):
        if by_bytes:
            return self.rng.randrange(len(self.whole[method]))
        return self.rng.random() * 1.2 * self.seconds[method]

    def on_pipe(self, method, signals, by_bytes, point):
        """Ends a run that writes to a pipe. Returns what is left."""
        process = subprocess.Popen(self.command(method), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        begin = b""
        if by_bytes:
            while len(begin) < point:
                more = os.read(process.stdout.fileno(), min(65536, point - len(begin)))
                if not more:
                    break
                begin += more
        else:
            time.sleep(point)
        self.end(process, signals)
        rest, said = process.communicate(timeout=TIME_LIMIT)
        return begin + rest, process.returncode, said

    def judge_pipe(self, method, signals, by_bytes, point):
        data, code, said = self.on_pipe(method, signals, by_bytes, point)
        how = f"{method}, {'+'.join(s.name for s in signals)} after {point} {'bytes' if by_bytes else 's'}: exit {code}"
        if said:
            self.fail(f"{how}, and it said {said!r}")
        if data == self.whole[method]:
            if code not in {0} | {c for s in signals for c in (128 + s, -s)}:
                self.fail(f"{how} with a whole archive")
            return "whole"
        if not data:
            # The signal came before tare listened to any, as it may come before there is a tare.
            if code not in [-s for s in signals]:
                self.fail(f"{how} without a word")
            return "nothing"
        accepting = self.readers.accepting(data, method)
        if method != "none" and decompressed(data, method) == self.whole["none"]:
            # Only the end of the compressed stream is missing: who does not look at that has lost nothing.
            accepting = [reader for reader in accepting if reader == method]
        if signal.SIGKILL in signals:
            if accepting and method != "none":
                self.fail(f"{how}, and {accepting} took it", data)
            return f"taken by {', '.join(accepting)}" if accepting else "refused"
        if code not in [128 + s for s in signals]:
            self.fail(f"{how} with {len(data)} bytes of {len(self.whole[method])}")
        if accepting:
            self.fail(f"{how}, and {accepting} took it", data)
        return "refused"

    def judge_file(self, method, number, point, hidden_proc=False):
        """Ends a run that writes to a file in whose place there is an old one."""
        folder = tempfile.mkdtemp(dir=self.work)
        target = os.path.join(folder, "out.tar")
        with open(target, "wb") as out:
            out.write(b"the old archive")
        command = self.command(method, "-o", target)
        if hidden_proc:
            # Without /proc a file without a name cannot get one, so tare makes one with a name at once.
            command = ["unshare", "-rm", "sh", "-c", 'mount -t tmpfs none /proc && exec "$@"', "sh", *command]
        process = subprocess.Popen(command, stderr=subprocess.PIPE)
        time.sleep(point)
        self.end(process, [number])
        said = process.communicate(timeout=TIME_LIMIT)[1]
        code = process.returncode
        how = f"-o, {method}, {number.name} after {point} s: exit {code}"
        if said:
            self.fail(f"{how}, and it said {said!r}")
        with open(target, "rb") as file:
            content = file.read()
        beside = [name for name in os.listdir(folder) if name != "out.tar"]
        shutil.rmtree(folder)
        if content not in (b"the old archive", self.whole[method]):
            self.fail(f"{how}, and the file is neither the old nor the new one", content)
        new = content == self.whole[method]
        if code != 0 and code not in (128 + number, -number) or (code == 0) > new:
            self.fail(f"{how}, and the file is {'new' if new else 'old'}")
        may_stay = hidden_proc and number == signal.SIGKILL
        if beside and not (may_stay and len(beside) == 1 and beside[0].startswith(".tare-")):
            self.fail(f"{how}, and beside the file there is {beside}")
        return ("new file" if new else "old file") + (", temporary file" if beside else "")


def runs(kills, points):
    """What is to be done: a name to count under, and the call."""
    for method in METHODS:
        for signals in ([signal.SIGINT], [signal.SIGTERM], [signal.SIGKILL], [signal.SIGINT, signal.SIGTERM]):
            few = method != "none" and len(signals) + (signals[0] == signal.SIGKILL) > 1
            for i in range(points // 2 if few else points):
                by_bytes = i % 5 < 3
                point = kills.point(method, by_bytes)
                name = f"pipe, {method}, {'+'.join(s.name for s in signals)}"
                yield name, lambda a=(method, signals, by_bytes, point): kills.judge_pipe(*a)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
            for _ in range(points if method == "none" else points // 5):
                point = kills.point(method, False)
                name = f"-o FILE, {method}, {number.name}"
                yield name, lambda a=(method, number, point): kills.judge_file(*a)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        for _ in range(points // 5):
            point = kills.point("none", False) + 0.005
            name = f"-o FILE, none, {number.name}, file with a name"
            yield name, lambda a=("none", number, point, True): kills.judge_file(*a)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tare")
    parser.add_argument("--points", type=int, default=50)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}, {arguments.points} points")
    with tempfile.TemporaryDirectory(prefix="tare-kills-") as work:
        kills = Kills(os.path.abspath(arguments.tare), work, random.Random(arguments.seed), Readers(work))
        counts = collections.defaultdict(collections.Counter)
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            started = [(name, pool.submit(call)) for name, call in list(runs(kills, arguments.points))]
            for name, run in started:
                counts[name][run.result()] += 1
    for name, results in counts.items():
        print(f"{name}, {results.total()} times: " + ", ".join(f"{n} {what}" for what, n in results.most_common()))
    print(f"{sum(results.total() for results in counts.values())} kills, {len(kills.failures)} failures")
    for failure in kills.failures[:20]:
        print(f"FAILED: {failure}")
    return 1 if kills.failures else 0


if __name__ == "__main__":
    sys.exit(main())

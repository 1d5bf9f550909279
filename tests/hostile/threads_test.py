#!/usr/bin/env python3
"""Equal input gives equal bytes, for any number of threads, in every output."""

import os
import random
import sys

import case
from case import Case, put

ROUNDS = 3
RUNS = [
    ["pack", "-q"],
    ["pack", "-q", "--reproducible"],
    ["pack", "-q", "--compress", "gzip:1"],
    ["pack", "-q", "--compress", "zstd:1"],
    ["pack", "-q", "--needed", "--compress", "zstd:3"],
    ["ls", "-0"],
    ["ls", "-l", "--excluded"],
    ["report", "--format", "json"],
    ["report", "--html", "-"],
    ["report", "--top", "50"],
    ["digest", "--format", "json"],
    ["check", "--max-size", "1", "--max-file-size", "5", "--format", "json"],
    ["lint", "--format", "json", "--fail-on", "error"],
    ["suggest"],
    ["stages", "--format", "json"],
]


class Threads(Case):
    def make_tree(self, random_of):
        names = [b"a", b"b", b"node_modules", b"x\xff", b"\x1b", b"lib", b"t", b"z" * 120]
        paths = []
        for _ in range(400):
            path = b"/".join(random_of.choices(names, k=random_of.randint(1, 5))) + b"/%d" % random_of.randrange(50)
            size = random_of.choice([0, 10, 511, 512, 513, 5000, 300_000 if random_of.random() < 0.1 else 20])
            put(b"tree/" + path, random_of.randbytes(size))
            paths.append(path)
        for number in range(60):
            os.link(b"tree/" + random_of.choice(paths), b"tree/hard%d" % number)
        for number in range(3000):
            put(b"tree/wide/%d" % number)
        put(b"tree/large", random_of.randbytes(3_000_000))
        put(b"tree/.dockerignore", b"**/node_modules\n!**/node_modules/lib\nz*\n**/1*\n!a/**/1\n")
        put(b"tree/.npmrc", b"//registry.example/:_authToken=f2Lw8qPzX0rTn5VbYc1K\n")  # so that suggest has a line
        put(b"tree/Dockerfile", b"FROM scratch AS a\nCOPY a wide /\nFROM scratch\nCOPY --from=a a /\nCOPY b lib* large /\n")

    def test_bytes_do_not_depend_on_threads(self):
        seed = int(os.environ.get("TARE_TEST_SEED", random.SystemRandom().randrange(1 << 32)))
        print(f"TARE_TEST_SEED={seed}", file=sys.stderr)
        self.make_tree(random.Random(seed))
        for words in RUNS:
            expected = None
            for threads in (1, 2, 8, *[8] * ROUNDS):
                with self.subTest(words=words, threads=threads, seed=seed):
                    ended = self.tare(*words, "--threads", str(threads), "tree", code=(0, 1))
                    self.assertNotEqual(ended.out, b"")
                    expected = expected or (ended.out, ended.err, ended.code)
                    self.assertTrue(
                        (ended.out, ended.err, ended.code) == expected, f"differs from 1 thread: {ended.err[-500:]}"
                    )


if __name__ == "__main__":
    case.main()

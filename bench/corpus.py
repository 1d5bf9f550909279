#!/usr/bin/python3
"""Makes a tree like a JavaScript workspace with everything installed.

The same arguments give the same names, contents, modes and times, and a larger tree begins with
the packages of a smaller one.
"""

import argparse
import os
import random
import sys
from itertools import count

WORDS = (
    "abort array async babel base buffer cache chalk color core data debug dom emitter event "
    "fetch file flow form glob graph hash helper http icon input json lazy list loader log merge "
    "mime node object parse path plugin pool query queue range react regex render resolve rollup "
    "router runtime schema scope select server shim socket source state stream string style table "
    "text theme token tree type util uuid vector view watch web worker yaml zip"
).split()

SOURCE_ENDINGS = ("js", "js", "js", "js", "ts", "ts", "tsx", "mjs", "cjs", "json", "css", "md")
INSTALLED_ENDINGS = ("js", "js", "js", "js", "d.ts", "d.ts", "js.map", "mjs", "cjs", "json", "md")

MTIME = 1_700_000_000

# Most sources are of a page or two, with a long tail: this log-normal has a mean near 5.5 kB.
SIZE_MU = 7.2
SIZE_SIGMA = 1.7
SIZE_LIMIT = 400_000

# One file in so many is a binary, a bundle or an archive.
LARGE_EVERY = 6_000
LARGE_SIZES = (1_500_000, 9_000_000)


class Full(Exception):
    """The tree has as many entries as were asked for."""


class Tree:
    def __init__(self, root, entries, seed):
        self.root = root
        self.left = entries
        self.random = random.Random(seed)
        self.directories = []
        self.files = 0
        self.bytes = 0
        text = self.random.randbytes(1 << 20).hex().encode()
        self.content = memoryview(text * 8)

    def pick(self, options):
        return options[int(self.random.random() * len(options))]

    def word(self):
        return self.pick(WORDS)

    def about(self, median, limit, sigma=0.9):
        return min(limit, max(1, round(median * self.random.lognormvariate(0, sigma))))

    def take(self):
        if self.left == 0:
            raise Full
        self.left -= 1

    def directory(self, name):
        self.take()
        os.mkdir(os.path.join(self.root, name))
        self.directories.append(name)
        return name

    def size(self):
        if self.files % LARGE_EVERY == LARGE_EVERY // 2:
            return int(self.random.uniform(*LARGE_SIZES))
        return min(SIZE_LIMIT, int(self.random.lognormvariate(SIZE_MU, SIZE_SIGMA)))

    def file(self, name, size=None, mode=0o644):
        self.take()
        self.files += 1
        size = self.size() if size is None else size
        self.bytes += size
        at = int(self.random.random() * (len(self.content) - size))
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        fd = os.open(os.path.join(self.root, name), flags, mode)
        try:
            left = self.content[at : at + size]
            while left:
                left = left[os.write(fd, left) :]
            os.utime(fd, (MTIME, MTIME))
        finally:
            os.close(fd)

    def link(self, name, target):
        self.take()
        path = os.path.join(self.root, name)
        os.symlink(target, path)
        os.utime(path, (MTIME, MTIME), follow_symlinks=False)

    def finish(self):
        for name in reversed(self.directories):
            os.utime(os.path.join(self.root, name), (MTIME, MTIME))
        os.utime(self.root, (MTIME, MTIME))


def add_files(tree, directory, files, endings):
    """Puts `files` files into `directory` and into directories below it."""
    depth_first = [directory]
    used = set()
    for number in range(files):
        if number % 8 == 7 and len(depth_first) < 40:
            name = f"{tree.pick(depth_first)}/{tree.word()}-{number}"
            depth_first.append(tree.directory(name))
        stem = f"{tree.pick(depth_first)}/{tree.word()}"
        while stem in used:
            stem += "-" + tree.word()
        used.add(stem)
        tree.file(f"{stem}.{tree.pick(endings)}")


def add_installed(tree, parent, name, level=0):
    """One package in a node_modules directory, with those it could not share below it."""
    at = tree.directory(f"{parent}/{name}")
    tree.file(f"{at}/package.json", tree.about(1_500, 20_000))
    tree.file(f"{at}/LICENSE", 1_070)
    tree.file(f"{at}/README.md")
    if tree.random.random() < 0.15:
        tree.file(f"{at}/.npmignore", 60)
    shape = tree.random.random()
    if shape < 0.35:
        tree.file(f"{at}/index.js")
    else:
        home = tree.directory(f"{at}/{tree.pick(('lib', 'dist', 'src', 'cjs', 'build'))}")
        add_files(tree, home, tree.about(9, 600, 1.3), INSTALLED_ENDINGS)
    if shape > 0.85:
        add_files(tree, tree.directory(f"{at}/esm"), tree.about(9, 600, 1.3), INSTALLED_ENDINGS)
    if level < 3 and tree.random.random() < 0.12:
        below = tree.directory(f"{at}/node_modules")
        for number in range(tree.about(2, 8)):
            add_installed(tree, below, f"{tree.word()}-{number}", level + 1)


def add_workspace_package(tree, number):
    """One package that is developed here, with what its tools have left lying around."""
    at = tree.directory(f"packages/{tree.word()}-{number}")
    tree.file(f"{at}/package.json", tree.about(1_500, 20_000))
    tree.file(f"{at}/README.md")
    tree.file(f"{at}/.env.example", 180)
    add_files(tree, tree.directory(f"{at}/src"), tree.about(25, 400), SOURCE_ENDINGS)
    cases = tree.directory(f"{at}/fixtures")
    for case in range(tree.about(4, 20)):
        home = tree.directory(f"{cases}/case-{case}-{tree.word()}")
        add_files(tree, home, tree.about(3, 12), SOURCE_ENDINGS)
    if number % 2 == 0:
        built = tree.directory(f"{at}/dist")
        add_files(tree, built, tree.about(20, 300), INSTALLED_ENDINGS)
        tree.file(f"{built}/index.js.map", tree.about(30_000, 300_000))
    if number % 3 == 0:
        coverage = tree.directory(f"{at}/coverage")
        tree.file(f"{coverage}/lcov.info", tree.about(40_000, 300_000))
        add_files(tree, coverage, tree.about(10, 100), ("html", "html", "html", "js", "css"))
    if number % 4 == 0:
        tree.file(f"{at}/{tree.word()}-debug.log")
    if number % 5 == 0:
        modules = tree.directory(f"{at}/node_modules")
        for index in range(tree.about(2, 8)):
            add_installed(tree, modules, f"{tree.word()}-{index}")


def add_binary(tree, name):
    tree.link(f"node_modules/.bin/{name.rpartition('/')[2]}", f"../{name}/package.json")


def fill(tree):
    tree.file("package.json", 2_400)
    tree.file("Dockerfile", 400)
    tree.file("README.md")
    tree.file(".env.example", 240)
    tree.file("npm-debug.log", 9_000)
    tree.directory("packages")
    tree.directory("node_modules")
    tree.directory("node_modules/.bin")
    scopes = {}
    for number in count():
        if number % 20 == 0:
            add_workspace_package(tree, number // 20)
        name = f"{tree.word()}-{tree.word()}-{number}"
        if tree.random.random() < 0.25:
            scope = f"@{tree.pick(WORDS[:12])}"
            if scope not in scopes:
                scopes[scope] = tree.directory(f"node_modules/{scope}")
            name = f"{scope}/{name}"
        add_installed(tree, "node_modules", name)
        if number % 6 == 0:
            add_binary(tree, name)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", metavar="DIR", help="new, or empty")
    parser.add_argument("--entries", type=int, default=80_000, metavar="N", help="names below DIR")
    parser.add_argument("--seed", type=int, default=1, metavar="S")
    arguments = parser.parse_args()
    os.umask(0o022)
    os.makedirs(arguments.directory, exist_ok=True)
    if os.listdir(arguments.directory):
        parser.error(f"{arguments.directory} is not empty")
    tree = Tree(arguments.directory, arguments.entries, arguments.seed)
    try:
        fill(tree)
    except Full:
        pass
    tree.finish()
    directories = len(tree.directories)
    print(
        f"{arguments.entries} entries: {tree.files} files of {tree.bytes} bytes, "
        f"{directories} directories",
        file=sys.stderr,
    )


if __name__ == "__main__":
    main()

#!/usr/bin/python3
"""Makes a tree to measure with: by default a JavaScript workspace with everything installed.

The same arguments give the same names, contents, modes and times, and a larger tree of a shape
begins with a smaller one.
"""

import argparse
import os
import sys
from itertools import count

sys.dont_write_bytecode = True
from corpus_node import node
from corpus_tree import Full, Tree

# Files that are there for their names hold about a line.
TINY = 100

FILES_A_DIRECTORY = 1_000
LEVELS = 100
LARGE = (10_000_000, 100_000_000)


def tiny_files(tree, prefix, numbers):
    for number in numbers:
        tree.file(f"{prefix}{tree.word()}-{number}.txt", int(tree.random.random() * TINY))


def wide(tree):
    """All files in one directory, tiny ones."""
    tiny_files(tree, "", count())


def wide_tree(tree):
    """Directories of 1,000 tiny files each."""
    for number in count():
        at = tree.directory(f"{tree.word()}-{number}")
        tiny_files(tree, f"{at}/", range(FILES_A_DIRECTORY))


def deep(tree):
    """Chains of 100 directories, each in the one before, with three files in each."""
    for number in count():
        at = tree.directory(f"chain-{number}")
        for _ in range(LEVELS):
            at = tree.directory(f"{at}/{tree.word()}")
            tiny_files(tree, f"{at}/", range(3))


def large(tree):
    """Files of 10 to 100 MB, eight in a directory."""
    for number in count():
        if number % 8 == 0:
            at = tree.directory(f"{tree.word()}-{number}")
        tree.file(f"{at}/{tree.word()}-{number}.bin", int(tree.random.uniform(*LARGE)))


SHAPES = {"node": node, "wide": wide, "wide-tree": wide_tree, "deep": deep, "large": large}


def make(directory, shape="node", entries=80_000, seed=1):
    """Fills `directory`, which has to be new or empty."""
    os.umask(0o022)
    os.makedirs(directory, exist_ok=True)
    if os.listdir(directory):
        raise FileExistsError(f"{directory} is not empty")
    tree = Tree(directory, entries, seed)
    try:
        SHAPES[shape](tree)
    except Full:
        pass
    tree.finish()
    return tree


def main():
    parser = argparse.ArgumentParser(
        description=__doc__.splitlines()[0],
        epilog="shapes: " + " ".join(f"{name}: {fill.__doc__}" for name, fill in SHAPES.items()),
    )
    parser.add_argument("directory", metavar="DIR", help="new, or empty")
    parser.add_argument("--shape", choices=SHAPES, default="node")
    parser.add_argument("--entries", type=int, default=80_000, metavar="N", help="names below DIR")
    parser.add_argument("--seed", type=int, default=1, metavar="S")
    arguments = parser.parse_args()
    try:
        tree = make(arguments.directory, arguments.shape, arguments.entries, arguments.seed)
    except FileExistsError as error:
        parser.error(str(error))
    directories = len(tree.directories)
    print(
        f"{arguments.entries} entries: {tree.files} files of {tree.bytes} bytes, "
        f"{directories} directories",
        file=sys.stderr,
    )


if __name__ == "__main__":
    main()

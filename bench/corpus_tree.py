"""What corpus.py writes with: names, contents, modes and times follow from a seed."""

import os
import random

WORDS = (
    "abort array async babel base buffer cache chalk color core data debug dom emitter event "
    "fetch file flow form glob graph hash helper http icon input json lazy list loader log merge "
    "mime node object parse path plugin pool query queue range react regex render resolve rollup "
    "router runtime schema scope select server shim socket source state stream string style table "
    "text theme token tree type util uuid vector view watch web worker yaml zip"
).split()

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
        # A file longer than the content has it again and again.
        piece = size if size <= len(self.content) else len(self.content) // 2
        at = int(self.random.random() * (len(self.content) - piece))
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        fd = os.open(os.path.join(self.root, name), flags, mode)
        try:
            left = size
            while left:
                left -= os.write(fd, self.content[at : at + min(piece, left)])
            os.utime(fd, (MTIME, MTIME))
        finally:
            os.close(fd)

    def text(self, name, text, size):
        """A file of `size` bytes that begins with `text` and goes on with a comment."""
        self.file(name, size)
        path = os.path.join(self.root, name)
        with open(path, "w", encoding="ascii") as file:
            file.write(text + "#" * (size - len(text) - 1) + "\n")
        os.utime(path, (MTIME, MTIME))

    def link(self, name, target):
        self.take()
        path = os.path.join(self.root, name)
        os.symlink(target, path)
        os.utime(path, (MTIME, MTIME), follow_symlinks=False)

    def finish(self):
        for name in reversed(self.directories):
            os.utime(os.path.join(self.root, name), (MTIME, MTIME))
        os.utime(self.root, (MTIME, MTIME))

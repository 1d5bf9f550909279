"""Makes random trees: every kind of entry, sizes around the borders that matter, odd names."""

import os
import stat

import tree

LETTERS = [b"a", b"b", b"x", b" ", b"-", b"\\", b'"']
LETTERS += [b"\n", b"\t", b"\x1b", b"\xff", b"\xc3\xa9", b"\xe2\x80\xae"]
ODD_PARTS = [b"...", b"-", b"--", b"-f", b"..a", b"~", b"*", b"a -> b", b"%s", b"$HOME"]
TARGETS = [b"/etc/passwd", b"../../outside", b".", b"..", b"nowhere", b"\xff", b"/", b"a//b/./"]
KINDS = {"file": 60, "directory": 6, "symlink": 14, "hard link": 12, "fifo": 4, "socket": 3}
# 512 is a block of a tar; from 256 KiB a packer and from 1 MiB a digest reads in another way.
SIZES = [0, 1, 511, 512, 513, 1024, 10240, (256 << 10) - 1, 256 << 10, (256 << 10) + 1]
LARGE_SIZES = [300_000, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 1_500_000]
# What a plain header holds ends at 8 ** 11.
TIMES = [0, -1, -100, 1, 10**9, 2**31 - 1, 2**31, 2**32, 8**11 - 1, 8**11, 10**11]
FILE_MODES = [0o644, 0o755, 0o600, 0o640, 0o4755, 0o2755, 0o444, 0o1644, 0]
DIRECTORY_MODES = [0o755, 0o700, 0o750, 0o1777, 0o2755]
LENGTHS = [99, 100, 101, 155, 156, 254, 255]


def odd_part(rng):
    if rng.random() < 0.15:
        return (rng.choice([b"l", b"\xc3\xa9", b"\xff"]) * 255)[:255]
    if rng.random() < 0.4:
        return b"n" * rng.choice(LENGTHS)
    if rng.random() < 0.1:
        return rng.choice(ODD_PARTS)
    return b"".join(rng.choice(LETTERS) for _ in range(rng.randint(1, 6)))[:255]


def names_beside(rng, names):
    """More names, with the directories above them."""
    directories = sorted({b"", *(tree.parent_of(name) for name in names)})
    fresh = []
    for _ in range(rng.choice([0, 0, 1, 3, 8])):
        above = rng.choice(directories)
        fresh.append((above + b"/" if above else b"") + odd_part(rng))
    if rng.random() < 0.05:
        fresh.append(b"/".join([b"d" * rng.randint(1, 200)] * rng.randint(5, 40)))
    if rng.random() < 0.03:
        fresh += [b"many/%d" % number for number in range(rng.choice([70, 300]))]
    return fresh


def with_parents(names):
    return {above for name in names for above in [*tree.parents_of(name), name]}


def content(rng):
    chance = rng.random()
    if chance < 0.6:
        return rng.randbytes(rng.randint(0, 300))
    if chance < 0.97:
        return rng.randbytes(rng.choice(SIZES))
    return rng.randbytes(rng.choice(LARGE_SIZES))


def link_target(rng, names):
    chance = rng.random()
    if chance < 0.4 and names:
        return rng.choice(names)[:4000]
    if chance < 0.5:
        return b"t" * rng.choice([1, 99, 100, 101, 255, 1000])
    return rng.choice(TARGETS)


class Maker:
    """Makes entries of one tree below `root`."""

    def __init__(self, root, rng):
        self.root = root
        self.rng = rng

    def grow(self, names):
        """Each of the names becomes an entry, a directory where another one is below it."""
        every = sorted(with_parents(names), key=tree.order)
        above = {tree.parent_of(name) for name in every}
        made = []
        for name in every:
            if name in above:
                self.directory(name)
            else:
                self.leaf(name, made)
                made.append(name)
        for name in reversed(every):
            self.dress(name)

    def directory(self, name):
        with tree.parent(self.root, name) as (fd, base):
            os.mkdir(base, 0o755, dir_fd=fd)

    def leaf(self, name, others):
        """A random entry that is no directory with something in it. `others` may get more names."""
        rng = self.rng
        kind = rng.choices(list(KINDS), KINDS.values())[0]
        if kind == "hard link" and others and self.link(name, rng.choice(others)):
            return
        with tree.parent(self.root, name) as (fd, base):
            if kind == "directory":
                os.mkdir(base, 0o755, dir_fd=fd)
            elif kind == "symlink":
                os.symlink(link_target(rng, others), base, dir_fd=fd)
            elif kind == "fifo":
                os.mkfifo(base, dir_fd=fd)
            elif kind == "socket":
                os.mknod(base, stat.S_IFSOCK | 0o755, dir_fd=fd)
        if kind in ("file", "hard link"):
            self.file(name)

    def file(self, name):
        data = content(self.rng)
        tree.write(self.root, name, data, exclusive=True)
        if self.rng.random() < 0.05:  # a hole at the end
            with tree.parent(self.root, name) as (fd, base):
                file = os.open(base, os.O_WRONLY, dir_fd=fd)
                os.truncate(file, len(data) + self.rng.choice([1, 511, 70_000, 400_000]))
                os.close(file)

    def link(self, name, existing):
        """Another name for an entry; False where there can be none."""
        try:
            with tree.parent(self.root, existing) as (source, old):
                with tree.parent(self.root, name) as (fd, base):
                    os.link(old, base, src_dir_fd=source, dst_dir_fd=fd, follow_symlinks=False)
        except OSError:  # a directory, or one that has gone
            return False
        return True

    def dress(self, name):
        """A mode and times."""
        rng = self.rng
        with tree.parent(self.root, name) as (fd, base):
            kind = stat.S_IFMT(os.lstat(base, dir_fd=fd).st_mode)
            if kind == stat.S_IFDIR:
                if rng.random() < 0.4:
                    os.chmod(base, rng.choice(DIRECTORY_MODES), dir_fd=fd)
            elif kind != stat.S_IFLNK and rng.random() < 0.4:
                mode = rng.choice(FILE_MODES)
                os.chmod(base, mode if os.geteuid() == 0 else mode | 0o600, dir_fd=fd)
            self.set_time(fd, base)

    def set_time(self, fd, base):
        rng = self.rng
        chance = rng.random()
        if chance < 0.3:
            return
        seconds = rng.choice(TIMES) if chance < 0.6 else rng.randint(0, 2 * 10**9)
        when = seconds * 10**9 + rng.choice([0, 1, 500_000_000, 999_999_999])
        os.utime(base, ns=(when, when), dir_fd=fd, follow_symlinks=False)

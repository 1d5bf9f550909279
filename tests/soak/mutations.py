"""Changes of a tree, between two runs of tare and during one."""

import errno
import os
import stat
import threading

import random_tree
import tree

CANARY = b"a canary outside the context " * 40
# One change of a thread may be in the way of the next.
EXPECTED = (errno.ENOENT, errno.EEXIST, errno.ENOTDIR, errno.ELOOP, errno.ENOTEMPTY)


class Mutator:
    """Changes a tree as people and programs do. `kept` stay as they are, and where they are."""

    def __init__(self, root, rng, kept):
        self.root = root
        self.rng = rng
        self.kept = {*kept, *(above for name in kept for above in tree.parents_of(name))}
        self.maker = random_tree.Maker(root, rng)
        self.done = 0
        self.mutations = [self.add, self.remove, self.rename, self.swap]
        self.mutations += [self.rewrite, self.resize, self.chmod, self.touch]

    def mutate(self, times):
        for _ in range(times):
            nodes = tree.snapshot(self.root)
            free = [name for name in nodes if name not in self.kept]
            mutation = self.rng.choice(self.mutations)
            if free or mutation == self.add:
                mutation(nodes, free)
                self.done += 1

    def fresh_name(self, nodes):
        directories = [b"", *(name for name, node in nodes.items() if node.kind == "directory")]
        above = self.rng.choice(directories)
        base = self.rng.choice([b"a", b"b", b"c", random_tree.odd_part(self.rng)])
        name = (above + b"/" if above else b"") + base
        return None if name in nodes else name

    def add(self, nodes, free):
        name = self.fresh_name(nodes)
        if name is not None:
            self.maker.leaf(name, free)
            self.maker.dress(name)

    def remove(self, _nodes, free):
        tree.remove(self.root, self.rng.choice(free))

    def rename(self, nodes, free):
        old, new = self.rng.choice(free), self.fresh_name(nodes)
        if new is None or (new + b"/").startswith(old + b"/"):
            return
        with tree.parent(self.root, old) as (source, base):
            with tree.parent(self.root, new) as (fd, fresh):
                os.rename(base, fresh, src_dir_fd=source, dst_dir_fd=fd)

    def swap(self, _nodes, free):
        name = self.rng.choice(free)
        tree.remove(self.root, name)
        others = [other for other in free if not (other + b"/").startswith(name + b"/")]
        self.maker.leaf(name, others)
        self.maker.dress(name)

    def files(self, nodes, free):
        return [name for name in free if nodes[name].kind == "file"]

    def rewrite(self, nodes, free):
        """The same size and times; only what the system itself notes tells."""
        files = self.files(nodes, free)
        if not files:
            return
        name = self.rng.choice(files)
        with tree.parent(self.root, name) as (fd, base):
            status = os.lstat(base, dir_fd=fd)
            tree.write(self.root, name, self.rng.randbytes(status.st_size))
            os.utime(base, ns=(status.st_atime_ns, status.st_mtime_ns), dir_fd=fd)

    def resize(self, nodes, free):
        files = self.files(nodes, free)
        if files:
            tree.write(self.root, self.rng.choice(files), random_tree.content(self.rng))

    def chmod(self, nodes, free):
        modes = {"directory": random_tree.DIRECTORY_MODES, "file": random_tree.FILE_MODES}
        name = self.rng.choice(free)
        if nodes[name].kind in modes:
            mode = self.rng.choice(modes[nodes[name].kind])
            tree.change_mode(self.root, name, mode if os.geteuid() == 0 else mode | 0o600)

    def touch(self, _nodes, free):
        with tree.parent(self.root, self.rng.choice(free)) as (fd, base):
            self.maker.set_time(fd, base)


class Disturbance:
    """A thread that changes the `victims` in a tree until it is told to stop."""

    def __init__(self, root, rng, nodes, victims):
        self.root = root
        self.rng = rng
        self.nodes = nodes
        self.victims = victims
        self.canary = root + b".canary"
        self.away = root + b".away"
        os.mkdir(self.canary)
        os.mkdir(self.away)
        tree.write(self.canary, b"file", CANARY)
        self.stop = threading.Event()
        self.done = 0
        self.trouble = None
        self.thread = threading.Thread(target=self.run)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        self.thread.join()

    def run(self):
        while not self.stop.is_set():
            try:
                self.disturb(self.rng.choice(self.victims))
                self.done += 1
            except OSError as error:
                if error.errno not in EXPECTED:
                    self.trouble = error
                    return

    def disturb(self, name):
        with tree.parent(self.root, name) as (fd, base):
            kind = self.nodes[name].kind
            choices = [self.move_away_and_back, self.swap_for_link]
            if kind == "file":
                choices += [self.append, self.truncate, self.replace, self.unlink]
            self.rng.choice(choices)(fd, base, name)

    def append(self, fd, base, _name):
        self.write(fd, base, os.O_APPEND, b"more" * self.rng.choice([1, 200, 100_000]))

    def truncate(self, fd, base, _name):
        self.write(fd, base, os.O_TRUNC, b"")

    def replace(self, fd, base, _name):
        data = self.rng.randbytes(self.rng.choice([0, 700, 300_000]))
        self.write(fd, b".new", os.O_TRUNC | os.O_CREAT, data)
        os.rename(b".new", base, src_dir_fd=fd, dst_dir_fd=fd)

    def unlink(self, fd, base, _name):
        os.unlink(base, dir_fd=fd)
        self.write(fd, base, os.O_CREAT, b"back")

    def move_away_and_back(self, fd, base, _name):
        away = os.open(self.away, tree.OPEN_DIRECTORY)
        try:
            os.rename(base, b"moved", src_dir_fd=fd, dst_dir_fd=away)
            os.rename(b"moved", base, src_dir_fd=away, dst_dir_fd=fd)
        finally:
            os.close(away)

    def swap_for_link(self, fd, base, name):
        """A link to the canary in its place, for a moment."""
        target = self.canary + (b"" if self.nodes[name].kind == "directory" else b"/file")
        away = os.open(self.away, tree.OPEN_DIRECTORY)
        try:
            os.rename(base, b"moved", src_dir_fd=fd, dst_dir_fd=away)
            os.symlink(target, base, dir_fd=fd)
            os.unlink(base, dir_fd=fd)
            os.rename(b"moved", base, src_dir_fd=away, dst_dir_fd=fd)
        finally:
            os.close(away)

    @staticmethod
    def write(fd, base, flags, data):
        file = os.open(base, os.O_WRONLY | os.O_NOFOLLOW | os.O_NONBLOCK | flags, 0o644, dir_fd=fd)
        with open(file, "wb") as stream:
            if stat.S_ISREG(os.fstat(file).st_mode):
                stream.write(data)

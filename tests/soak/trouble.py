"""Packs that meet what they may not read, and packs of a tree that changes meanwhile."""

import os

import readers
import tree
from commands import Tare
from comparing import require, same
from mutations import CANARY, Disturbance

# Takes from root what lets it read everything.
UNPRIVILEGED = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]


def lies_in(name, directory):
    return (name + b"/").startswith(directory + b"/")


class Trouble:
    """Leaves the tree of the case in another state than it was."""

    def __init__(self, case):
        self.case = case
        self.rng = case.rng
        self.nodes = case.nodes
        self.model = case.model()
        kept = case.build.names
        self.free = [name for name in self.nodes if not any(lies_in(file, name) for file in kept)]

    def make_some(self):
        chance = self.rng.random()
        if not self.free or chance > 0.3:
            return
        if chance < 0.12:
            self.lock()
        else:
            self.disturb()

    def sample(self, names, sizes):
        return self.rng.sample(names, min(self.rng.choice(sizes), len(names)))

    def names_of_same_file(self, names):
        inodes = {self.nodes[name].inode for name in names}
        return {name for name, node in self.nodes.items() if node.inode in inodes}

    def is_closed(self, name):
        """Root alone can read it, in a tree that only root makes."""
        return self.nodes[name].kind == "file" and not self.nodes[name].mode & 0o400

    # -- Permissions ----------------------------------------------------------------------------

    def lock(self):
        """What may not be read ends a pack where it is to be sent, and only there."""
        kinds = {"file": [0, 0o200], "directory": [0, 0o300]}
        locked = []
        for name in self.sample([n for n in self.free if self.nodes[n].kind in kinds], [1, 1, 4]):
            if not any(lies_in(name, other) or lies_in(other, name) for other in locked):
                locked.append(name)
        unreadable = self.names_of_same_file([*locked, *filter(self.is_closed, self.nodes)])
        if not locked or unreadable & self.case.build.names:
            return
        for name in locked:
            tree.change_mode(self.case.root, name, self.rng.choice(kinds[self.nodes[name].kind]))
        try:
            self.pack_locked(unreadable)
        finally:
            for name in locked:
                tree.change_mode(self.case.root, name, self.nodes[name].mode)
        self.case.counts["locked"] += 1

    def pack_locked(self, unreadable):
        closed = {name for name in unreadable if self.nodes[name].kind == "directory"}
        model = self.case.model(closed=frozenset(closed))
        hidden = {n for n in unreadable for other in closed if n != other and lies_in(n, other)}
        reasons = {model.reasons.get(name) for name in unreadable - hidden}
        # Below an excluded directory that cannot be read, there may have been something to be sent.
        doubtful = model.doubtful or "parent" in reasons
        codes = (3,) if "rules" in reasons else (0, 3) if doubtful else (0,)
        tare = Tare(self.case.tare.program, UNPRIVILEGED if os.geteuid() == 0 else ())
        result = tare.run("pack", *self.case.options(), self.case.root, codes=codes)
        if result.code == 3:
            self.case.archives.check_refused(result.out, "pack with what cannot be read")
        elif not doubtful:
            entries = readers.entries_of(self.nodes, model.names)
            self.case.archives.check(result.out, result.out, entries)

    # -- Others that change the tree --------------------------------------------------------------

    def disturb(self):
        """What is not touched arrives as it is; or exit code and readers say it is not complete."""
        victims = self.sample(self.free, [1, 2, 5])
        same_files = self.names_of_same_file(victims)
        below = {name for name in self.nodes if any(lies_in(name, other) for other in victims)}
        touched = same_files | self.names_of_same_file(below)
        case = self.case
        with Disturbance(case.root, self.rng, self.nodes, victims) as disturbance:
            for _ in range(self.rng.choice([2, 5])):
                self.pack_disturbed(touched)
        case.counts["disturbances"] += disturbance.done
        if disturbance.trouble is not None:
            raise disturbance.trouble

    def pack_disturbed(self, touched):
        path = os.path.join(self.case.directory, b"out.tar")
        to_file = self.rng.random() < 0.3
        words = ["pack", *self.case.options(), *(["-o", path] if to_file else [])]
        result = self.case.tare.run(*words, self.case.root, codes=(0, 3))
        archive = self.take(path, result.code) if to_file else result.out
        require(CANARY not in archive, "what lies outside the context is in the archive")
        if result.code == 0:
            self.case.counts["whole"] += 1
            self.check_steady(archive, touched)
        else:
            self.case.counts["cut"] += 1
            if not to_file:
                self.case.archives.check_refused(archive, "pack of a tree that changes")

    def take(self, path, code):
        """The file that a pack has made, if it has done its work; then there is nothing else."""
        names = [name for name in os.listdir(self.case.directory) if b"out.tar" in name]
        same(f"output files after exit code {code}", [b"out.tar"] if code == 0 else [], names)
        if code != 0:
            return b""
        with open(path, "rb") as file:
            archive = file.read()
        os.unlink(path)
        return archive

    def check_steady(self, archive, touched):
        found = self.case.archives.check(archive, archive, None, moving=True)
        reasons = self.model.reasons
        moving = {tree.parent_of(name) for name in touched}
        wanted = []
        for entry in readers.entries_of(self.nodes, self.model.names):
            if entry.name not in touched and reasons[entry.name] != "parent":
                wanted.append(without_time(entry, moving))
        names = {entry.name for entry in wanted}
        got = [without_time(entry, moving) for entry in found if entry.name in names]
        same("what was not touched", wanted, got)
        strange = [entry.name for entry in found if not self.may_exist(entry.name, touched)]
        same("names that were never there", [], strange)

    def may_exist(self, name, touched):
        """The disturbance makes one name besides those that there were."""
        known = name in self.nodes or os.path.basename(name) == b".new"
        return known or any(lies_in(name, other) for other in touched)


def without_time(entry, moving):
    """Things come and go in some directories, which changes their times."""
    return entry._replace(mtime=0) if entry.name in moving else entry

"""What is compared: jobs of tare, each beside the programs that do the same."""

import os
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from peers import BARE_LOOP, DOCKER_PY, HERE, NODE, PYTHON, docker_build, fd_program, tare
from side_by_side import Side

RULES = HERE / "rules.dockerignore"
FEW, MANY = 5, 5_000


@dataclass
class Job:
    name: str
    ours: Side
    peer: str  # the name in peers.find_peers()
    theirs: Side
    slow: bool = False
    cold: bool = False
    in_the_tree: bool = False  # the rules have to be the tree's own


def rules_that_exclude_nothing(number):
    """In corpus.py's trees, so that any number of them leaves the same work to do."""
    kinds = ("**/*.ext{}", "absent-{}/file.txt", "packages/absent-{}")
    return "".join(kinds[i % 3].format(i) + "\n" for i in range(number))


class Jobs:
    """All of them, for a work directory that holds what they need beside the tree."""

    def __init__(self, work):
        self.everything = work / "everything.dockerignore"
        self.everything.write_text("*\n")
        self.few = work / "few.dockerignore"
        self.few.write_text(rules_that_exclude_nothing(FEW))
        self.many = work / "many.dockerignore"
        self.many.write_text(rules_that_exclude_nothing(MANY))
        self.caches = work / "caches"
        self.caches.mkdir()
        configuration = work / "docker"
        configuration.mkdir()
        self.socket = work / "docker.sock"
        self.docker = docker_build(self.socket, configuration)
        self.narrow = work / "narrow.Dockerfile"
        self.narrow.write_text("FROM scratch\nCOPY package*.json src ./\n")

    def all(self, cold):
        yield from self.packing()
        yield from self.packing_with_rules()
        yield from self.listing()
        yield from self.needed()
        yield from self.reporting()
        yield from self.digesting()
        yield from self.many_rules()
        yield from self.threads()
        if cold:
            gnu_tar = Side("GNU tar `--sort=name`", ("tar", "--sort=name", "-cf", "-", "."))
            pack = tare("pack", "-q", "--no-ignore", ".")
            yield Job("pack everything, cold cache", pack, "GNU tar", gnu_tar, slow=True, cold=True)

    def packing(self):
        job, ours = "pack everything to a pipe", tare("pack", "-q", "--no-ignore", ".")
        gnu_tar = Side("GNU tar `--sort=name`", ("tar", "--sort=name", "-cf", "-", "."))
        yield Job(job, ours, "GNU tar", gnu_tar)
        yield Job(job, ours, "bsdtar", Side("bsdtar", ("bsdtar", "-cf", "-", ".")))
        bare = Side("a bare open, fstat, read, write loop", (str(BARE_LOOP), "."))
        yield Job(job, ours, "bare loop", bare)
        yield Job(job, ours, "docker, classic", self.docker, slow=True)
        yield Job(job, ours, "docker-py", docker_py(), slow=True)
        yield Job(job, ours, "tar-fs", tar_fs("node, tar-fs"), slow=True)

    def packing_with_rules(self):
        job, ours = "pack with rules", tare("pack", "-q", "--ignore-file", RULES, ".")
        classic = tare("pack", "-q", "--dialect", "classic", ".")
        yield Job(job, classic, "docker, classic", self.docker, slow=True, in_the_tree=True)
        yield Job(job, ours, "docker-py", docker_py(RULES), slow=True)
        with_ignore = tar_fs("node, tar-fs and @balena/dockerignore", RULES)
        yield Job(job, ours, "tar-fs", with_ignore, slow=True)

    def listing(self):
        job, ours = "list with rules", tare("ls", "--ignore-file", RULES, ".")
        rg = ("rg", "--files", "-uu", "--ignore-file", str(RULES))
        yield Job(job, ours, "rg", Side("`rg --files -uu --ignore-file`", rg))
        fd = (fd_program(), "-u", "--ignore-file", str(RULES))
        yield Job(job, ours, "fd", Side("`fd -u --ignore-file`", fd))
        yield Job(job, ours, "find", Side("`find`, without rules", ("find", ".")))

    def needed(self):
        ours = tare("ls", "--needed", "-f", self.narrow, ".")
        everything = renamed(tare("ls", "--no-ignore", "."), "tare, listing everything")
        yield Job("list what `COPY package*.json src ./` needs", ours, "tare", everything)

    def reporting(self):
        du = Side("`du -s --apparent-size`", ("du", "-s", "--apparent-size", "."))
        yield Job("report with rules", tare("report", "--ignore-file", RULES, "."), "du", du)
        ours = tare("report", "--ignore-file", self.everything, ".")
        yield Job("report, everything excluded", ours, "du", du)

    def digesting(self):
        loop = f"find . -type f -print0 | xargs -0 -P{os.cpu_count()} -n 64 sha256sum"
        all_cores = Side("`sha256sum` on all cores", ("sh", "-c", loop))
        ours = tare("digest", "-q", "--no-ignore", ".")
        yield Job("digest everything", ours, "sha256sum", all_cores)
        choices = {"with rules": ("--ignore-file", RULES), "of everything": ("--no-ignore",)}
        for name, rules in choices.items():
            # The round that does not count fills the cache.
            cache = self.caches / name.replace(" ", "-")
            ours = tare("digest", "-q", "--cache", cache, *rules, ".")
            theirs = renamed(tare("report", *rules, "."), "`tare report`")
            yield Job(f"digest {name}, unchanged, with `--cache`", ours, "tare", theirs)

    def many_rules(self):
        for command in (("ls",), ("pack", "-q")):
            ours, theirs = (
                tare(*command, "--ignore-file", rules, ".") for rules in (self.many, self.few)
            )
            name = f"{command[0]} with {MANY:,} rules"
            yield Job(name, ours, "tare", renamed(theirs, f"tare with {FEW} rules"))

    def threads(self):
        for job, command in {
            "pack everything, `--threads 2`": ("pack", "-q", "--no-ignore"),
            "list with rules, `--threads 2`": ("ls", "--ignore-file", RULES),
            "report with rules, `--threads 2`": ("report", "--ignore-file", RULES),
            "report, everything excluded, `--threads 2`": (
                "report",
                "--ignore-file",
                self.everything,
            ),
        }.items():
            two, one = (tare(*command, "--threads", number, ".") for number in (2, 1))
            yield Job(job, two, "tare", renamed(one, "tare `--threads 1`"))


def renamed(side, name):
    return Side(name, side.command)


def docker_py(*rules):
    return Side("docker-py", (PYTHON, str(DOCKER_PY), ".", *map(str, rules)))


def tar_fs(name, *rules):
    return Side(name, ("node", str(NODE / "pack.mjs"), ".", *map(str, rules)))


@contextmanager
def own_rules(tree):
    """The rules as the tree's own .dockerignore, for the time being."""
    before = os.stat(tree)
    path = Path(tree, ".dockerignore")
    with open(path, "x", encoding="utf-8") as file:
        file.write(RULES.read_text())
    try:
        yield
    finally:
        path.unlink()
        os.utime(tree, ns=(before.st_atime_ns, before.st_mtime_ns))


def prepared(job, tree):
    """What has to be in place while a job is measured."""
    return own_rules(tree) if job.in_the_tree else nullcontext()


def not_possible(job, tree):
    """Why a job cannot be done in this tree, or None."""
    if job.peer != "docker, classic":
        return None
    if not Path(tree, "Dockerfile").is_file():
        return "the tree has no Dockerfile"
    if Path(tree, ".dockerignore").exists():
        return "the tree has a .dockerignore of its own"
    return None

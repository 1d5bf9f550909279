"""Random Dockerfiles and places for them and for the ignore file."""

import os
import re

import tree

SAFE = re.compile(rb"[A-Za-z0-9._/-]+")


class BuildFiles:
    """Writes the rules and perhaps a Dockerfile, and knows which options name them."""

    def __init__(self, directory, root, rng, dialect, rules):
        self.rng = rng
        self.root = root
        self.options = ["--dialect", dialect]
        self.names = set()
        self.patterns = None
        names = [None, b"Dockerfile", b"dockerfile", b"docker/file", b"Docker.x"]
        self.dockerfile = rng.choice(names)
        if self.dockerfile == b"docker/file":
            with tree.parent(root, b"docker") as (fd, base):
                os.mkdir(base, dir_fd=fd)
        where = rng.choice(["usual", "usual", "usual", "podman", "own", "outside", "elsewhere"])
        if where == "own" and (self.dockerfile is None or dialect == "classic"):
            where = "usual"
        self.rules_at = {
            "usual": (root, b".dockerignore"),
            "podman": (root, b".containerignore"),
            "own": (root, (self.dockerfile or b"") + b".dockerignore"),
            "outside": (directory, b"rules"),
            "elsewhere": (root, b"rules.txt"),
        }[where]
        if where in ("outside", "elsewhere"):
            self.options += ["--ignore-file", os.path.join(*self.rules_at)]
        if self.rules_at[0] == root:
            self.names.add(self.rules_at[1])
        self.write_rules(rules)
        if self.dockerfile is not None:
            self.names.add(self.dockerfile)
            if self.dockerfile not in (b"Dockerfile", b"dockerfile"):
                self.options += ["-f", os.path.join(root, self.dockerfile)]
            self.write_dockerfile([])

    def write_rules(self, rules):
        self.rules = rules
        tree.write(*self.rules_at, rules)

    def write_dockerfile(self, sources):
        copies = [b"COPY %s /%d/" % (source, at) for at, source in enumerate(sources)]
        lines = [b"FROM scratch", *copies]
        tree.write(self.root, self.dockerfile, b"\n".join(lines) + b"\n")

    def ask_for_some(self, nodes):
        """Sources for the Dockerfile whose meaning is plain: through no link, and with wildcards
        only where there are no links at all. False where there is nothing to ask for."""
        rng = self.rng
        wild = not any(node.kind == "symlink" for node in nodes.values())
        names = [name for name, node in nodes.items() if is_plain(name) and node.kind != "symlink"]
        if self.dockerfile is None or not names:
            return False
        sources = [self.source(rng.choice(names), wild) for _ in range(rng.randint(1, 3))]
        self.write_dockerfile(sources)
        self.patterns = without_those_below(sorted(set(sources)))
        return True

    def source(self, name, wild):
        rng = self.rng
        parts = name.split(b"/")
        if rng.random() < 0.1:
            parts.append(b"nothing")
        if wild and rng.random() < 0.6:
            at = rng.randrange(len(parts))
            parts[at] = rng.choice([b"*", b"?", parts[at][:1] + b"*", b"*" + parts[at][-1:], b"**"])
        return b"/".join(parts)


def is_plain(name):
    """Without anything that means something in a Dockerfile."""
    return SAFE.fullmatch(name) and not any(part.startswith(b"-") for part in name.split(b"/"))


def without_those_below(paths):
    """BuildKit drops a path below another one, text by text."""
    kept = []
    for path in paths:
        if not kept or not path.startswith(kept[-1] + b"/"):
            kept.append(path)
    return tuple(kept)

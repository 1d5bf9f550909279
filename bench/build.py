#!/usr/bin/python3
"""Measures `tare build` beside Docker's own client with BuildKit, at one daemon and on one tree.

The daemon is started here, and ends with the run: it takes root, and Debian's docker.io. A session
is timed by a relay, from its opening to the builder's last FIN: then the builder has what it wanted.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

sys.dont_write_bytecode = True
import machine
from jobs import RULES, own_rules
from peers import HERE, TARE, first_line
from result_page import markdown_table, tree_line
from session_relay import Relay
from side_by_side import Failed, shown

DOCKER = "/usr/bin/docker"  # Debian's: another one earlier in PATH may lack a builder
DOCKERD = "/usr/sbin/dockerd"
DOCKERFILE = "FROM scratch\nCOPY . /\n"
OWN_MOUNTS = 'if [ -d /etc/docker ]; then mount -t tmpfs tmpfs /etc/docker; fi && exec "$@"'
CHANGED = "changed-by-the-benchmark.txt"


@dataclass
class Run:
    session: float  # seconds
    whole: float  # seconds that the client ran
    processor: float  # seconds of the client and what it started
    sent: int  # bytes in the session


class Daemon:
    def __init__(self, work, driver):
        self.socket = work / "daemon.sock"
        self.log = open(work / "daemon.log", "wb")
        self.process = subprocess.Popen(
            # Mounts, and the key and the configuration in /etc/docker, are its own and end with it.
            (
                *("unshare", "--mount", "bash", "-c", OWN_MOUNTS, "bash", DOCKERD),
                *("-H", f"unix://{self.socket}", "--data-root", work / "data"),
                *("--exec-root", work / "exec", "--pidfile", work / "pid"),
                *("--bridge=none", "--iptables=false", "--ip6tables=false", "--ip-forward=false"),
                f"--storage-driver={driver}",
            ),
            stdout=self.log,
            stderr=self.log,
        )

    def wait(self):
        environment = {**os.environ, "DOCKER_HOST": f"unix://{self.socket}"}
        for _ in range(300):
            if self.process.poll() is not None:
                break
            said = subprocess.run((DOCKER, "version"), env=environment, capture_output=True)
            if said.returncode == 0:
                return
            time.sleep(0.1)
        said = Path(self.log.name).read_text(errors="replace").strip().splitlines()
        raise Failed(f"dockerd does not start: {said[-1] if said else 'it says nothing'}")

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()


@contextmanager
def running_daemon(work, driver):
    daemon = Daemon(work, driver)
    try:
        daemon.wait()
        yield daemon
    finally:
        daemon.stop()


class Clients:
    """Both, at the daemon behind the relay."""

    def __init__(self, work, tree, relay, socket):
        self.tree = tree
        self.relay = relay
        configuration = work / "configuration"
        configuration.mkdir()
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("DOCKER_")},
            "DOCKER_HOST": f"unix://{socket}",
            "DOCKER_CONFIG": str(configuration),
            "DOCKER_BUILDKIT": "1",
            "BUILDKIT_PROGRESS": "plain",
        }
        self.commands = {
            "tare": (str(TARE), "build", "--progress", "plain", "."),
            "docker": (DOCKER, "build", "."),
        }

    def run(self, who):
        self.relay.reset()
        with tempfile.TemporaryFile() as output:
            begin = time.perf_counter()
            process = subprocess.Popen(
                self.commands[who],
                cwd=self.tree,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
            _, status, usage = os.wait4(process.pid, 0)
            whole = time.perf_counter() - begin
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode != 0 or self.relay.ended is None:
                output.seek(0)
                text = output.read().decode(errors="replace").strip()
                raise Failed(f"{who}: {text or f'exit {process.returncode}'}")
        processor = usage.ru_utime + usage.ru_stime
        return Run(self.relay.seconds(), whole, processor, self.relay.sent)

    def forget(self):
        """Has the builder forget everything, its copies of contexts included."""
        command = (DOCKER, "builder", "prune", "--all", "--force")
        subprocess.run(command, env=self.environment, check=True, capture_output=True)
        os.sync()  # what the last build has written is no longer in the way of the next one


def pairs(clients, rounds, prepare):
    """Of runs, each round both, one after the other; who comes first changes."""
    result = []
    for number in range(rounds):
        order = ("tare", "docker") if number % 2 == 0 else ("docker", "tare")
        runs = {}
        for who in order:
            prepare(number, who)
            runs[who] = clients.run(who)
        result.append((runs["tare"], runs["docker"]))
    return result


def change(tree):
    """Makes one file another, in size and time."""

    def prepare(number, who):
        text = f"{number} {who}\n" * (number + 2)
        (tree / CHANGED).write_text(text)

    return prepare


def row(name, measured):
    def middle(which, value):
        return median(getattr(pair[which], value) for pair in measured)

    def ratio(value):
        ratios = sorted(getattr(ours, value) / getattr(theirs, value) for ours, theirs in measured)
        return f"{shown(median(ratios))} ({shown(ratios[0])}-{shown(ratios[-1])})"

    def both(value, form):
        return f"{middle(0, value):{form}} / {middle(1, value):{form}}"

    return (
        name,
        both("session", ".2f"),
        ratio("session"),
        both("processor", ".2f"),
        ratio("processor"),
        both("whole", ".2f"),
        ratio("whole"),
        f"{middle(0, 'sent') / 1e6:,.2f} / {middle(1, 'sent') / 1e6:,.2f}",
    )


HEAD = (
    "the builder's copy",
    "session, s",
    "ratio (from-to)",
    "processor, s",
    "ratio (from-to)",
    "whole, s",
    "ratio (from-to)",
    "sent, MB",
)


def measure(options, work, tree):
    with running_daemon(work, options.driver) as daemon:
        relay = Relay(work / "relay.sock", daemon.socket)
        clients = Clients(work, tree, relay, work / "relay.sock")
        rows = [row("none yet", pairs(clients, options.slow_rounds, lambda *_: clients.forget()))]
        for who in ("tare", "docker"):
            clients.run(who)
        rows.append(row("unchanged", pairs(clients, options.rounds, lambda *_: None)))
        rows.append(row("one file changed", pairs(clients, options.rounds, change(tree))))
    return rows


def make_tree(options, work):
    tree = work / "tree"
    command = (HERE / "corpus.py", "--entries", str(options.entries), tree)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    (tree / "Dockerfile").write_text(DOCKERFILE)
    return tree


def parse():
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--entries", type=int, default=80_000, help="of the tree (80,000)")
    parser.add_argument("--rounds", type=int, default=5, help="of a pair of runs (5)")
    parser.add_argument("--slow-rounds", type=int, default=4, help="of first transfers (4)")
    parser.add_argument("--driver", default="overlay2", help="of the daemon's storage (overlay2)")
    return parser.parse_args()


def main():
    options = parse()
    if os.geteuid() != 0:
        sys.exit("build.py: a docker daemon needs root")
    for program in (DOCKER, DOCKERD, str(TARE)):
        if not os.access(program, os.X_OK):
            sys.exit(f"build.py: there is no {program}; Docker's are in Debian's docker.io")
    work = Path(tempfile.mkdtemp(prefix="tare-bench-"))
    try:
        tree = make_tree(options, work)
        with own_rules(tree):
            rows = measure(options, work, tree)
        (tree / CHANGED).unlink()
        print("# Feeding a builder: tare build / docker build\n")
        print(f"- {machine.line(str(work))}")
        print(f"- {first_line(str(TARE), '--version')}; {first_line(DOCKER, '--version')}, with BuildKit, and its daemon on {options.driver}")
        print(f"- the tree: {tree_line(tree)}; the rules are the {len(RULES.read_text().splitlines())} lines of rules.dockerignore\n")
        print(markdown_table(HEAD, rows, texts=1))
    except Failed as failure:
        sys.exit(f"build.py: {failure}")
    finally:
        shutil.rmtree(work, ignore_errors=True)


main()

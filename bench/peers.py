"""The programs that tare is compared with: where they are, how to get them, their versions."""

import os
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

from side_by_side import Side

HERE = Path(__file__).resolve().parent
BUILD = Path(os.environ.get("TARE_BUILD_DIR") or HERE.parent / "build/release").resolve()
TARE = BUILD / "bin/tare"
BARE_LOOP = BUILD / "bin/tare_bare_loop"
NODE = BUILD / "bench/node"
DOCKER_PY = HERE / "peers/docker_py.py"
PYTHON = "/usr/bin/python3"
TIME = "/usr/bin/time"


def tare(*arguments):
    return Side("tare", (str(TARE), *map(str, arguments)))


def first_line(*command):
    """Of what a command says, or None where it cannot be run."""
    try:
        result = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return result.stdout.splitlines()[0].strip() if result.stdout else ""


def node_versions():
    script = """
        const of = (name) =>
          `${name} ${require(`${process.argv[1]}/node_modules/${name}/package.json`).version}`;
        console.log(`node ${process.version}`, of("tar-fs"), of("@balena/dockerignore"));
    """
    return first_line("node", "-e", script, str(NODE))


class Peer:
    def __init__(self, name, get, version):
        self.name = name
        self.get = get  # how one gets it
        self.version = version()


def program(name, package, command):
    return Peer(name, f"Debian's {package}", lambda: first_line(command, "--version"))


def find_peers():
    """All by name; the version of one that is missing is None."""
    peers = [
        program("tare", "./dev build", str(TARE)),
        Peer("bare loop", "./dev bench", lambda: "" if BARE_LOOP.exists() else None),
        program("GNU tar", "tar", "tar"),
        program("bsdtar", "libarchive-tools", "bsdtar"),
        program("rg", "ripgrep", "rg"),
        program("fd", "fd-find", fd_program()),
        program("find", "findutils", "find"),
        program("du", "coreutils", "du"),
        program("sha256sum", "coreutils", "sha256sum"),
        Peer(
            "docker-py",
            "Debian's python3-docker",
            lambda: first_line(
                PYTHON, "-c", "import docker; print('docker-py', docker.__version__)"
            ),
        ),
        Peer("tar-fs", "nodejs and npm; ./dev bench runs npm ci", node_versions),
        program("docker, classic", "docker.io", "docker"),
        Peer("GNU time", "Debian's time", lambda: "" if Path(TIME).exists() else None),
    ]
    return {peer.name: peer for peer in peers}


def fd_program():
    """Debian's name, or everyone else's."""
    return "fdfind" if shutil.which("fdfind") else "fd"


def docker_build(socket, configuration):
    """The classic builder's client; without a configuration of the user's."""
    variables = {
        "DOCKER_BUILDKIT": "0",
        "DOCKER_CONFIG": str(configuration),
        "DOCKER_HOST": f"unix://{socket}",
    }
    return Side("docker CLI, classic", ("docker", "build", "."), variables, tells_bytes=True)


@contextmanager
def docker_sink(socket):
    """What docker_build() sends to: it throws the context away."""
    sink = subprocess.Popen(
        (PYTHON, HERE / "peers/docker_sink.py", socket), stdout=subprocess.PIPE, text=True
    )
    try:
        sink.stdout.readline()
        yield
    finally:
        sink.terminate()
        sink.wait()
        sink.stdout.close()


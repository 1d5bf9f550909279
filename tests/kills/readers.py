"""The readers that have to refuse an archive that is cut: GNU tar, bsdtar, Python and Go; gzip and zstd
themselves for what is compressed. All but Python read from a pipe, as `docker build -` does."""

import io
import os
import shutil
import subprocess
import sys
import tarfile
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))


def _accepts(command, data):
    done = subprocess.run(command, input=data, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return done.returncode == 0


def _python_accepts(data, mode):
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode=mode) as archive:
            for member in archive:
                if member.isreg() and len(archive.extractfile(member).read()) != member.size:
                    return False
    except (tarfile.TarError, EOFError, OSError, zlib.error):
        return False
    return True


class Readers:
    """Builds the one in Go, in the folder `work`."""

    def __init__(self, work):
        if shutil.which("go") is None:
            sys.exit("FAILED: there is no Go compiler here; install golang-go")
        self._go = os.path.join(work, "reader")
        go = dict(os.environ, GO111MODULE="off", GOFLAGS="", GOCACHE=os.path.join(work, "cache"), GOTMPDIR=work)
        subprocess.run(["go", "build", "-o", self._go, os.path.join(HERE, "reader.go")], env=go, check=True)

    def accepting(self, data, method="none"):
        """The names of the readers that take `data` for a complete archive."""
        tests = {
            "none": {
                "GNU tar": lambda: _accepts(["tar", "-tf", "-"], data),
                "bsdtar": lambda: _accepts(["bsdtar", "-tf", "-"], data),
                "Python": lambda: _python_accepts(data, "r:"),
                "Python, as a stream": lambda: _python_accepts(data, "r|"),
                "Go": lambda: _accepts([self._go], data),
            },
            "gzip": {
                "gzip": lambda: _accepts(["gzip", "-t"], data),
                "GNU tar": lambda: _accepts(["tar", "-tzf", "-"], data),
                "bsdtar": lambda: _accepts(["bsdtar", "-tf", "-"], data),
                "Python": lambda: _python_accepts(data, "r:gz"),
                "Go": lambda: _accepts([self._go, "gzip"], data),
            },
            # Neither Python nor Go knows it: they get a tar from the program, which says that it is cut.
            "zstd": {
                "zstd": lambda: _accepts(["zstd", "-q", "-t"], data),
                "GNU tar": lambda: _accepts(["tar", "--zstd", "-tf", "-"], data),
                "bsdtar": lambda: _accepts(["bsdtar", "-tf", "-"], data),
            },
        }
        return [name for name, accepts in tests[method].items() if accepts()]

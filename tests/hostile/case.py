"""What the tests in this folder share: an empty directory each, and ways to run tare.

A test is a file of unittest cases, run as `FILE TARE [unittest options]`, where TARE is the binary.
It takes what a user runs, over trees that it makes itself, and leaves nothing behind.
"""

import os
import subprocess
import sys
import tempfile
import threading
import unittest

TARE = os.path.realpath(sys.argv[1]) if len(sys.argv) > 1 else sys.exit("usage: FILE TARE")


class Run:
    """What one run of a program came to."""

    def __init__(self, code, out, err, peak):
        self.code = code
        self.out = out
        self.err = err
        self.peak = peak  # bytes of memory that it ever held at once

    def __str__(self):
        return f"exit {self.code}\n{self.out[-3000:]!r}\n{self.err[-3000:]!r}"


def run(command, *, cwd=None, stdin=b"", env=None, out=None, timeout=60):
    """Runs a command to its end; `out` takes its standard output, which is kept otherwise.

    Files take the output, not pipes, so that waiting needs no second reader and the kernel can be
    asked how much memory that one process took.
    """
    with tempfile.TemporaryFile() as kept, tempfile.TemporaryFile() as errors, tempfile.TemporaryFile() as typed:
        typed.write(stdin)
        typed.seek(0)
        environment = {**os.environb, b"LC_ALL": b"C.UTF-8", b"TZ": b"UTC", **(env or {})}
        process = subprocess.Popen(
            command, cwd=cwd, stdin=typed, stdout=kept if out is None else out, stderr=errors, env=environment
        )
        late = threading.Event()
        timer = threading.Timer(timeout, lambda: (late.set(), process.kill()))
        timer.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        finally:
            timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)  # it has been waited for
        if late.is_set():
            raise AssertionError(f"{command} hangs: ended after {timeout} s")
        kept.seek(0)
        errors.seek(0)
        return Run(process.returncode, kept.read(), errors.read(), usage.ru_maxrss * 1024)


class Case(unittest.TestCase):
    """A test in an empty directory, which is the current one."""

    longMessage = True

    def setUp(self):
        self.home = os.fsencode(tempfile.mkdtemp(prefix="tare-hostile-", dir=os.environ.get("TARE_TEST_TMP")))
        os.chdir(self.home)
        self.addCleanup(self.leave)

    def leave(self):
        os.chdir("/")
        # It goes down by descriptors, so a tree may be deeper than any path.
        subprocess.run(["chmod", "-R", "u+rwX", "--", self.home], check=False, stderr=subprocess.DEVNULL)
        subprocess.run(["rm", "-rf", "--", self.home], check=True)

    def tare(self, *arguments, code=0, limits=(), **options):
        """Runs tare, which has to end with `code`, or with one of them; None takes any but a crash."""
        ended = run([*limits, TARE, *arguments], **options)
        if code is None:
            self.assertIn(ended.code, range(5), f"tare {arguments} ended by itself: {ended}")
        else:
            codes = (code,) if isinstance(code, int) else code
            self.assertIn(ended.code, codes, f"tare {arguments}: {ended}")
        return ended


def put(name, content=b""):
    """Makes a file, its parents too."""
    os.makedirs(os.path.dirname(name) or b".", exist_ok=True)
    with open(name, "wb") as file:
        file.write(content)


def make_deep(directory, levels, name, leaf=None, content=b""):
    """Makes directories called `name` in each other, however long their path, and a file in the last."""
    at = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    for _ in range(levels):
        os.mkdir(name, dir_fd=at)
        below = os.open(name, os.O_RDONLY | os.O_DIRECTORY, dir_fd=at)
        os.close(at)
        at = below
    if leaf is not None:
        file = os.open(leaf, os.O_WRONLY | os.O_CREAT, 0o644, dir_fd=at)
        os.write(file, content)
        os.close(file)
    os.close(at)


def main():
    del sys.argv[1]
    unittest.main(verbosity=2)

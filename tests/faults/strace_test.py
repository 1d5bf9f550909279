#!/usr/bin/env python3
"""Lets the kernel's answers to the real program fail, one at a time (strace -e inject).

    strace_test.py TARE

Which calls there are is taken from a run without faults; of each system call, those at a few places between
the first and the last one after the context was opened are made to fail. Exit code 0 means that the result is
the whole one; else the exit code and the message say what failed, no reader takes what was written for an
archive, and with -o the old file is there. Exit code 77: nothing may be traced here.
"""

import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile

# What can really happen to each call. Only errors, and a write of nothing: strace does not make a call whose
# result it replaces, so that a short transfer would be an invented one. What is not there is asked by newfstatat
# before the walk, and ENOENT is a good answer then.
FAULTS = {
    "openat": ["EIO", "EACCES", "ENOENT", "EMFILE"],
    "openat2": ["EIO", "EACCES", "EMFILE", "ENOSYS"],
    "newfstatat": ["EIO", "EACCES"],
    "getdents64": ["EIO", "EINTR"],
    "read": ["EIO", "EINTR"],
    "readlinkat": ["EIO"],
    "flistxattr": ["EIO"],
    "write": ["EIO", "ENOSPC", "EINTR", "nothing"],
    "fsync": ["EIO", "ENOSPC"],
    "linkat": ["EIO", "ENOSPC"],
    "rename": ["EIO", "EACCES"],
}
PLACES = 3  # of each call and fault
OLD = b"what stood there before"


class Case:
    def __init__(self, name, arguments, work):
        self.name, self.arguments, self.work = name, arguments, work
        self.out = work / "out"
        self.kept = self.out / "kept"  # what the command replaces

    def run(self, tare, *strace):
        for file in self.out.iterdir():
            file.unlink()
        self.kept.write_bytes(OLD)
        with open(self.work / "stdout", "wb") as stdout:
            done = subprocess.run(["strace", "-f", *strace, tare, *self.arguments, "--threads", "1"], stdout=stdout,
                                  stderr=subprocess.PIPE, cwd=self.work, timeout=60)
        self.errors = done.stderr.decode(errors="replace")
        self.stdout = (self.work / "stdout").read_bytes()
        return done.returncode

    def result(self):
        text = self.stdout
        if self.name == "digest":  # it counts what came from where, too
            text = b"".join(line for line in text.splitlines(True) if b"sha256" in line)
        kept = self.kept.read_bytes()
        if self.name == "digest":
            kept = re.findall(rb"sha256:\w+", kept)
        return text, kept


def is_refused(data):
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        try:
            with tarfile.open(file.name) as archive:
                for member in archive:
                    if member.isreg():
                        archive.extractfile(member).read()
            python = False
        except (tarfile.TarError, EOFError):
            python = True
        gnu = subprocess.run(["tar", "-tf", file.name], capture_output=True, check=False).returncode != 0
    return python and gnu


def make_tree(work):
    def put(name, text):
        (work / "context" / name).parent.mkdir(parents=True, exist_ok=True)
        (work / "context" / name).write_text(text)

    put(".dockerignore", "node_modules\n*.log\nvendor\n!vendor/kept\nDockerfile\n")
    put("Dockerfile", "FROM scratch\nCOPY lib /lib\nCOPY . /\n")
    put("a.js", "let a;")
    put("debug.log", "log")
    put("lib/deep/cart.js", "c" * 700)
    put("lib/large", "l" * 600_000)
    put("node_modules/one/index.js", "i" * 900)
    put("vendor/kept", "kept")
    put("vendor/other", "not kept")
    (work / "context/link").symlink_to("a.js")
    (work / "context/lib/linked").hardlink_to(work / "context/a.js")
    (work / "out").mkdir()


def places_of(case, tare):
    """For each system call the numbers of those that come after the context was opened."""
    trace = case.work / "trace"
    if case.run(tare, "-o", str(trace)) != 0:
        sys.exit(f"{case.name} fails without a fault: {case.errors}")
    count, places, begun = {}, {}, False
    for line in trace.read_text(errors="replace").splitlines():
        match = re.match(r"\d+ +(\w+)\(", line)
        if not match:
            continue
        call = match.group(1)
        count[call] = count.get(call, 0) + 1
        begun = begun or (call == "openat" and '"context"' in line)
        if begun and call in FAULTS:
            places.setdefault(call, []).append(count[call])
    return places


def spread(numbers):
    step = max(1, (len(numbers) - 1) // (PLACES - 1))
    return sorted(set(numbers[::step][:PLACES] + numbers[-1:]))


def trouble(case, code, right, call):
    if code == 0:
        if case.result() == right:
            return ""
        told = "warning" in case.errors and case.name in ("report", "check", "ls")
        return "" if told else "another result, and exit code 0"
    if code not in (2, 3, 4):
        return f"exit code {code}"
    if "tare: error: " not in case.errors and call != "write":  # to standard error, that is
        return "no message"
    if case.name.startswith("pack") and case.stdout:
        writing = call == "write" and right[0].startswith(case.stdout) and case.stdout != right[0]
        if not writing and not is_refused(case.stdout):
            return f"{len(case.stdout)} bytes that pass for an archive"
    if [file.name for file in case.out.iterdir()] != ["kept"]:
        return "a file is left beside the output"
    if case.kept.read_bytes() != OLD and not (case.name == "digest" and case.result()[1] == right[1]):
        return "the old file is gone"
    return ""


def require_tracing():
    done = subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return
    if "ptrace" in done.stderr.lower():
        print(f"SKIPPED: no process may be traced here, so no fault was injected into the release binary:\n{done.stderr}")
        sys.exit(77)
    sys.exit(f"strace fails: {done.stderr}")


def main():
    tare = str(pathlib.Path(sys.argv[1]).resolve())
    require_tracing()
    runs, failures, codes = 0, [], {}
    with tempfile.TemporaryDirectory() as directory:
        work = pathlib.Path(directory)
        make_tree(work)
        for name, arguments in [
            ("pack", ["pack", "-q", "context"]),
            ("pack-o", ["pack", "-q", "context", "-o", "out/kept"]),
            ("report", ["report", "context"]),
            ("digest", ["digest", "context", "--save", "out/kept"]),
            ("ls", ["ls", "context"]),
            ("check", ["check", "context", "--max-size", "100MB"]),
        ]:
            case = Case(name, arguments, work)
            places = places_of(case, tare)
            right = case.result()
            for call, numbers in sorted(places.items()):
                for number in spread(numbers):
                    for fault in FAULTS[call]:
                        how = "retval=0" if fault == "nothing" else f"error={fault}"
                        code = case.run(tare, "-o", "/dev/null", "-e", f"inject={call}:{how}:when={number}")
                        runs += 1
                        codes[code] = codes.get(code, 0) + 1
                        wrong = trouble(case, code, right, call)
                        if wrong:
                            failures.append(f"{name}: {call} {number}: {fault}: {wrong}; {case.errors.strip()}")
    print(f"{runs} calls failed in the release binary; exit codes: "
          + ", ".join(f"{count} times {code}" for code, count in sorted(codes.items())))
    if len(codes) < 3:
        sys.exit("hardly any of them made a difference: were they injected?")
    if failures:
        sys.exit("\n".join(failures))


if __name__ == "__main__":
    main()

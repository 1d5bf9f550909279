#!/usr/bin/python3
"""Does what a guide says, from its beginning to its end in one shell, and compares what is printed.

Usage: check.py [--update] [--only SECTION | --but SECTION] --tare TARE --programs DIRECTORY
                [--prefix PREFIX] [--docker DOCKER] GUIDE

The shell begins in an empty directory with the example beside it, shop. A command that fails has to
be followed by `echo $?`. --update writes what is printed into the guide, to be read before it is
committed. PREFIX is where tare is installed. DOCKER is a client for the daemon of DOCKER_HOST, which
takes the place of /var/run/docker.sock; without it, what guides/bin has stands in for programs that
no test runs.
"""

import argparse
import difflib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

import guide
import recipes

HERE = Path(__file__).resolve().parent


def file_steps(block):
    """Writes the block to its file, and runs what commands it has."""
    name = block.file
    if name.endswith(".toml"):
        tomllib.loads(block.text)
    folder = f"mkdir -p '{Path(name).parent}'; " if "/" in name else ""
    yield guide.Step(block.place, f"{folder}cat >'{name}' <<'END OF FILE'\n{block.text}END OF FILE")
    for command in recipes.commands(name, block.text):
        yield guide.Step(block.place, f'( set -e\n{command}\n) >>"$RECIPES" 2>&1')


def steps(path, wanted):
    names = {block.place: name for name, block in guide.programs(path).items()}
    found, program = [], None
    for block in guide.blocks(path):
        if program is not None:
            if block.language != "text" or block.after is None:
                raise guide.BadGuide(f"{block.place}: what does the program in front of it print?")
            step = guide.Step(program.place, f'"$PROGRAMS/guides-{program.language}" {names[program.place]}')
            step.first, step.expected = block.first, block.lines
            new, program = [step], None
        elif block.language in guide.PROGRAMS:
            new, program = [], block
        elif block.language == "console":
            new = guide.console_steps(block)
        elif block.file:
            new = list(file_steps(block))
        else:
            raise guide.BadGuide(f"{block.place}: nobody checks this block")
        if wanted(block.section):
            found += new
    if program is not None:
        raise guide.BadGuide(f"{program.place}: what does it print?")
    if not found:
        raise guide.BadGuide(f"{path}: nothing to do")
    return found


def script(found, docker):
    """The commands in one script, with the status of each between NULs behind what it prints."""
    lines = []
    for step in found:
        command = step.command
        if docker:
            command = command.replace("/var/run/docker.sock", os.environ["DOCKER_HOST"].removeprefix("unix://"))
        lines += [command, "status=$?; printf '\\0%s\\0' $status; (exit $status)"]
    return "\n".join(lines)


def run(found, options, work):
    (work / "bin").mkdir()
    (work / "bin/tare").symlink_to(Path(options.tare).resolve())
    (work / "bin/upload").symlink_to(Path(options.programs).resolve() / "tare-upload")
    (work / "bin/python3").symlink_to("/usr/bin/python3")  # Debian's, which has its packages
    if options.docker:
        (work / "bin/docker").symlink_to(options.docker)
    context = work / "work"
    shutil.copytree(HERE.parent / "data/shop", context / "shop",
                    ignore=shutil.ignore_patterns("node_modules", "dist", ".git"))
    environment = dict(os.environ, LC_ALL="C.UTF-8", TZ="UTC", HOME=str(work), GIT_CONFIG_NOSYSTEM="1",
                       RECIPES=str(work / "recipes.log"), RUNNER_TEMP=str(work),
                       PROGRAMS=str(Path(options.programs).resolve()),
                       PATH=f"{work}/bin:{HERE}/bin:{os.environ['PATH']}")
    if options.prefix:
        [found_pc] = Path(options.prefix).rglob("tare.pc")
        environment |= {"CMAKE_PREFIX_PATH": options.prefix, "PKG_CONFIG_PATH": str(found_pc.parent),
                        "CMAKE_GENERATOR": "Ninja",
                        "LD_LIBRARY_PATH": str(found_pc.parent.parent), "TARE_SOURCES": str(HERE.parent.parent)}
    (work / "script").write_text(script(found, options.docker), encoding="utf-8")
    printed = subprocess.run(["bash", str(work / "script")], cwd=context, env=environment, check=False,
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                             umask=0o022).stdout.decode("utf-8", "replace")
    parts = printed.split("\0")
    return list(zip(parts[0::2], map(int, parts[1::2]))), parts[-1]


def equal(expected, printed):
    pattern = "\n".join(".*(\n.*)*?" if line == "..." else re.escape(line) for line in expected)
    return re.fullmatch(pattern, "\n".join(printed)) is not None


def compare(found, results, work):
    """The steps that went otherwise, with what they printed."""
    wrong = []
    for i, (step, (printed, status)) in enumerate(zip(found, results)):
        lines = printed.splitlines()
        if not equal(step.expected, lines):
            wrong.append((step, lines))
            print(f"{step.place}: $ {step.command}")
            print("\n".join(difflib.unified_diff(step.expected, lines, "the guide", "printed", lineterm="")))
        if status != 0 and not (i + 1 < len(found) and found[i + 1].command == "echo $?"):
            wrong.append((step, step.expected))
            print(f"{step.place}: exit {status}: {step.command}")
            log = work / "recipes.log"
            if "$RECIPES" in step.command and log.exists():
                print(log.read_text(encoding="utf-8", errors="replace"))
    return wrong


def update(path, wrong):
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    for step, printed in reversed(wrong):
        if step.first:
            lines[step.first:step.first + len(step.expected)] = printed
    Path(path).write_text("\n".join(lines) + "\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    for option in ("--only", "--but", "--prefix", "--docker", "--tare", "--programs"):
        parser.add_argument(option)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("guide")
    options = parser.parse_args()

    def wanted(section):
        return section == options.only if options.only else section != options.but

    guide.check_links(options.guide)
    found = steps(options.guide, wanted)
    with tempfile.TemporaryDirectory() as work:
        results, rest = run(found, options, Path(work))
        wrong = compare(found, results, Path(work))
    if len(results) < len(found):
        print(f"{found[len(results)].place}: the shell ended here:\n{rest}")
        return 1
    if options.update:
        update(options.guide, wrong)
    print(f"{len(found)} steps, {len(wrong)} went otherwise")
    return 1 if wrong else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (guide.BadGuide, ValueError) as error:
        sys.exit(str(error))

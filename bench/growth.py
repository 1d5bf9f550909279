"""What tare takes for larger and larger trees: memory, and time an entry."""

import shutil
import sys
from pathlib import Path
from statistics import median

import corpus
from jobs import RULES
from peers import TIME, tare
from side_by_side import Failed, Side, run

PACK = tare("pack", "-q", "--no-ignore", ".")
LIST = tare("ls", "--ignore-file", RULES, ".")
REPORT = tare("report", "--ignore-file", RULES, ".")


def peak(side, directory, work):
    """The most memory in MiB, and the seconds. A process counts what its parent had when it began:
    GNU time is small, and this one is not."""
    note = Path(work, "peak")
    command = (TIME, "-f", "%M", "-o", str(note), *side.command)
    seconds = run(Side(side.name, command), directory).seconds
    return int(note.read_text()) / 1024, seconds


def memory(page, peers, work, largest):
    if peers["GNU time"].version is None:
        page.leave_out(f"memory: there is no GNU time ({peers['GNU time'].get})")
        return
    directories = max(1, largest // corpus.FILES_A_DIRECTORY)
    trees = (
        (f"{largest:,} files in {directories:,} directories", "wide-tree", largest + directories),
        (f"{largest:,} files in one directory", "wide", largest),
    )
    rows = []
    for name, shape, entries in trees:
        print(f"memory: {name}", file=sys.stderr)
        tree = Path(work, "large")
        corpus.make(tree, shape, entries)
        for command, side in (("pack", PACK), ("report", REPORT), ("ls", LIST)):
            try:
                mebibytes, seconds = peak(side, tree, work)
                rows.append((name, f"`{command}`", f"{mebibytes:.0f} MiB", f"{seconds:.2f} s"))
            except Failed as failure:
                page.fail(str(failure))
        shutil.rmtree(tree)
    page.table("Memory", ("tree", "command", "peak", "wall"), rows, texts=2)


def scaling(page, work, largest, rounds):
    sizes = [10**power for power in range(3, 8) if 10**power <= largest] or [largest]
    subjects = (("pack everything", PACK), ("list with rules", LIST), ("report with rules", REPORT))
    costs = {name: [] for name, _ in subjects}
    for size in sizes:
        print(f"time an entry: {size:,} entries", file=sys.stderr)
        tree = Path(work, "growing")
        corpus.make(tree, "node", size)
        for name, side in subjects:
            run(side, tree)
            costs[name].append(median(run(side, tree).seconds for _ in range(rounds)) / size * 1e6)
        shutil.rmtree(tree)
    page.table(
        "Time an entry",
        ("job", *(f"{size:,}" for size in sizes)),
        [(name, *(f"{cost:.2f} us" for cost in costs[name])) for name in costs],
        texts=1,
    )

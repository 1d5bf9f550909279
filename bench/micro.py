#!/usr/bin/python3
"""Holds results of Google Benchmark against their floors, and against those kept for this machine.

  micro.py [--keep] RESULTS.json...

With --keep these are the ones that later results are held against.
"""

import json
import sys
from pathlib import Path

sys.dont_write_bytecode = True
import machine

NANOSECONDS = {"ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9}
# What the system alone takes for the same tree; see walk_bench.cpp.
FLOORS = {"walk": "floor/names", "report": "floor/sizes", "pack": "floor/bytes"}


def read(paths):
    """Nanoseconds by name."""
    times = {}
    for path in paths:
        text = Path(path).read_text()
        # A filter that matches nothing leaves the file empty.
        for result in json.loads(text)["benchmarks"] if text else ():
            if result.get("run_type", "iteration") == "iteration":
                name = result["name"].removesuffix("/real_time").removesuffix("/process_time")
                times[name] = result["real_time"] * NANOSECONDS[result["time_unit"]]
    return times


def of_floor(times, name):
    """A time as a multiple of its floor's in the same run, or None."""
    floor = times.get(FLOORS.get(name.split("/")[0]))
    return times[name] / floor if floor and name in times else None


def change(times, kept, name):
    """Times of two runs drift with the machine; multiples of a floor do less."""
    if name not in kept:
        return "-"
    now, then = of_floor(times, name), of_floor(kept, name)
    if not now or not then:
        now, then = times[name], kept[name]
    return f"{now / then:.2f}"


def shown(time):
    for unit, size in reversed(NANOSECONDS.items()):
        if time >= size:
            return f"{time / size:.3g} {unit}"
    return f"{time:.2g} ns"


def main():
    keep, paths = sys.argv[1] == "--keep", [path for path in sys.argv[1:] if path != "--keep"]
    line = machine.line(".")
    place = Path(__file__).resolve().parent / "results" / f"micro-{machine.name(line)}.json"
    times = read(paths)
    baseline = json.loads(place.read_text()) if place.exists() else {"machine": "", "times": {}}
    kept = baseline["times"]
    if kept:
        print(f"Kept: {baseline['machine']}\n")
    print("| benchmark | time | times its floor | now / kept |\n|---|--:|--:|--:|")
    for name in times:
        multiple = of_floor(times, name)
        columns = (name, shown(times[name]), f"{multiple:.2f}" if multiple else "-")
        print(f"| {' | '.join(columns)} | {change(times, kept, name)} |")
    if keep:
        place.parent.mkdir(exist_ok=True)
        rounded = {name: float(f"{time:.4g}") for name, time in times.items()}
        place.write_text(json.dumps({"machine": line, "times": rounded}, indent=1) + "\n")


if __name__ == "__main__":
    main()

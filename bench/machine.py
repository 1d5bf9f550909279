"""What machine.sh says, and a name for files that belong to this machine."""

import re
import subprocess
from pathlib import Path


def line(directory):
    script = Path(__file__).resolve().parent / "machine.sh"
    result = subprocess.run((script, directory), capture_output=True, text=True, check=True)
    return result.stdout.strip()


def date(of_line):
    return of_line.split(";")[0]


def name(of_line):
    cpu, cores = re.match(r"[^;]*; (.*), (\d+) cores;", of_line).groups()
    return re.sub(r"[^a-z0-9]+", "-", f"{cpu} {cores} cores".lower()).strip("-")

#!/usr/bin/python3
"""Lists the steps of a build that make layers, and which of them a cache answers.

Usage: steps.py log FILE      what 'docker build --progress=plain' has said
       steps.py change FILE   what 'tare digest --against --format json' says

One line a step, stage by stage in the order of the Dockerfile: "runs" or "cached", the name of the
stage, and the instruction.
"""

import json
import re
import sys

LAYERS = ("ADD", "COPY", "RUN", "WORKDIR")


def of_log(text):
    # `#7 [build 3/6] COPY . .`; the first step of a stage is its image.
    heads = re.findall(r"^(#\d+) \[(?:([^ \]]+) +)?(\d+)/\d+\] (.*)$", text, re.MULTILINE)
    cached = set(re.findall(r"^(#\d+) CACHED$", text, re.MULTILINE))
    steps = {(stage, int(at), what): vertex for vertex, stage, at, what in heads}
    for (stage, _, what), vertex in sorted(steps.items()):
        if what.split()[0] in LAYERS:
            yield vertex in cached, stage, what


def of_change(text):
    root = json.loads(text)
    stages = [stage.get("name", "") for stage in root["stages"]]
    for change in root["change"]["steps"]:
        step = root["steps"][change["step"]]
        if step["instruction"] in LAYERS:
            yield change["why"] == "cached", stages[step["stage"]], step["text"]


def main():
    with open(sys.argv[2], encoding="utf-8") as file:
        read = {"log": of_log, "change": of_change}[sys.argv[1]]
        for cached, stage, what in read(file.read()):
            print("cached" if cached else "runs", *filter(None, (stage, what)))


main()

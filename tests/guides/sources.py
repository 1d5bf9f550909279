#!/usr/bin/python3
"""Makes one source of all programs in the guides that are written in one language, so that they take
little time to compile. The program that it becomes takes the name of a sample.

Usage: sources.py cpp|c OUTPUT GUIDE...
"""

import sys
from pathlib import Path

import guide


def without_main(name, block):
    """The includes of a program, and the rest with a function in the place of main."""
    includes, rest, in_main = [], [], False
    for line in block.lines:
        if line.startswith("#include "):
            includes.append(line)
            continue
        if line.startswith("int main("):
            in_main = True
            line = line.replace("int main(", f"int {name}(", 1)
            line = line.replace("(void)", "(int, char **)").replace("()", "(int, char **)")
            if block.language == "c":
                line = line.replace("(int, char **)", "(int count, char **words)") + "\n  (void)count, (void)words;"
        elif in_main and line.startswith("}"):
            in_main = line != "}"
            rest.append("  return 0;")  # main does that of itself, also behind a catch
        rest.append(line)
    return includes, rest


def source(language, guides):
    samples = {n: b for path in guides for n, b in guide.programs(path).items() if b.language == language}
    includes, bodies, calls = {"#include <string.h>": None}, [], []
    for name, block in samples.items():
        function = "run_" + name.replace("-", "_")
        wanted, body = without_main(function, block)
        includes.update(dict.fromkeys(wanted))
        if language == "cpp":
            body = ["namespace {", f"namespace {function}_sample {{", *body, "}", "}"]
            function = f"{function}_sample::{function}"
        bodies += [f"// {block.place}", *body]
        calls.append(f'  if (strcmp(words[1], "{name}") == 0) return {function}(count - 1, words + 1);')
    main = ["int main(int count, char **words) {", "  if (count < 2) return 2;", *calls, "  return 2;", "}"]
    return "\n".join([*includes, *bodies, *main, ""])


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(source(sys.argv[1], sys.argv[3:]), encoding="utf-8")

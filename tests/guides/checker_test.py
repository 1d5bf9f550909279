#!/usr/bin/python3
"""What a guide may not hold is refused, and what goes otherwise is found.

Usage: checker_test.py TARE
"""

import subprocess
import sys
import tempfile
from pathlib import Path

CHECK = Path(__file__).resolve().parent / "check.py"

# What stands in a guide, and what the checker says; nothing where all is well.
CASES = [
    ("```console\n$ echo 1\n1\n```", ""),
    ("```console\n$ seq 9\n1\n...\n9\n```", ""),
    ("```console\n$ seq 9\n1\n...\n8\n```", "+9"),
    ("```console\n$ echo 1\n2\n```", "+1"),
    ("```console\n$ echo 1\n```", "+1"),
    ("```console\n$ false\n```", "exit 1: false"),
    ("```console\n$ false\n$ echo $?\n1\n```", ""),
    ("```console\n$ exit 3\n```", "the shell ended here"),
    ("```console\nls\n```", "a console begins with a command"),
    ("```sh\nls\n```", "nobody checks this block"),
    ("```text\nwhatever\n```", "nobody checks this block"),
    ("```\n```", "nobody checks this block"),
    ("    $ ls", "a block begins with ```"),
    ("```console\n$ ls", "the block has no end"),
    ("```c\nint main(void) {}\n```", "what does it print?"),
    ("```c\nint main(void) {}\n```\n\nA word.\n\n```text\n```", "what does the program in front of it print?"),
    ("`a.toml`:\n\n```toml\na = \n```", "Invalid value"),
    ("`a.toml`:\n\n```toml\na = 1\n```\n\n```console\n$ cat a.toml\na = 1\n```", ""),
    ("`.gitlab-ci.yml`:\n\n```yaml\njob:\n  script: [tare ls shop >list]\n```\n\n```console\n$ ls\nlist\nshop\n```", ""),
    ("`.gitlab-ci.yml`:\n\n```yaml\njob:\n  script: [tare nonsense]\n```", "exit 2"),
    ("`.gitlab-ci.yml`:\n\n```yaml\njob: {\n```", "while parsing"),
    ("`.gitlab-ci.yml`:\n\n```yaml\njob: 1\n```", "has no command"),
    ("`.github/workflows/a.yml`:\n\n```yaml\nsteps:\n  - uses: nonsense\n```", "is no action"),
    ("`.github/workflows/a.yml`:\n\n```yaml\nsteps:\n  - run: 'false'\n```", "exit 1"),
    ("`Jenkinsfile`:\n\n```groovy\n  sh 'false'\n```", "exit 1"),
    ("`.pre-commit-config.yaml`:\n\n```yaml\nrepos: [{repo: local, hooks: [{entry: 'false'}]}]\n```", "exit 1"),
    ("[a](nowhere.md)\n\n```console\n$ true\n```", "leads nowhere"),
    ("# A b\n[a](guide.md#a-c)\n\n```console\n$ true\n```", "leads nowhere"),
    ("# A b\n[a](guide.md#a-b)\n\n```console\n$ true\n```", ""),
    ("Nothing.", "nothing to do"),
]


def main():
    failures = 0
    for text, expected in CASES:
        with tempfile.TemporaryDirectory() as work:
            path = Path(work) / "guide.md"
            path.write_text(text + "\n", encoding="utf-8")
            done = subprocess.run([CHECK, "--tare", sys.argv[1], "--programs", work, path], check=False,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if (done.returncode == 0) != (expected == "") or expected not in done.stdout:
            failures += 1
            print(f"--- {text}\nexit {done.returncode} instead of {expected!r}:\n{done.stdout}")
    print(f"{len(CASES)} cases, {failures} went otherwise")
    return 1 if failures else 0


sys.exit(main())

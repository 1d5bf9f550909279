"""Asks tare-soak-oracle: Docker's rules one at a time, and random ignore files."""

import subprocess
from typing import NamedTuple


class Verdict(NamedTuple):
    excluded: bool
    line: int  # of the deciding rule; 0 without one
    reach: int  # how much of the name that rule matched
    entered: dict  # by dialect: whether the builder looks into it when it is excluded


class Oracle:
    def __init__(self, program):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()

    def ask(self, *words):
        self.process.stdin.write(" ".join(words).encode() + b"\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().decode()
        if not answer:
            raise RuntimeError("the oracle has ended")
        return answer.split()

    def random_case(self, seed):
        """The text of an ignore file, and names."""
        rules, *names = [bytes.fromhex(word[1:]) for word in self.ask("case", str(seed))]
        return rules, names

    def verdicts(self, rules, names):
        """A Verdict for each name; None where the rules are malformed."""
        answers = self.ask("verdicts", *map(encoded, [rules, *names]))
        if answers == ["rejected"]:
            return None
        result = {}
        for name, answer in zip(names, answers, strict=True):
            excluded, line, reach, buildkit, classic = map(int, answer.split(":"))
            entered = {"buildkit": bool(buildkit), "classic": bool(classic)}
            result[name] = Verdict(bool(excluded), line, reach, entered)
        return result

    def asked(self, patterns, names):
        """Those of the names that one of the patterns, or what is above them, matches."""
        if not names:
            return set()
        answer = self.ask("asked", str(len(patterns)), *map(encoded, [*patterns, *names]))[0]
        return {name for name, digit in zip(names, answer, strict=True) if digit == "1"}


def encoded(text):
    return "x" + text.hex()

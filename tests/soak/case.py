"""One case: a random tree and random rules, then mutations, with all answers checked each time."""

import os
import random
from collections import Counter

import expected
import random_tree
import tree
from archives import Archives
from build_files import BuildFiles
from commands import Tare
from comparing import same
from mutations import Mutator
from questions import Questions
from trouble import Trouble


class Case:
    """Works in `directory`, which it leaves behind."""

    def __init__(self, seed, directory, program, oracle):
        self.rng = random.Random(seed)
        self.seed = seed
        self.directory = directory
        self.root = os.path.join(directory, b"context")
        self.oracle = oracle
        self.tare = Tare(program)
        self.counts = Counter()
        self.archives = Archives(directory, self.counts)
        self.dialect = self.rng.choice(["buildkit", "buildkit", "classic"])

    def run(self):
        os.mkdir(self.root)
        rules, names = self.oracle.random_case(self.seed)
        names += random_tree.names_beside(self.rng, names)
        random_tree.Maker(self.root, self.rng).grow(names)
        self.build = BuildFiles(self.directory, self.root, self.rng, self.dialect, rules)
        questions = Questions(self)
        rounds = self.rng.choice([1, 2, 3, 5])
        for number in range(rounds):
            if not self.look():
                self.check_rejected()
                return
            questions.ask_all()
            if number + 1 < rounds:
                self.mutate()
        if self.look():
            Trouble(self).make_some()

    def look(self):
        """Takes the tree down; False when tare should reject the rules."""
        self.nodes = tree.snapshot(self.root)
        self.verdicts = self.oracle.verdicts(self.build.rules, list(self.nodes))
        return self.verdicts is not None

    def model(self, build_files=True, patterns=None, closed=()):
        names = frozenset(self.build.names if build_files else ())
        asked = None if patterns is None else self.oracle.asked(patterns, list(self.nodes))
        setting = expected.Setting(self.dialect, names, patterns)
        return expected.Expected(self.nodes, setting, self.verdicts, asked, closed)

    def mutate(self):
        mutator = Mutator(self.root, self.rng, self.build.names)
        mutator.mutate(self.rng.choice([0, 1, 1, 2, 5, 20]))
        self.counts["mutations"] += mutator.done
        if self.rng.random() < 0.2:
            self.build.write_rules(self.oracle.random_case(self.rng.getrandbits(60))[0])

    def options(self):
        return [*self.build.options, "--threads", str(self.rng.choice([1, 1, 2, 3, 8]))]

    def run_tare(self, *arguments, **how):
        """With the context by its path or from within."""
        arguments = [*arguments, *self.options()]
        if self.rng.random() < 0.5:
            return self.tare.run(*arguments, self.root, **how)
        return self.tare.run(*arguments, cwd=self.root, **how)

    def check_rejected(self):
        for command in ["pack", "ls", "digest", "report"]:
            result = self.run_tare(command, codes=(2,))
            same(f"what {command} prints with malformed rules", b"", result.out)
        self.counts["rejected"] += 1

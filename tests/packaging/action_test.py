#!/usr/bin/python3
"""The GitHub Action: its inputs reach tare, and its script does with them what they say.

    action_test.py TARE ROOT
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import yaml

TARE, ROOT = (os.path.abspath(path) for path in sys.argv[1:3])
with open(os.path.join(ROOT, "action.yml"), encoding="utf-8") as file:
    ACTION = yaml.safe_load(file)
STEP = ACTION["runs"]["steps"][0]
SCRIPT = os.path.join(ROOT, "packaging/action/run.sh")

# Stands in for docker: notes how it was called, and runs tare where the image would.
DOCKER = """#!/bin/bash
printf '%s\\n' "$*" >>"$DOCKER_LOG"
[[ $1 == run ]] || exit 0
while [[ $1 != tare:action ]]; do shift; done
exec "$REAL_TARE" "${@:2}"
"""


def environment_of(inputs):
    """What GitHub makes of `env` for these inputs."""
    values = {name: str(what.get("default", "")) for name, what in ACTION["inputs"].items()}
    assert set(inputs) <= set(values), inputs
    values.update(inputs)
    expression = re.compile(r"\$\{\{ inputs\.([a-z-]+) \}\}")
    return {key: expression.sub(lambda found: values[found[1]], text) for key, text in STEP["env"].items()}


class Action(unittest.TestCase):
    def setUp(self):
        self.work = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.work)
        self.tree = os.path.join(self.work, "shop")
        shutil.copytree(os.path.join(ROOT, "tests/data/shop"), self.tree,
                        ignore=shutil.ignore_patterns("node_modules", "dist", ".git"))
        self.bin = os.path.join(self.work, "bin")
        os.mkdir(self.bin)
        self.summary = os.path.join(self.work, "summary")
        self.docker_log = os.path.join(self.work, "docker")

    def run_action(self, installed=True, **inputs):
        if installed:
            os.symlink(TARE, os.path.join(self.bin, "tare"))
        else:
            path = os.path.join(self.bin, "docker")
            with open(path, "w", encoding="utf-8") as docker:
                docker.write(DOCKER)
            os.chmod(path, 0o755)
        # Of what this machine has, only what any runner has: tare may be installed here.
        for name in ("bash", "cat", "env", "id", "sed"):
            os.symlink(shutil.which(name), os.path.join(self.bin, name))
        environment = {
            "PATH": self.bin, "LC_ALL": "C.UTF-8", "GITHUB_ACTION_PATH": ROOT,
            "GITHUB_STEP_SUMMARY": self.summary, "REAL_TARE": TARE, "DOCKER_LOG": self.docker_log,
            **environment_of({name.replace("_", "-"): value for name, value in inputs.items()}),
        }
        return subprocess.run(["bash", "-c", STEP["run"]], cwd=self.tree, env=environment, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)

    def expect(self, status, result, *patterns):
        self.assertEqual(result.returncode, status, result.stdout)
        for pattern in patterns:
            self.assertRegex(result.stdout, pattern)

    def test_each_input_is_described_and_reaches_the_script(self):
        used = set(re.findall(r"inputs\.([a-z-]+)", " ".join(STEP["env"].values())))
        self.assertEqual(used, set(ACTION["inputs"]))
        self.assertTrue(all(what["description"] for what in ACTION["inputs"].values()))
        with open(SCRIPT, encoding="utf-8") as script:
            text = script.read()
        for name in STEP["env"]:
            self.assertRegex(text, r"\$\{?" + name + r"\b")

    def test_each_option_is_known(self):
        with open(SCRIPT, encoding="utf-8") as script:
            options = set(re.findall(r"add (--[a-z-]+)", script.read()))
        known = "".join(subprocess.run([TARE, command, "--help"], capture_output=True, text=True, check=True).stdout
                        for command in ("check", "lint"))
        self.assertGreater(len(options), 10)
        for option in options:
            self.assertRegex(known, re.escape(option) + r"[, ]")

    def test_by_default_the_limits_of_the_tree_are_checked_and_the_context_reported(self):
        with open(os.path.join(self.tree, ".tare.toml"), "w", encoding="utf-8") as config:
            config.write('[check]\nmax-size = "50MB"\n')
        self.expect(0, self.run_action(), "^$")
        with open(self.summary, encoding="utf-8") as summary:
            self.assertRegex(summary.read(), r"\n    sent +15 files")

    def test_without_any_limit_it_says_what_to_do(self):
        self.expect(2, self.run_action(), "give a limit such as --max-size")

    def test_limits_mark_lines(self):
        self.expect(1, self.run_action(max_size="1kB", summary="false"), r"(?m)^::error .*")
        self.assertFalse(os.path.exists(self.summary))

    def test_patterns_stand_on_lines(self):
        result = self.run_action(forbid="**/*.pem\npublic/*.svg\n", require="package.json\nnowhere\n")
        self.expect(1, result, r"logo\.svg", r"nowhere")
        self.assertNotRegex(result.stdout, r"package\.json")

    def test_growth(self):
        subprocess.run([TARE, "check", "--write-baseline", "base.json"], cwd=self.tree, check=True, capture_output=True)
        with open(os.path.join(self.tree, "more"), "wb") as more:
            more.write(b"x" * 100000)
        self.expect(1, self.run_action(baseline="base.json", max_growth="5%"), r"::error ")

    def test_lint(self):
        self.expect(1, self.run_action(command="lint", fail_on="warning"),
                    r"::warning file=\.dockerignore,line=3")

    def test_kinds_of_findings_can_be_left_out(self):
        result = self.run_action(command="lint", fail_on="note", disable="root-only-name\nbroad-copy\n")
        self.assertNotRegex(result.stdout, "root-only-name")

    def test_both(self):
        self.expect(1, self.run_action(command="both", max_files="1", file="Dockerfile.single"),
                    r"::error ", r"::warning file=\.dockerignore,line=3")

    def test_another_command_is_an_error(self):
        self.expect(2, self.run_action(command="pack"), r"::error::tare: command is 'pack'")

    def test_a_context_that_is_none_is_an_error(self):
        self.expect(2, self.run_action(context="nowhere", max_size="1GB"), "nowhere")

    def test_without_tare_the_image_is_built_and_run(self):
        self.expect(1, self.run_action(installed=False, max_size="1kB", context="."), r"(?m)^::error ")
        with open(self.docker_log, encoding="utf-8") as log:
            calls = log.read().splitlines()
        self.assertRegex(calls[0], "^build .*--target ci .*" + re.escape(ROOT) + "$")
        self.assertRegex(calls[-1], f"--volume {self.tree}:{self.tree}:ro .*--workdir {self.tree} .*--max-size=1kB")
        with open(os.path.join(ROOT, "Dockerfile"), encoding="utf-8") as dockerfile:
            self.assertRegex(dockerfile.read(), r"(?m)^FROM .* AS ci$")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])

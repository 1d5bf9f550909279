"""The samples of the README and the examples print what they say."""

import os
import re
import shutil
import subprocess
import sys
import unittest
from pathlib import Path

from engine import serving
from support import DATA, TreeTest

HERE = Path(__file__).resolve().parents[1]


class SampleTest(TreeTest):
    def setUp(self):
        super().setUp()
        shutil.copytree(DATA / "shop", self.tree / "shop")

    def run_python(self, *arguments, **variables):
        done = subprocess.run(
            (sys.executable, "-W", "error", "-W", "ignore::DeprecationWarning", *arguments),
            cwd=self.tree, env={**os.environ, **variables}, capture_output=True, text=True,
        )
        self.assertEqual((done.stderr, done.returncode), ("", 0))
        return done.stdout

    def test_the_readme(self):
        text = (HERE / "README.md").read_text(encoding="utf-8")
        samples = re.findall(r"```python\n(.*?)```\n```text\n(.*?)```", text, re.DOTALL)
        self.assertEqual(len(samples), text.count("```python"))
        self.assertGreater(len(samples), 5)
        for code, printed in samples:
            with self.subTest(code):
                self.assertEqual(self.run_python("-c", code), printed)

    def test_context_size(self):
        self.assertEqual(
            self.run_python(HERE / "examples/context_size.py", "shop"),
            "14 files, 30289 bytes are sent; 451 are not\n"
            "         295  README.md\n         156  CHANGELOG.md\n",
        )

    def test_send(self):
        with serving() as engine:
            said = self.run_python(HERE / "examples/send.py", "shop", "shop:1", DOCKER_HOST=engine.address)
        self.assertEqual(said, "built")
        path, entries = engine.built[0]
        self.assertIn("t=shop%3A1", path)
        self.assertIn("server.js", entries)


if __name__ == "__main__":
    unittest.main()

import os
import tempfile
import threading
import unittest
from pathlib import PurePosixPath

import tare


class MatcherTest(unittest.TestCase):
    def test_the_verdict_names_the_rule_and_what_it_matched(self):
        matcher = tare.Matcher("# modules\nnode_modules\n!node_modules/keep\n")
        self.assertEqual(matcher.match("node_modules/a"), tare.Verdict(True, 2, "node_modules", 12))
        self.assertEqual(matcher.match("node_modules/keep/x")[:3], (False, 3, "!node_modules/keep"))
        self.assertEqual(matcher.match("src"), tare.Verdict(False, None, None, 0))

    def test_names_are_text_bytes_and_paths(self):
        matcher = tare.Matcher("größe/*.md\n")
        for name in ("größe/a.md", "größe/a.md".encode(), PurePosixPath("größe/a.md")):
            self.assertIs(matcher.excludes(name), True, name)
            self.assertIs(matcher.match(name).excluded, True, name)
        self.assertIs(matcher.excludes("größe/a.txt"), False)

    def test_reach_slices_the_name_as_it_was_given(self):
        matcher = tare.Matcher("größe\n")
        for name, place in (("größe/a", "größe"), ("größe/a".encode(), "größe".encode())):
            self.assertEqual(name[:matcher.match(name).reach], place)

    def test_names_that_are_no_unicode_keep_their_bytes(self):
        matcher = tare.Matcher(b"\xff*\n")
        self.assertTrue(matcher.excludes(b"\xff1"))
        self.assertTrue(matcher.excludes(os.fsdecode(b"\xff1")))
        self.assertEqual(os.fsencode(matcher.match(b"\xff1").rule), b"\xff*")

    def test_what_docker_does_not_look_into_is_excluded(self):
        matcher = tare.Matcher("d\n!d/*/**\n")
        self.assertFalse(matcher.match("d/x/lost").excluded)
        self.assertTrue(matcher.excludes("d/x/lost"))
        self.assertFalse(tare.Matcher("d\n!d/x/*\n").excludes("d/x/kept"))

    def test_rules_are_text_or_lines(self):
        for rules in ("a\n!a/b\n", b"a\n!a/b\n", ["a", "!a/b"], (line for line in ("a", "!a/b"))):
            matcher = tare.Matcher(rules)
            self.assertEqual([matcher.excludes(name) for name in ("a", "a/b", "b")], [True, False, False])

    def test_what_is_no_line_is_refused(self):
        with self.assertRaisesRegex(ValueError, "line break"):
            tare.Matcher(["a\nb"])
        with self.assertRaisesRegex(TypeError, "a rule is a str, not bytes"):
            tare.Matcher([b"a"])

    def test_a_malformed_rule_is_an_error_with_file_and_line(self):
        with self.assertRaises(tare.UsageError) as caught:
            tare.Matcher("a\n[\n", file="rules")
        error = caught.exception
        self.assertEqual((error.status, error.path, error.line, error.errno), (2, "rules", 2, None))
        self.assertTrue(str(error).startswith("rules:2: "), str(error))
        self.assertIsInstance(error, ValueError)
        self.assertNotIsInstance(error, OSError)

    def test_a_file_has_rules(self):
        with tempfile.NamedTemporaryFile(suffix=".dockerignore") as file:
            file.write(b"*.md\n[\n")
            file.flush()
            with self.assertRaises(tare.UsageError) as caught:
                tare.Matcher.from_file(file.name)
            self.assertEqual((caught.exception.path, caught.exception.line), (file.name, 2))
            file.truncate(5)
            self.assertTrue(tare.Matcher.from_file(file.name).excludes("a.md"))
        with self.assertRaises(FileNotFoundError):
            tare.Matcher.from_file(file.name)

    def test_a_nul_is_refused_where_the_library_would_stop_to_read(self):
        matcher = tare.Matcher("a\n")
        for ask in (matcher.excludes, matcher.match, lambda name: matcher.explain([name])):
            with self.assertRaisesRegex(ValueError, "NUL"):
                ask("a\0b")

    def test_explanations_tell_the_steps(self):
        told = tare.Matcher("d\n!d/*.md\n").explain(["d/a.md", b"x"])
        self.assertEqual(
            [(path["path"], path["excluded"]) for path in told], [("d/a.md", False), ("x", False)]
        )
        self.assertEqual([step["rule"]["line"] for step in told[0]["steps"]], [1, 2])
        self.assertEqual(tare.Matcher("").explain([]), [])

    def test_threads_share_a_matcher(self):
        matcher = tare.Matcher([f"{number}/*.md" for number in range(100)])
        names = [f"{number}/a.md" for number in range(200)]
        expected = [matcher.excludes(name) for name in names]
        found = []
        threads = [
            threading.Thread(target=lambda: found.append([matcher.excludes(name) for name in names * 5]))
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(expected.count(True), 100)
        self.assertEqual(found, [expected * 5] * 4)

"""The drop-in beside docker-py itself."""

import io
import os
import tarfile
import tempfile
import unittest
from unittest import mock

import docker
from docker.utils import build

import tare
import tare.docker

from engine import serving
from support import DATA, TreeTest
from tars import contents

SHOP = DATA / "shop"
SHOP_RULES = ["node_modules", ".git", "*.md"]


class SameTest(TreeTest):
    """What both do alike."""

    def both(self, *arguments, **options):
        with tare.docker.tar(*arguments, **options) as mine, build.tar(*arguments, **options) as theirs:
            return contents(mine), contents(theirs)

    def check(self, *arguments, **options):
        mine, theirs = self.both(*arguments, **options)
        self.assertEqual(dict(sorted(mine.items())), dict(sorted(theirs.items())))
        return mine

    def test_the_shop(self):
        mine = self.check(str(SHOP), list(SHOP_RULES))
        self.assertIn("server.js", mine)
        self.assertNotIn("README.md", mine)

    def test_nothing_excluded(self):
        self.assertIn("README.md", self.check(str(SHOP)))

    def test_entries_of_every_kind(self):
        os.chmod(self.file("run", "x"), 0o755)
        os.symlink("run", self.tree / "link")
        os.mkfifo(self.tree / "fifo")
        os.link(self.tree / "run", self.tree / "z")
        (self.tree / "empty").mkdir()
        self.file("ü/" + "long" * 50, "x")
        self.assertEqual(len(self.check(str(self.tree))), 7)

    def test_exceptions(self):
        for name in ("d/a", "d/b/c", "e/x.md", "x.md"):
            self.file(name, name)
        self.assertEqual(list(self.check(str(self.tree), ["d", "!d/b/c", "**/*.md", "!e/*.md"])),
                         ["d/b/c", "e", "e/x.md"])

    def test_the_dockerfile_and_the_ignore_file_stay(self):
        for name in ("Dockerfile", "sub/Other", ".dockerignore", "a"):
            self.file(name)
        self.assertEqual(set(self.check(str(self.tree), ["*"])), {"Dockerfile", ".dockerignore"})
        self.assertEqual(set(self.check(str(self.tree), ["*"], ("sub/Other", None))),
                         {"sub/Other", ".dockerignore"})

    def test_a_dockerfile_from_elsewhere_is_added(self):
        self.file(".dockerignore", "old")
        self.file("Dockerfile", "FROM inside\n")
        self.file("a", "x")
        for exclude in (None, ["Dockerfile", "b"]):
            mine = self.check(str(self.tree), exclude, (".dockerfile.1f", "FROM größe\n"))
            self.assertEqual(mine[".dockerfile.1f"][4], "FROM größe\n".encode())
            self.assertEqual("Dockerfile" in mine, exclude is None)

    def test_compressed(self):
        for dockerfile in (None, ("new", "FROM a\n")):
            with tare.docker.tar(str(SHOP), None, dockerfile, gzip=True) as file:
                self.assertEqual(file.read(2), b"\x1f\x8b")
                self.assertEqual("new" in contents(file), dockerfile is not None)

    def test_the_file_that_is_returned(self):
        with tare.docker.tar(str(SHOP)) as mine, build.tar(str(SHOP)) as theirs:
            self.assertIs(type(mine), type(theirs))
            self.assertEqual(mine.tell(), 0)
            self.assertTrue(os.path.exists(mine.name))
        self.assertFalse(os.path.exists(mine.name))
        given = io.BytesIO()
        self.assertIs(tare.docker.tar(str(SHOP), fileobj=given), given)
        self.assertEqual(given.tell(), 0)

    def test_a_path_that_is_no_directory(self):
        file = self.file("file")
        for path, error in ((self.tree / "nowhere", FileNotFoundError), (file, NotADirectoryError)):
            for tar in (tare.docker.tar, build.tar):
                with self.assertRaises(error):
                    tar(str(path))

    def test_in_the_working_directory(self):
        self.file("a")
        before = os.getcwd()
        self.addCleanup(os.chdir, before)
        os.chdir(self.tree)
        self.assertEqual(list(self.check(".")), ["a"])


class DifferenceTest(TreeTest):
    """Where docker-py does not do what Docker does, and tare does; README.md has the list."""

    def names(self, tar, rules, dockerfile=None):
        with tar(str(self.tree), list(rules), dockerfile) as file:
            return list(contents(file))

    def differs(self, files, rules, mine, theirs, dockerfile=None):
        for name in files:
            self.file(name)
        self.assertEqual(self.names(tare.docker.tar, rules, dockerfile), mine)
        self.assertEqual(self.names(build.tar, rules, dockerfile), theirs)

    def test_a_class_may_be_negated(self):
        self.differs(["foo.md", "fo^.md"], ["fo[^a].md"], [], ["foo.md"])

    def test_a_backslash_takes_a_meaning_away(self):
        self.differs(["a.md", "b*.md"], ["a\\.md", "b\\*.md"], [], ["a.md", "b*.md"])

    def test_an_exception_may_have_a_space_before_its_name(self):
        self.differs(["a", "b"], ["*", "! b"], ["b"], [])

    def test_what_is_no_comment_in_a_list(self):
        self.file("#a")
        self.file("b")
        self.assertEqual(self.names(tare.docker.tar, ["#a"]), ["b"])
        self.assertEqual(self.names(build.tar, ["#a"]), ["b"])

    def test_order_is_dockers(self):
        self.differs(["a/b", "a.b"], [], ["a", "a/b", "a.b"], ["a", "a.b", "a/b"])

    def test_the_lists_of_the_caller_stay_as_they_are(self):
        rules = ["a"]
        tare.docker.tar(str(self.tree), rules).close()
        self.assertEqual(rules, ["a"])
        build.tar(str(self.tree), rules).close()
        self.assertEqual(rules, ["a", "!Dockerfile"])

    def test_a_malformed_rule_is_an_error(self):
        self.file("a")
        with self.assertRaises(tare.UsageError) as caught:
            tare.docker.tar(str(self.tree), ["ok", "["])
        self.assertEqual(caught.exception.line, 2)
        self.assertEqual(self.names(build.tar, ["ok", "["]), ["a"])

    def test_a_dockerfile_that_is_missing_is_an_error(self):
        with self.assertRaises(tare.UsageError) as caught:
            tare.docker.tar(str(self.tree), None, ("missing", None))
        self.assertEqual(caught.exception.path, str(self.tree / "missing"))
        self.assertEqual(self.names(build.tar, [], ("missing", None)), [])

    def test_entries_belong_to_root(self):
        self.file("a")
        if os.geteuid() == 0:
            os.chown(self.tree / "a", 1234, 1234)
        with tare.docker.tar(str(self.tree)) as file, tarfile.open(fileobj=file) as archive:
            entry = archive.getmember("a")
        self.assertEqual((entry.uid, entry.gid), (0, 0))


class ClientTest(TreeTest):
    """docker-py's client, before an engine that keeps what it gets."""

    def setUp(self):
        super().setUp()
        engine = self.enterContext(serving())
        self.built = engine.built
        with mock.patch.dict(os.environ, {"DOCKER_CONFIG": str(self.tree)}):
            self.client = docker.APIClient(base_url=engine.address, version="1.41")
        self.addCleanup(self.client.close)

    def test_build_with_the_drop_in(self):
        with mock.patch("docker.utils.tar", tare.docker.tar):
            said = list(self.client.build(path=str(SHOP), dockerfile="Dockerfile.single", decode=True))
        self.assertEqual(said, [{"stream": "built"}])
        path, entries = self.built[0]
        self.assertIn("dockerfile=Dockerfile.single", path)
        self.assertEqual(len(entries), 17)

    def test_build_with_a_dockerfile_from_elsewhere(self):
        with tempfile.NamedTemporaryFile("w") as file, mock.patch("docker.utils.tar", tare.docker.tar):
            file.write("FROM scratch\n")
            file.flush()
            list(self.client.build(path=str(SHOP), dockerfile=file.name))
        added = [name for name in self.built[0][1] if name.startswith(".dockerfile.")]
        self.assertEqual(self.built[0][1][added[0]][4], b"FROM scratch\n")

    def test_build_with_a_context_of_ones_own(self):
        with tempfile.TemporaryFile() as file:
            tare.pack(SHOP, file, compress="gzip")
            file.seek(0)
            list(self.client.build(fileobj=file, custom_context=True, encoding="gzip"))
        self.assertIn("server.js", self.built[0][1])


if __name__ == "__main__":
    unittest.main()

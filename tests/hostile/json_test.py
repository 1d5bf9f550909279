#!/usr/bin/env python3
"""JSON is JSON, whatever the names: read strictly, and what is no text decodes to the bytes it was."""

import base64
import json
import os
import re
import shutil
import urllib.parse

import case
import commands
from case import Case, put

NAMES = [
    bytes(byte for byte in range(1, 0x80) if byte != ord("/")),
    bytes(range(0x80, 0x100)),
    b"\xff", b"raw\xfe\xff.pem", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf4\x90\x80\x80", b"half\xf0\x9f\x98", b"\"\\\b\f",
    "\u2028\u2029\u202e\ufeff\ufffd\uffff\U0010ffff\u200b".encode(), b"<script><!--", b"NaN", b"\x7f\x1b[2J", b"%41 #?&:",
]
KEY = b"-----BEGIN RSA PRIVATE KEY-----\n" + b"QUJD" * 40 + b"\n-----END RSA PRIVATE KEY-----\n"


def no_duplicates(pairs):
    keys = [key for key, _ in pairs]
    if len(set(keys)) != len(keys):
        raise ValueError(f"keys that come twice: {keys}")
    return dict(pairs)


def no_constant(word):
    raise ValueError(f"{word} is no JSON")


def strict(text):
    """What is valid UTF-8, and JSON as its grammar has it, and no half characters in escapes."""
    decoded = text.decode("utf-8", "strict")
    value = json.loads(decoded, object_pairs_hook=no_duplicates, parse_constant=no_constant)
    json.dumps(value, ensure_ascii=False).encode("utf-8", "strict")
    return value


def strings(value, key=""):
    """Every (key, bytes) below; what stands in base64 comes decoded, under the key without _b64."""
    if isinstance(value, dict):
        for inner_key, inner in value.items():
            yield from strings(inner, inner_key)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner, key)
    elif isinstance(value, str):
        if key.endswith("_b64"):
            decoded = base64.b64decode(value, validate=True)
            try:
                decoded.decode()
            except UnicodeDecodeError:
                yield key.removesuffix("_b64"), decoded
            else:
                raise ValueError(f"{key} holds text: {decoded}")
        else:
            yield key, value.encode()


class Json(Case):
    def make_tree(self, tree):
        rules = []
        for name in NAMES:
            put(tree + b"/sent/" + name, b"x" * 5000)
            put(tree + b"/ex/" + name + b"/" + name, b"x" * 6000)
            put(tree + b"/" + name + b"/node_modules/x/index.js", b"x" * 900)
            put(tree + b"/keys/" + name + b".pem", KEY)
            put(tree + b"/extensions/x." + name[:20], b"x" * 100)
            os.symlink(name, tree + b"/link" + name)
            line = re.sub(rb"[\n\r\[\]\\*?{}|^]", b"?", name)
            rules += [b"ex/" + line, b"ex/" + line, b"nothing/" + line + b"/", b"!no" + line, line.swapcase() + b"/gone"]
        put(tree + b"/.dockerignore", b"\n".join(rules) + b"\n")
        lines = [b"FROM scratch"] + [b"COPY sent/" + name + b" gone" + name + b" /" for name in NAMES if not re.search(rb"[\s\"'\\$#<]", name)]
        put(tree + b"/Dockerfile", b"\n".join(lines) + b"\nCOPY . /\n")

    def test_every_json_of_every_command(self):
        commands.check_complete()
        self.make_tree(b"A")
        shutil.copytree(b"A", b"B", symlinks=True)
        for name in NAMES:
            put(b"B/sent/" + name, b"changed")
            put(b"B/new" + name, b"x")
            os.remove(b"B/keys/" + name + b".pem")
        asked = [b"sent/" + name for name in NAMES] + [b"ex/" + name + b"/" + name for name in NAMES]
        found = {}
        for command in commands.commands():
            for words in commands.runs_of(command, b".", b"../B", asked):
                if not {"json", "sarif", "--save", "--write-baseline"} & set(words):
                    continue
                with self.subTest(run=words[:8]):
                    ended = self.tare(*words, cwd=b"A", code=(0, 1))
                    out = ended.out
                    for option in {"--save", "--write-baseline"} & set(words):
                        with open(os.path.join(b"A", os.fsencode(words[words.index(option) + 1])), "rb") as file:
                            out = file.read()
                    found[command, words[-1] if words[-1] == "sarif" else "json"] = strict(out)
                    self.assertTrue(list(strings(strict(out))))
        self.assertLess({(command, "json") for command in ("report", "why", "check", "lint", "stages", "diff", "digest", "build")}, set(found))
        self.check_names(found)

    def check_names(self, found):
        told = {key: {bytes_of for _, bytes_of in strings(value)} for key, value in found.items()}
        for name in NAMES:
            with self.subTest(name=name):
                self.assertIn(b"sent/" + name, told["why", "json"])
                self.assertIn(b"sent/" + name, told["diff", "json"])
                self.assertIn(b"sent/" + name, told["report", "json"])
        # A place in SARIF is a URI: only what may stand in one, and the name once it is decoded.
        uris = {uri.decode() for key, uri in strings(found["lint", "sarif"]) if key == "uri"}
        for uri in uris:
            self.assertRegex(uri, r"^[A-Za-z0-9._~!$&'()*+,;=:@/%?#-]*$")
        decoded = {urllib.parse.unquote_to_bytes(uri) for uri in uris}
        for name in NAMES:
            self.assertIn(b"keys/" + name + b".pem", decoded)

    def test_what_is_asked_of_odd_files(self):
        """Where the ignore file, the Dockerfile and the context themselves have such names."""
        for name in NAMES:
            directory = b"in" + name
            put(directory + b"/a", b"1")
            put(directory + b"/rules" + name, b"a\nb/\n!c\n")
            put(directory + b"/docker" + name, b"FROM scratch\nCOPY a gone /\n")
            flags = ["--ignore-file", b"rules" + name, "-f", b"docker" + name]
            for words in (["report", "--format", "json"], ["lint", "--format", "json"], ["lint", "--format", "sarif"], ["stages", "--format", "json"],
                          ["digest", "--format", "json"], ["check", "--format", "json", "--max-files", "0"], ["why", "--format", "json", "a", b"x" + name],
                          ["diff", "--format", "json", ".", b"../" + directory]):
                with self.subTest(words=words, name=name):
                    strict(self.tare(*words, *flags, cwd=directory, code=(0, 1)).out)


if __name__ == "__main__":
    case.main()

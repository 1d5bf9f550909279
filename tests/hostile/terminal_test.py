#!/usr/bin/env python3
"""What strangers chose never reaches a terminal as it is: not in any output of any command.

Names, rules, Dockerfiles, configurations, arguments, archives, saved files and the environment are full
of what could move the cursor, hide text or turn it around. Nothing of it is found in what tare prints.
"""

import fcntl
import io
import json
import os
import pty
import re
import shutil
import socket
import struct
import subprocess
import tarfile
import termios

import case
import commands
from case import Case, put

C0 = bytes(byte for byte in range(1, 0x20)) + b"\x7f"
C1 = "".join(map(chr, range(0x80, 0xA0)))
BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\u2028\u2029"
UNSEEN = "\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufeff\u00ad\u180e\U000e0001\U000e0041\U000e007f"
BAD = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# A line or a column of its own would look as if tare had said it.
INJECTED = re.compile("[\n\t]INJECTED")
OWN_COLORS = re.compile("\x1b\\[[0-9;]*m")
OWN_STATUS = re.compile("\r?\x1b\\[(\\?7[lh]|K)|\r\n")

PAYLOADS = {
    "c0": b"c0" + C0 + b"end",
    "c1": ("c1" + C1 + "end").encode(),
    "bidi": ("bidi" + BIDI + "end").encode(),
    "unseen": ("unseen" + UNSEEN + "end").encode(),
    "raw": b"raw" + bytes(range(0x80, 0xA0)) + b"\xff\xfe\xc3\xed\xa0\x80\xf4\x90\x80\x80end",
    "lines": b"lines\nINJECTED\rINJECTED\tINJECTED\x1b]0;title\x07\x1b[2J\x9b2Jend",
}
EVERYTHING = b"".join(PAYLOADS.values())
ONE_LINE = EVERYTHING.replace(b"\n", b"").replace(b"\r", b"")
# Where only text will do.
TEXT = "text\x01\x1b[2J\x7f" + C1 + BIDI + UNSEEN + "end"
KEY = b"-----BEGIN RSA PRIVATE KEY-----\n" + b"QUJD" * 40 + b"\n-----END RSA PRIVATE KEY-----\n"


def make_tree(directory):
    """A tree in which everything there is something to say about has a name of a payload."""
    rules = []
    lines = ["FROM scratch AS one"]
    for payload in PAYLOADS.values():
        at = directory + b"/" + payload
        put(at + b"/file", b"x" * 3000)
        put(at + b"/" + payload, b"x" * 2000)
        put(at + b".big", b"x" * 2_000_000)
        put(at + b"/node_modules/" + payload + b"/index.js", b"x" * 5000)
        put(at + b"/.env", b"PASSWORD=hunter22hunter\n")
        put(at + b".pem", KEY)
        put(at + b"/out" + payload + b"/" + payload, b"x" * 9000)
        put(at + b"/gitignored", b"x" * 900)
        put(at + b"." + payload[:9], b"x" * 700)
        os.symlink(payload, directory + b"/link" + payload)
        os.symlink(b"/outside/" + payload, at + b"/link")
        os.mkfifo(at + b"/fifo")
        with socket.socket(socket.AF_UNIX) as listener:
            here = os.getcwd()
            os.chdir(at)
            listener.bind(b"socket")
            os.chdir(here)
        line = payload.replace(b"\n", b"?").replace(b"\r", b"?").replace(b"\t", b"?").replace(b"[", b"?")
        rules += [line + b"/out*", line + b"/out*", b"!" + line + b"/out*/nothing", line.upper(), b"lost" + line + b"/",
                  b"gone/" + line + b"/**", b"{" + line + b"}*^", b"x # " + line, b"# tare: allow " + line]
        lines += [f"COPY {json.dumps([payload.decode('utf-8', 'replace') + '/file', '/x/'])}",
                  f"COPY {json.dumps(['nowhere' + payload.decode('utf-8', 'replace'), '/'])}"]
    put(directory + b"/.dockerignore", b"\n".join(rules) + b"\n")
    lines += ["FROM scratch", "ARG A", f"COPY --from=one {json.dumps([TEXT, '/'])}", "COPY . /all", "RUN npm install"]
    put(directory + b"/Dockerfile", "\n".join(lines).encode() + b"\n")
    put(directory + b"/.gitignore", b"gitignored\n*.big\n")
    subprocess.run(["git", "init", "-q", directory], check=True)


class Terminal(Case):
    def check(self, ended, what):
        for stream, output in ("output", ended.out), ("error", ended.err):
            try:
                text = output.decode()
            except UnicodeDecodeError as error:
                self.fail(f"{what}: standard {stream} is no UTF-8: {error}: {output[error.start - 200 : error.end + 99]!r}")
            plain = OWN_COLORS.sub("", text)
            for pattern in BAD, INJECTED:
                found = pattern.search(plain)
                if found:
                    around = plain[max(0, found.start() - 200) : found.end() + 100]
                    self.fail(f"{what}: standard {stream} has {found[0]!r}: {around!r}")

    def check_run(self, *arguments, **options):
        ended = self.tare(*arguments, code=None, **options)
        self.check(ended, arguments)
        return ended

    def test_every_command_over_names_rules_and_sources(self):
        commands.check_complete()
        tree, changed = b"A", b"B"
        make_tree(tree)
        shutil.copytree(tree, changed, symlinks=True, ignore=lambda at, names: [n for n in names if n in (b"fifo", b"socket")])
        for payload in PAYLOADS.values():
            put(changed + b"/" + payload + b"/file", b"changed")
            put(changed + b"/new" + payload, b"new")
            shutil.rmtree(changed + b"/" + payload + b"/node_modules")
        os.mkdir(b"A/cwd")
        names = [name for payload in PAYLOADS.values() for name in (payload, payload + b"/out" + payload, b"no" + payload)]
        machine_read = {"json", "sarif"}
        for command in commands.commands():
            for words in commands.runs_of(command, b".", b"../B", names):
                if machine_read & set(words):
                    self.tare(*words, code=None, cwd=tree)
                    continue
                with self.subTest(run=words[:8]):
                    ended = self.check_run(*words, cwd=tree)
                    self.assertIn(ended.code, (0, 1), str(ended))

    def over_each_command(self, env=None, but=()):
        """One run of each command that looks at the tree A; says how they ended."""
        codes = set()
        for command in sorted(set(commands.commands()) - {"completions", *but}):
            place = {"why": ["a"], "diff": [".", "."], "pack": ["-o", "../out.tar"], "build": ["--dry-run"]}.get(command, [])
            with self.subTest(command=command):
                codes.add(self.check_run(command, *place, cwd=b"A", env=env).code)
        return codes

    def test_errors_in_rules(self):
        for line in (b"[" + ONE_LINE, b"a[]" + ONE_LINE, b"!", b"!" + ONE_LINE + b"/[z-a]", ONE_LINE + b"\\",
                     b"\0" + ONE_LINE, b"a{2,1}*" + ONE_LINE, b"**(" + ONE_LINE, b"[" + b"\xff" + ONE_LINE + b"]",
                     b"x" * 70_000 + ONE_LINE):
            put(b"A/.dockerignore", b"fine\n" + line + b"\n")
            put(b"A/a")
            self.over_each_command()
        os.remove(b"A/.dockerignore")
        os.mkdir(b"A/.dockerignore")
        self.assertEqual(self.over_each_command(), {2})
        os.rmdir(b"A/.dockerignore")
        os.symlink(b"../" + EVERYTHING[:200], b"A/.dockerignore")
        self.over_each_command()

    def test_errors_in_dockerfiles(self):
        text, line = TEXT.encode(), ONE_LINE
        for dockerfile in (
            b"FROM scratch AS " + line, b"FROM scratch AS " + text, b"FROM " + line, b"FROM a b " + line, line, text,
            b"FROM scratch\n" + line + b" x", b"FROM scratch\nCOPY --" + line + b"=x a b",
            b"FROM scratch\nCOPY --from=" + line + b" a b", b"FROM scratch\nCOPY " + line, b"FROM scratch\nCOPY a" + line + b" /",
            b"FROM scratch\nCOPY --chmod=" + line + b" a /", b"FROM --platform=" + line + b" scratch",
            b"FROM --platform=$" + line + b" scratch", b"FROM ${" + line + b"}", b"FROM ${A:" + line + b"}", b"FROM ${A:?" + line + b"}",
            b"ARG A=" + line + b"\nFROM $A AS $A\nCOPY $A $A", b"ARG " + line + b"\nFROM scratch", b"FROM scratch\nENV " + line,
            b"FROM scratch\nRUN --mount=" + line + b" x", b"FROM scratch\nRUN --mount=type=" + line + b" x",
            b"FROM scratch\nRUN --mount=type=bind,source=" + line + b",target=/x x", b"FROM scratch\nRUN <<" + line + b"\nx",
            b"FROM scratch\nCOPY <<" + line + b" /x\nx", b"FROM scratch\nEXPOSE " + line, b"FROM scratch\nHEALTHCHECK " + line,
            b"FROM scratch\nONBUILD " + line, b"FROM scratch\nSTOPSIGNAL " + line, b"FROM scratch\nSHELL " + line,
            b"# escape=" + line + b"\nFROM scratch", b"# syntax=" + line + b"\nFROM scratch", b"# check=" + line + b"\nFROM scratch",
            b"FROM scratch\nADD https://" + line + b" /", b"FROM scratch\nADD --checksum=" + line + b" https://a/b /",
            b"FROM scratch\nCOPY a[" + line + b" /", b"FROM scratch\nUSER " + line + b"\nWORKDIR " + line + b"\nLABEL a" + line,
            b"FROM scratch\nVOLUME " + line, b"FROM a" + text + b"\nFROM a\nCOPY --from=a" + text + b" . .", b"FROM \xff" + line,
            b"FROM scratch\n# tare: allow " + line + b"\nCOPY nowhere" + line + b" /", b"FROM scratch\nMAINTAINER " + line,
        ):
            put(b"A/Dockerfile", dockerfile + b"\n")
            put(b"A/a")
            # Without options as well as with what makes the Dockerfile an error that ends the run.
            for words in (["ls", "--needed"], ["stages"], ["stages", "--dot"], ["report", "--html", "-"], ["digest"],
                          ["lint"], ["lint", "--format", "github"], ["lint", "-f", "Dockerfile"]):
                with self.subTest(words=words, dockerfile=dockerfile[:60]):
                    self.check_run(*words, cwd=b"A")

    def test_errors_in_configurations(self):
        toml = json.dumps(TEXT)  # a string there as it is in JSON, but for what is above U+FFFF
        toml = re.sub(r"\\ud[89ab]..\\ud[c-f]..", "", toml).replace("\x7f", "")
        others = {"why", "pack", "report", "suggest", "diff", "digest"}  # which say the same of the file
        for text in (
            f"{toml} = 1", f"[{toml}]\na = 1", f"dialect = {toml}", f"file = {toml}", f"ignore-file = {toml}", f"target = {toml}",
            f"build-arg = [{toml}]", f"build-arg = {toml}", f"[check]\nmax-size = {toml}", f"[check]\nforbid = [{toml}]",
            f"[check]\nrequire = [{toml}]", f"[check]\n{toml} = 1", f"[check]\nbaseline = {toml}", f"[check]\nmax-growth = {toml}",
            f"[lint]\nfail-on = {toml}", f"[lint]\ndisable = [{toml}]", f"[lint.{toml}]\na = 1", f"file = '../{TEXT[12:]}'",
            f"a = {TEXT}", f"{TEXT}", f"file = 'a", f"a = 1\n{toml} = 1\n{toml} = 2", f"no-ignore = {toml}", f"[check.forbid]\n{toml} = 2",
            f"build-arg = [[{toml}]]", f"[[check]]\n{toml} = 2", "a = \"\\U00110000\"", f"# {TEXT}",
        ):
            put(b"A/.tare.toml", text.encode() + b"\n")
            put(b"A/a", b"1")
            put(b"A/Dockerfile", b"FROM scratch\nARG A\nCOPY a /\n")
            self.over_each_command(but=others)
        put(b"A/.tare.toml", b"a = '" + ONE_LINE + b"'\n")
        self.over_each_command(but=others)
        os.remove(b"A/.tare.toml")
        os.symlink(EVERYTHING[:200], b"A/.tare.toml")
        self.over_each_command(but=others)

    def test_words_of_the_command_line_and_the_environment(self):
        put(b"A/a", b"1")
        put(b"A/Dockerfile", b"ARG X=scratch\nFROM $X AS x$X\nARG Y\nCOPY --from=$Y $Y /$Y\n")
        word = EVERYTHING
        self.check_run(word)
        self.check_run(word, "A")
        self.check_run(b"--" + word, "A")
        self.check_run(b"-" + word, "A")
        for command in commands.commands():
            options, _ = commands.options_of(command)
            for option in sorted(options):
                with self.subTest(command=command, option=option):
                    place = {"why": ["a"], "diff": ["."], "completions": []}.get(command, ["."])
                    self.check_run(command, option, word, *place, cwd=b"A")
                    self.check_run(command, option, b"no/where/" + word, *place, cwd=b"A")
            for words in ([word], [b"--" + word], [b"-" + word], [b"../A", word], [b"--" + word + b"=" + word], [b"a/" + word]):
                self.check_run(command, *words, cwd=b"A")
        for words in (["--needed", "--target", word], ["--needed", "--build-arg", b"X=" + word], ["--needed", "--build-arg", b"Y=" + word],
                      ["--needed", "--build-arg", "X"], ["--needed", "--build-arg", word + b"=1"], ["--needed", "--build-arg", b"=" + word]):
            for command in ("ls", "report", "check", "digest", "pack"):
                self.check_run(command, *words, *(["-o", "../o"] if command == "pack" else []), cwd=b"A", env={b"X": word})
            for command in ("stages", "lint"):
                self.check_run(command, *words[1:], cwd=b"A", env={b"X": word})
        for name in (b"SOURCE_DATE_EPOCH", b"TERM", b"NO_COLOR", b"COLUMNS", b"HOME", b"PATH", b"TZ", b"LC_ALL", b"GIT_DIR"):
            self.over_each_command(env={name: word})
        self.check_run("why", "--stdin", cwd=b"A", stdin=b"\n".join([word, b"/" + word, b"../" + word]))
        self.check_run("why", "--stdin", "-n", cwd=b"A", stdin=ONE_LINE)

    def test_what_earlier_runs_and_strangers_wrote(self):
        put(b"A/a", b"1")
        put(b"A/Dockerfile", b"FROM scratch\nCOPY a /\n")
        bad = [EVERYTHING, json.dumps(TEXT).encode(), json.dumps({TEXT: TEXT}).encode(), b"{\"" + ONE_LINE, b"[" * 100_000]
        self.tare("digest", "--save", "../saved", cwd=b"A")
        self.tare("check", "--write-baseline", "../baseline", cwd=b"A")
        self.tare("digest", "--cache", "../cache", cwd=b"A")
        with open("report", "wb") as file:
            file.write(self.tare("report", "--format", "json", cwd=b"A").out)
        for name in ("saved", "baseline", "report"):
            with open(name, "rb") as file:
                good = json.load(file)
            bad += [json.dumps(changed).encode() for changed in replaced(good)]
        with open("cache", "rb") as file:
            cache = file.read()
        bad += [cache[: len(cache) // 2] + EVERYTHING, cache[:40] + EVERYTHING + cache[40 + len(EVERYTHING) :]]
        for text in bad:
            put(EVERYTHING[:190], text)
            for words in (["digest", "--against"], ["digest", "--cache"], ["check", "--max-growth", "1", "--baseline"],
                          ["diff", "."], ["diff", "../report"]):
                with self.subTest(words=words, text=text[:80]):
                    self.check_run(*words, b"../" + EVERYTHING[:190], cwd=b"A")
                    put(EVERYTHING[:190], text)

    def test_archives(self):
        tar = io.BytesIO()
        with tarfile.open(fileobj=tar, mode="w", format=tarfile.PAX_FORMAT, errors="surrogateescape") as archive:
            for payload in PAYLOADS.values():
                name = payload.decode("utf-8", "surrogateescape")
                for kind in (tarfile.REGTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE):
                    member = tarfile.TarInfo(name + str(int(kind)))
                    member.type, member.linkname, member.uname = kind, "to" + name, name
                    archive.addfile(member)
                escaping = tarfile.TarInfo("../" + name)
                archive.addfile(escaping)
        put(b"A/a", b"1")
        for at, text in enumerate((tar.getvalue(), tar.getvalue()[:2000], tar.getvalue()[:-3000] + EVERYTHING * 3, b"\x1f\x8b" + EVERYTHING)):
            with self.subTest(archive=at):
                put(EVERYTHING[:190] + b".tar", text)
                self.check_run("diff", "A", EVERYTHING[:190] + b".tar")
                self.check_run("diff", EVERYTHING[:190] + b".tar", "A", "--top", "3")
                self.check_run("diff", "A", "-", stdin=text)

    def test_what_cannot_be_read_or_written(self):
        os.mkdir(b"A")
        for payload in PAYLOADS.values():
            put(b"A/" + payload + b"/closed/x", b"1")
            put(b"A/" + payload + b"/file", b"1")
            put(b"A/ex" + payload + b"/closed/x", b"1")
            for directory in (payload, b"ex" + payload):
                os.chmod(b"A/" + directory + b"/closed", 0)
            os.chmod(b"A/" + payload + b"/file", 0)
        put(b"A/.dockerignore", b"ex*\n**/*.tar\n")
        unprivileged = []
        if os.geteuid() == 0:  # without the right to read everything
            unprivileged = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search", "--"]
        for words in (["pack", "-o", b"no" + EVERYTHING[:200] + b"/x"], ["pack", "-o", "../out.tar"], ["ls"], ["report"], ["digest"], ["lint"], ["check", "--max-size", "1"],
                      ["suggest"], ["report", "--html", b"no" + EVERYTHING[:200] + b"/x"], ["digest", "--save", b"no" + EVERYTHING[:200] + b"/x"],
                      ["digest", "--cache", b"no" + EVERYTHING[:200] + b"/x"], ["stages"], ["diff", ".", "."], ["why", "a"]):
            with self.subTest(words=words):
                self.check_run(*words, cwd=b"A", limits=unprivileged)

    def test_a_real_terminal(self):
        tree = b"A"
        make_tree(tree)
        for words in (["report", "--progress", "always"], ["pack", "-o", "../out.tar", "--progress", "always"], ["ls", "-l"],
                      ["lint", "--progress", "always"], ["check", "--max-size", "1", "--progress", "always"], ["suggest", "--progress", "always"], ["digest", "--progress", "always"],
                      ["stages"], ["why", "--trace", *PAYLOADS.values()], ["diff", ".", "../A", "--no-ignore"]):
            for columns in (20, 80, 300):
                with self.subTest(words=words, columns=columns):
                    shown = OWN_STATUS.sub("\n", on_a_terminal([case.TARE, *words], tree, columns).decode())
                    self.assertNotEqual(shown.strip(), "")
                    plain = OWN_COLORS.sub("", shown)
                    for pattern in BAD, INJECTED:
                        found = pattern.search(plain)
                        self.assertIsNone(found, f"{found} in {plain!r:.3000}")


def replaced(value):
    """The value many times, each time with one string in it, a key or a value, hostile."""
    if isinstance(value, str):
        yield TEXT
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield {TEXT if other == key else other: kept for other, kept in value.items()}
            for changed in replaced(inner):
                yield {**value, key: changed}
    elif isinstance(value, list):
        for at, inner in enumerate(value[:1]):
            for changed in replaced(inner):
                yield value[:at] + [changed] + value[at + 1 :]
    else:
        yield TEXT


def on_a_terminal(command, directory, columns):
    """All that a command writes to a terminal of that width."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    environment = {**os.environb, b"TERM": b"xterm", b"LC_ALL": b"C.UTF-8"}
    environment.pop(b"NO_COLOR", None)
    with subprocess.Popen(command, cwd=directory, stdin=theirs, stdout=theirs, stderr=theirs, env=environment) as process:
        os.close(theirs)
        shown = b""
        try:
            while block := os.read(ours, 1 << 16):
                shown += block
        except OSError:  # the last one who had it open is gone
            pass
        process.wait(timeout=60)
    os.close(ours)
    return shown


if __name__ == "__main__":
    case.main()

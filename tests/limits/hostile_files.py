"""The cases of limits_test.py: what is in the files, and what tare has to say."""

import dataclasses
import struct
import typing

TREE = {f"d{i}/f{j}.txt": "x" for i in range(10) for j in range(10)}


@dataclasses.dataclass
class Case:
    name: str
    files: typing.Callable  # of a scale, 1 or 2: a content for each name
    commands: tuple
    codes: tuple = (0, 1)
    message: str = ""
    seconds: float = 10
    megabytes: float = 300
    grows: bool = True


def refused(name, content, commands, message, **more):
    """Input that is an error whatever its size."""
    return Case(name, lambda scale: content, commands, codes=(2,), message=message, grows=False, **more)


def lines(count, line):
    return "".join(line(i) for i in range(count))


def rules():
    everything = ("ls", "report", "suggest", "lint --no-git")
    names_only = ("ls", "why d1/f1.txt")

    def case(name, count, line, commands=everything, **more):
        yield Case(name, lambda scale: {**TREE, ".dockerignore": lines(count * scale, line)}, commands, **more)

    yield from case("literal names", 40_000, lambda i: f"name{i}/sub{i % 97}\n")
    yield from case("extensions", 40_000, lambda i: f"**/*.e{i}\n")
    yield from case("exceptions between", 20_000, lambda i: f"a{i}/*\n!a{i}/k{i}*\n")
    yield from case("many stars", 20_000, lambda i: f"*{i}*x*{i % 7}\n")
    yield from case("classes", 40_000, lambda i: f"[{chr(0x4E00 + i % 20_000)}-{chr(0x9C20 + i % 999)}]{i}\n", names_only)
    yield from case("negated classes", 40_000, lambda i: f"[^{chr(0x4E00 + i % 20_000)}]{i}\n", names_only)
    yield from case("code points", 100_000, lambda i: f"{chr(0x10000 + i)}\n", names_only)
    yield from case("regular expressions", 2_000, lambda i: f"*|{i}[[:alpha:]]{i}\n", names_only)
    # A million rules are taken, one more is not.
    yield Case("short lines", lambda scale: {".dockerignore": "a\n" * (500_000 * scale)}, ("ls",), megabytes=700)
    yield refused("too many rules", {".dockerignore": "a\n" * 1_000_001}, ("ls",),
                  ".dockerignore:1000001: there are more than 1000000 rules", megabytes=700)
    yield refused("too large", {".dockerignore": "#" + "\n" * (64 << 20)}, ("ls",), "is larger than an ignore file can be")
    yield refused("one long line", {".dockerignore": "a" * 50_000_000}, ("ls",),
                  ".dockerignore:1: the line has 50000000 bytes; Docker reads lines of up to 65535")
    # What makes engines that go back take for ever.
    deep = {"/".join(["a"] * 400): "x", "a" * 255: "x"}
    for name, pattern in (("globstars", "**/" * 1000 + "a"), ("globstars between", "**/a/" * 1000 + "b"),
                          ("stars", "*a" * 30_000 + "b"), ("question marks", "?" * 60_000), ("pairs", "*?" * 30_000)):
        yield Case(name, lambda scale, line=pattern: {**deep, ".dockerignore": f"{line}\n!{line}x\n"},
                   ("ls", "lint --no-git"), grows=False)


def dockerfiles():
    reading = ("stages", "digest", "lint --no-git")

    def case(name, make, commands=reading, **more):
        yield Case(name, lambda scale: {**TREE, "Dockerfile": make(scale)}, commands, **more)

    yield from case("stages in a row", lambda scale: "FROM a AS s0\n" +
                    lines(10_000 * scale, lambda i: f"FROM s{i} AS s{i + 1}\n"))
    yield from case("stages that copy", lambda scale: "FROM a AS s0\n" +
                    lines(10_000 * scale, lambda i: f"FROM a AS s{i + 1}\nCOPY --from=s{i} / /\n"))
    yield from case("copies of everything", lambda scale: "FROM a\n" + "COPY . /x\n" * 5_000 * scale)
    yield from case("copies in stages in a row", lambda scale: "FROM a AS s0\n" +
                    lines(2_000 * scale, lambda i: f"FROM s{i} AS s{i + 1}\nCOPY . /x\n"))
    yield from case("copies of different names", lambda scale: "FROM a\n" +
                    lines(5_000 * scale, lambda i: f"COPY d{i} /x\n"))
    yield from case("copies with wildcards", lambda scale: "FROM a\n" +
                    lines(5_000 * scale, lambda i: f"COPY *{i}* /x\n"))
    yield from case("copies with exclusions", lambda scale: "FROM a\n" +
                    lines(1_000 * scale, lambda i: f"COPY --exclude=*{i} . /x\n"), megabytes=600)
    yield from case("triggers", lambda scale: "FROM a AS b\n" + "ONBUILD COPY . /\n" * 5_000 * scale + "FROM b\n")
    yield from case("one instruction", lambda scale: "FROM a\nRUN " + "x\\\n" * 2_000_000 * scale, ("stages",))
    yield from case("comments", lambda scale: "FROM a\n" + "# x\n" * 1_000_000 * scale, ("stages",))

    def is_refused(name, content, message, **more):
        return refused(name, {"Dockerfile": content}, ("stages",), message, **more)

    yield is_refused("doubling", "ARG a0=x\n" + lines(100, lambda i: f"ARG a{i + 1}=$a{i}$a{i}\n") + "FROM a\n",
                     "Dockerfile:22: expands to more than 1 MiB")
    yield is_refused("expansions in each other", "FROM a\nENV a=" + "${a:-" * 10_000 + "}" * 10_000 + "\n",
                     "Dockerfile:2: ${...} is nested more than 100 deep")
    yield is_refused("triggers in each other", "FROM a\n" + "ONBUILD \\\n" * 1_000_000 + "RUN x\n",
                     "Dockerfile:2: ONBUILD cannot stand behind ONBUILD")
    yield is_refused("substitutions", "FROM a\nENV a=" + "a" * 60_000 + "\nENV b=${a//" + "*a" * 20_000 + "b/x}\n",
                     "Dockerfile:3: ")
    yield is_refused("instructions", "FROM a\n" + "RUN x\n" * 1_000_000, "expands to more than 64 MiB; split it",
                     megabytes=900)
    yield is_refused("too large", "FROM a\n" + "# x\n" * 4_500_000, "is larger than the Dockerfile can be")


def json():
    commands = ("check --max-growth 5% --baseline a.json", "digest --against a.json", "diff a.json a.json")

    def case(name, content, message, commands=commands, **more):
        return refused(name, {"a.json": content}, commands, message, **more)

    for key in ("schema", "context", "stages", "entries"):
        yield case(f"depth in {key}", f'{{"schema": 1, "{key}": ' + "[" * 1_000_000 + "]" * 1_000_000 + "}",
                   "nested more than 100 deep")
    yield Case("keys", lambda scale: {"a.json": "{" + ", ".join(f'"k{i}": 0' for i in range(100_000 * scale)) + "}"},
               commands, codes=(2,), message="it has no schema")
    yield case("values", '{"a": [' + "0," * 21_000_000 + "0]}", "more than 20000000 values", megabytes=1200)
    yield case("large", " " * (65 << 20), "is larger than the baseline", commands[:1])
    yield case("one long text", '{"' + "a" * 30_000_000 + '",', "line 1 is no JSON", megabytes=600)
    yield case("numbers", '{"schema": 1, "context": {"files": -1, "bytes": 1e300}, "excluded": {"files": -5}}',
               "has to be there", ("check --max-growth 5% --baseline a.json", "diff a.json a.json"))
    context = '"context": {"digest": "", "files": 0, "directories": 0, "links": 0, "specials": 0, "bytes": 0}'

    def shared_entries(scale):
        entry = '{"path": "a", "kind": "fifo", "mode": 0}'
        step = '{"stage": 0, "line": 1, "instruction": "COPY", "text": "", "key": "%d", "entries": [[0, 20000]]}'
        return {"a.json": f'{{"schema": 1, {context}, "entries": [{", ".join([entry] * 20_000)}],'
                          ' "stages": [{"line": 1, "name": "", "base": "a"}],'
                          f' "steps": [{", ".join(step % i for i in range(10_000 * scale))}]}}'}

    yield Case("instructions that take all", shared_entries, ("digest --against a.json",))
    for name, content in (("a cache of nothing", b"tare digests 1\n\0"),
                          ("a cache of too much",
                           b"tare digests 1\n\0" + struct.pack("=QQ", 0x0102030405060708, 2**61) + b"\0" * 80)):
        yield Case(name, lambda scale, file=content: {"cache": file}, ("digest --cache cache",),
                   message="is a damaged cache", grows=False)


def toml():
    def case(name, content, message, **more):
        return refused(name, {".tare.toml": content}, ("check --max-files 9",), message, **more)

    yield case("dotted key", "a" + ".a" * 500_000 + " = 1\n", ".tare.toml:1: the key has more than 8 parts")
    yield case("dotted section", "\n[a" + ".a" * 500_000 + "]\n", ".tare.toml:2: the key has more than 8 parts")
    yield case("quoted parts", "x = '''a''''\ny = {" + "'a'." * 200_000 + "a = 1}\n", ".tare.toml:2: the key has more")
    yield case("lists", "a = " + "[" * 500_000, "nested value depth of 16")
    yield case("long key", "k" * 1_000_000 + " = 1\n", ".tare.toml:1: there is no key 'kkk")
    yield case("many forbidden", "[check]\nforbid = [" + '"a",' * 1000 + '"!b",' * 100_000 + "]\n",
               "more than 1000 patterns are forbidden")
    yield case("large", "#" * 1_100_000, "is larger than a configuration can be")
    many = "[check]\nforbid = [" + '"a*b",' * 500 + '"!b*a",' * 500 + "]\nrequire = [" + '"d1",' * 1000 + "]\n"
    yield Case("as many as there may be", lambda scale: {**TREE, ".tare.toml": many}, ("check --max-files 999",),
               grows=False, megabytes=600)


def tar_header(name, size, kind):
    header = bytearray(512)
    header[: len(name)] = name.encode()
    header[100:108] = b"0000644\0"
    header[108:124] = b"0000000\0" * 2
    header[124:136] = b"%011o\0" % size if size < 8**11 else b"\x80\0\0\0" + struct.pack(">Q", size)
    header[136:148] = b"00000000000\0"
    header[148:156] = b" " * 8
    header[156:157] = kind
    header[257:265] = b"ustar\x0000"
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header)


def tar_entry(name, content, kind=b"0"):
    return tar_header(name, len(content), kind) + content + bytes(-len(content) % 512)


def pax_record(key, value):
    length = len(key) + len(value) + 3
    digits = len(str(length + len(str(length))))
    return f"{length + digits} {key}={value}\n".encode()


def tars():
    (first, end) = tar_entry("ok", b"x"), bytes(1024)

    def case(name, content, message):
        return Case(name, lambda scale: {"a.tar": first + content + end, "empty/.keep": ""}, ("diff empty a.tar",), (3,),
                    message, grows=False, megabytes=100)

    yield case("promises 8 EiB", tar_header("a", 2**63 - 1, b"0"), "damaged or incomplete")
    yield case("a header of 1 GiB", tar_header("h", 1 << 30, b"x"), "damaged or incomplete")
    large = (pax_record("GNU.sparse.major", "1") + pax_record("GNU.sparse.minor", "0") + pax_record("GNU.sparse.name", "s")
             + pax_record("GNU.sparse.realsize", str(2**62)))
    yield case("a hole of exabytes", tar_entry("h", large, b"x") + tar_entry("s", b"1\n0\n0\n".ljust(512, b"\0")),
               "holes of more than 1 TiB")
    for kind in (b"g", b"x", b"L", b"K"):
        yield Case(f"headers of kind {kind.decode()} in a row",
                   lambda scale, k=kind: {"a.tar": first + tar_entry("h", pax_record("comment", "a"), k) * 100_000 + end,
                                          "empty/.keep": ""}, ("diff empty a.tar",), (0, 1, 3), grows=False, megabytes=100)
    yield Case("long names", lambda scale: {
        "a.tar": first + b"".join(tar_entry("h", pax_record("path", f"{i}" + "a" * 900_000), b"x") + tar_entry("a", b"")
                                  for i in range(50 * scale)) + end, "empty/.keep": ""},
        ("diff --summary empty a.tar",), megabytes=200)
    yield Case("one name again and again", lambda scale: {
        "a.tar": first + b"".join(tar_entry(f"n{i}", b"") for i in range(100)) * 500 * scale + end, "empty/.keep": ""},
        ("diff --summary empty a.tar",))


GROUPS = {"rules": rules, "dockerfiles": dockerfiles, "json": json, "toml": toml, "tars": tars}

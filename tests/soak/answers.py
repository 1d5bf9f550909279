"""What tare's JSON says, in the terms of the model, and what it should say."""

import base64
import hashlib
import json

import expected
import tree

TALLY = ("files", "directories", "links", "specials", "bytes")


def text(item, key):
    """A string that may stand base64-encoded."""
    if key + "_b64" in item:
        return base64.b64decode(item[key + "_b64"])
    value = item[key]
    return None if value is None else value.encode()


def tally(item):
    return {key: item[key] for key in TALLY}


def line_of(item):
    rule = item.get("rule")
    return 0 if rule is None else rule["line"]


# -- why ----------------------------------------------------------------------------------------


def explanations(document):
    result = {}
    for item in document["paths"]:
        result[text(item, "path")] = {
            "excluded": item["excluded"],
            "line": line_of(item),
            "matched": text(item, "matched"),
            "never entered": text(item, "never_entered"),
            "sent for the builder": item["sent_for_builder"],
        }
    return result


def explanation(name, verdicts, setting):
    """The first excluded directory that the builder does not look into decides for all below."""
    decided = name
    for above in tree.parents_of(name):
        if verdicts[above].excluded and not verdicts[above].entered[setting.dialect]:
            decided = above
            break
    verdict = verdicts[decided]
    return {
        "excluded": verdict.excluded,
        "line": verdict.line,
        "matched": name[: verdict.reach] if verdict.line else None,
        "never entered": None if decided == name else decided,
        "sent for the builder": verdict.excluded and name in setting.build_files,
    }


# -- digest -------------------------------------------------------------------------------------


def record_parts(node):
    """Kind, mode and content, as a digest and a saved entry have them."""
    content = {"file": "sha256:" + hashlib.sha256(node.content).hexdigest(), "symlink": node.target}
    mode = 0o777 if node.kind == "symlink" else node.mode
    return node.kind, mode, content.get(node.kind)


def digest(nodes, names):
    letters = {"file": b"f", "directory": b"d", "symlink": b"l", "fifo": b"p"}
    records = [b"tare entries 1\n"]
    for name in names:
        node = nodes[name]
        kind, mode, content = record_parts(node)
        if kind == "file":
            content = content.removeprefix("sha256:").encode()
        elif kind == "symlink":
            content = hashlib.sha256(content).hexdigest().encode()
        records.append(b"%s %04o %s %s\0" % (letters[kind], mode, content or b"-", name))
    return "sha256:" + hashlib.sha256(b"".join(records)).hexdigest()


def saved_entries(document):
    result = {}
    for item in document.get("entries", []):
        content = None
        if item["kind"] == "file":
            content = item["content"]
        elif item["kind"] == "symlink":
            content = text(item, "content")
        result[text(item, "path")] = (item["kind"], item["mode"], content)
    return result


def changes(before, after):
    """From one dictionary of record_parts to another."""
    result = {name: "removed" for name in before if name not in after}
    for name, parts in after.items():
        if name not in before:
            result[name] = "added"
        elif before[name] != parts:
            result[name] = "changed"
    return result


# -- diff ---------------------------------------------------------------------------------------


def total(nodes, names):
    """Every name of a hard-linked file counts with its bytes."""
    result = expected.empty_tally()
    for name in names:
        expected.add(result, nodes[name], nodes[name].size)
    return result


def differences(before, after):
    if before.kind != after.kind:
        return ["kind"]
    found = []
    if before.kind != "symlink" and before.mode != after.mode:
        found.append("mode")
    if before.target != after.target:
        found.append("target")
    if before.content != after.content:
        found.append("content")
    return found


def diff(before, after):
    """From one dictionary of nodes to another: (name, change, what differs, whole), in Docker's
    order."""
    result = []
    whole = None
    for name in sorted({*before, *after}, key=tree.order):
        if whole is not None and name.startswith(whole + b"/"):
            continue
        if name in before and name in after:
            found = differences(before[name], after[name])
            if found:
                result.append((name, "changed", found, False))
            continue
        here, there = (before, after) if name in before else (after, before)
        shared = any(other.startswith(name + b"/") for other in there)
        is_whole = here[name].kind == "directory" and not shared
        whole = name if is_whole else None
        result.append((name, "removed" if here is before else "added", [], is_whole))
    return result


def told_diff(document):
    result = []
    for item in document["changes"]:
        name, differs = text(item, "path"), item.get("differs", [])
        result.append((name, item["change"], differs, item["whole"]))
    return result


def parsed(document):
    """JSON, strictly."""
    return json.loads(document.decode("utf-8", "strict"))

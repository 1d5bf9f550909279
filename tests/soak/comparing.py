"""Differences between what should be and what is, in a few lines."""

import hashlib
import itertools


NOTHING = "nothing"


class Difference(Exception):
    pass


def shortened(value):
    """Tuples part by part, since what differs may be the last one; long bytes with a digest."""
    if isinstance(value, tuple):
        return "(" + ", ".join(map(shortened, value)) + ")"
    text = repr(value)
    if len(text) <= 600:
        return text
    if isinstance(value, bytes):
        return f"{text[:80]}... ({len(value)} bytes, SHA-256 {hashlib.sha256(value).hexdigest()})"
    return f"{text[:400]}... ({len(text)} characters)"


def same(what, wanted, got):
    """Both lists or both dictionaries, or anything that can be compared."""
    if wanted == got:
        return
    if isinstance(wanted, dict) and isinstance(got, dict):
        keys = {**wanted, **got}
        pairs = [(key, wanted.get(key, NOTHING), got.get(key, NOTHING)) for key in keys]
    elif isinstance(wanted, list) and isinstance(got, list):
        both = itertools.zip_longest(wanted, got, fillvalue=NOTHING)
        pairs = [(at, one, other) for at, (one, other) in enumerate(both)]
    else:
        pairs = [("", wanted, got)]
    for key, one, other in pairs:
        if one != other:
            raise Difference(f"{what}: at {shortened(key)}{told(one, other)}")
    raise Difference(f"{what}: another order{told(wanted, got)}")


def told(wanted, got):
    return f"\n  wanted {shortened(wanted)}\n  got    {shortened(got)}"


def require(condition, what):
    if not condition:
        raise Difference(what)

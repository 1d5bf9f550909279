"""Differences between what should be and what is, in a few lines."""

import hashlib
import itertools


class Difference(Exception):
    pass


def shortened(value):
    """A tuple part by part, since what differs may be the last one; of long bytes where they can be told apart."""
    if isinstance(value, tuple):
        return "(" + ", ".join(map(shortened, value)) + ")"
    text = repr(value)
    if len(text) <= 600:
        return text
    mark = f", SHA-256 {hashlib.sha256(value).hexdigest()}" if isinstance(value, bytes) else ""
    return f"{text[:80]}... ({len(value) if isinstance(value, bytes) else len(text)} in all{mark})"


def same(what, wanted, got):
    """Both lists or both dictionaries, or anything that can be compared."""
    if wanted == got:
        return
    if isinstance(wanted, dict) and isinstance(got, dict):
        pairs = [(key, wanted.get(key, "nothing"), got.get(key, "nothing")) for key in {**wanted, **got}]
    elif isinstance(wanted, list) and isinstance(got, list):
        pairs = [(at, *both) for at, both in enumerate(itertools.zip_longest(wanted, got, fillvalue="nothing"))]
    else:
        pairs = [("", wanted, got)]
    for key, one, other in pairs:
        if one != other:
            raise Difference(f"{what}: at {key!r}\n  wanted {shortened(one)}\n  got    {shortened(other)}")
    raise Difference(f"{what}: another order\n  wanted {shortened(wanted)}\n  got    {shortened(got)}")


def require(condition, what):
    if not condition:
        raise Difference(what)

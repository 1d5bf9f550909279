"""Differences between what should be and what is, in a few lines."""

import itertools


class Difference(Exception):
    pass


def shortened(value):
    text = repr(value)
    return text if len(text) <= 600 else f"{text[:400]}... ({len(text)} characters)"


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

"""Names and values that people give: the nearest known names for unknown ones; domains in paths."""

import difflib
import hashlib
import re
from collections.abc import Collection, Iterable
from itertools import islice
from typing import Final

SAFE: Final = re.compile(r"[A-Za-z0-9_-]{1,40}")

FIRST: Final = 5
"""How many lines, values or names are shown of many."""

_COMPARED: Final = 2_000


def closest(name: str, known: Iterable[str], count: int = 2) -> list[str]:
    """The known names that look most like this one, the best first."""
    compared = sorted(set(known))[:_COMPARED]
    return difflib.get_close_matches(name, compared, n=count, cutoff=0.0)


def first_few(words: Collection[object]) -> str:
    """The first five words, with dots where there are more."""
    listed = ", ".join(map(str, islice(words, FIRST)))
    return f"{listed}, ..." if len(words) > FIRST else listed


def unknown_name(name: str, known: Iterable[str], what: str, where: str) -> str:
    """The error for an unknown name: what came, the nearest two, all known, where to add it."""
    names = sorted(known)
    near = " or ".join(closest(name, names))
    return (
        f"Got {name!r}, not one of {what}: {', '.join(names)}. Nearest: {near}. Add it to {where}."
    )


def nearest(key: str, value: object, known: Iterable[str]) -> str:
    """The error for a value of `key` that is none of a fixed few: what came, all, the nearest."""
    names = list(known)
    (near,) = closest(str(value), names, 1)
    return f"Got {key}={value!r}; expected one of {', '.join(names)}. Nearest: {key}={near}."


def require_whole(key: str, value: object, *, at_least: int) -> None:
    """ValueError unless the value of `key` is a whole number (and no yes or no), large enough."""
    if type(value) is not int or value < at_least:
        raise ValueError(
            f"Got {key}={value!r}; expected a whole number of at least {at_least}."
            f" Write {key}={at_least} or more."
        )


def domain_stem(domain: str) -> str:
    """The name of a domain in paths and metric keys.

    A name of letters, digits, `_` and `-` (at most 40) stands for itself; any other becomes `d-`
    and the first 8 hex digits of its sha256.
    """
    if SAFE.fullmatch(domain):
        return domain
    return "d-" + hashlib.sha256(domain.encode("utf-8")).hexdigest()[:8]

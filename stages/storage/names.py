"""Names of things: nearest known names for unknown ones, and the stem of a domain in paths."""

import difflib
import hashlib
import re
from collections.abc import Iterable
from typing import Final

SAFE: Final = re.compile(r"[A-Za-z0-9_-]{1,40}")


def unknown_name(name: str, known: Iterable[str], what: str, where: str) -> str:
    """The error for an unknown name: what came, the nearest two, all known, where to add it."""
    names = sorted(known)
    near = " or ".join(difflib.get_close_matches(name, names, n=2, cutoff=0.0))
    return (
        f"Got {name!r}, not one of {what}: {', '.join(names)}. Nearest: {near}. Add it to {where}."
    )


def domain_stem(domain: str) -> str:
    """The name of a domain in paths and metric keys.

    A name of letters, digits, `_` and `-` (at most 40) stands for itself; any other becomes `d-`
    and the first 8 hex digits of its sha256.
    """
    if SAFE.fullmatch(domain):
        return domain
    return "d-" + hashlib.sha256(domain.encode("utf-8")).hexdigest()[:8]

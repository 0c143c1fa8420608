"""Names and values that people give: the nearest known names for unknown ones; domains in paths."""

import difflib
import hashlib
import re
import shlex
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


def nearest(key: str, value: object, known: Iterable[str]) -> str:
    """The error for a value of `key` that is none of a fixed few: what came, all, the nearest."""
    names = list(known)
    (near,) = difflib.get_close_matches(str(value), names, n=1, cutoff=0.0)
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


def trial_command(arm: str, family: str, config: str, raw_arm: str = "tabular") -> str:
    """The command of a shell that trains one trial alone and shows its whole traceback."""
    start = ["baseline", family] if arm == raw_arm else ["train", arm, family]
    return shlex.join(["python", "-m", f"stages.{start[0]}", *start[1:], "--only", config])

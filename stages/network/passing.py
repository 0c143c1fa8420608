"""Failures that pass: which status codes are such, and when the server wants to be asked again."""

from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from math import isfinite
from typing import Final

PASSING: Final = frozenset({408, 425, 429})
"""Status codes below 500 that pass; those from 500 on do, too."""


class PassingError(Exception):
    """A failure that another attempt may mend; `wait`: seconds that the server asked for.

    The message says what happened and fits into a sentence.
    """

    def __init__(self, what: str, wait: float | None = None) -> None:
        """`what` happened, and the `wait` asked for."""
        super().__init__(what)
        self.wait = wait


def passes(status: int) -> bool:
    """Whether an answer with this status code is worth another attempt."""
    return status in PASSING or 500 <= status < 600


def asked_wait(headers: Mapping[str, str]) -> float | None:
    """Seconds of Retry-After, a date in it counted from the server's own clock; None: not said."""
    said = headers.get("Retry-After", "").strip()
    seconds = _number(said)
    if seconds is not None:
        return seconds
    until, now = _date(said), _date(headers.get("Date", ""))
    return max((until - now).total_seconds(), 0.0) if until and now else None


def _number(said: str) -> float | None:
    try:
        seconds = float(said)
    except ValueError:
        return None
    return max(seconds, 0.0) if isfinite(seconds) else None


def _date(said: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(said)
    except (TypeError, ValueError):
        return None
    return found if found.tzinfo else None

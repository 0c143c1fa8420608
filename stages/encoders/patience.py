"""How often and how fast a server is asked."""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

Result = TypeVar("Result")

LOG = logging.getLogger(__name__)


class BusyError(Exception):
    """A request failed in a way that may pass; `wait`: seconds that the server asked for, if any.

    The message says what happened and fits into a sentence.
    """

    def __init__(self, what: str, wait: float | None = None) -> None:
        """`what` happened, and the `wait` asked for."""
        super().__init__(what)
        self.wait = wait


@dataclass(frozen=True)
class Patience:
    """`retries` after failures that may pass, with waits between them.

    The first is `first_wait` seconds, each further one twice the last, or what the server asks for
    where that is more; none is longer than `longest_wait` seconds.
    """

    retries: int
    first_wait: float
    longest_wait: float

    def ask(self, request: Callable[[], Result]) -> Result:
        """The first answer; ConnectionError when all tries failed, or too long a wait is asked."""
        for failures in range(1, self.retries + 2):
            try:
                return request()
            except BusyError as busy:
                self._wait(busy, failures)
        raise AssertionError("the last failure is raised")

    def _wait(self, busy: BusyError, failures: int) -> None:
        if failures > self.retries:
            raise ConnectionError(
                f"Got {busy}, {failures} times; expected vectors. What was finished is kept: run "
                "again when the server is well, or raise `retries`."
            ) from None
        doubled = min(self.first_wait * 2 ** (failures - 1), self.longest_wait)
        wait = max(doubled, busy.wait or 0.0)
        if wait > self.longest_wait:
            raise ConnectionError(
                f"Got {busy}, and the server asks to come again in {wait:,.0f} s; expected at most "
                f"longest_wait={self.longest_wait:g}. What was finished is kept: run again then."
            ) from None
        LOG.warning("%s; try %d of %d in %.1f s", busy, failures + 1, self.retries + 1, wait)
        time.sleep(wait)


@dataclass
class Pace:
    """At most `per_minute` requests a minute, evenly spaced; null: as fast as they come."""

    per_minute: float | None
    _next: float = field(default=0.0, init=False)

    def keep(self) -> None:
        """Wait for the next request's turn."""
        if self.per_minute is not None:
            now = time.monotonic()
            turn = max(now, self._next)
            self._next = turn + 60 / self.per_minute
            time.sleep(turn - now)


def asked_wait(headers: Mapping[str, str]) -> float | None:
    """Seconds in Retry-After (a number, or a date by the server's own clock); None: not said."""
    said = headers.get("Retry-After", "").strip()
    try:
        return (
            max(0.0, float(said)) if said.replace(".", "", 1).isdecimal() else _until(said, headers)
        )
    except (TypeError, ValueError):
        return None


def _until(said: str, headers: Mapping[str, str]) -> float:
    now = headers.get("Date")
    clock = parsedate_to_datetime(now) if now else datetime.now(UTC)
    return max(0.0, (parsedate_to_datetime(said) - clock).total_seconds())

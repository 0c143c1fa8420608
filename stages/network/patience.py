"""How often and how fast a server is asked."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic, sleep
from typing import TypeVar

from stages.network.passing import PassingError

Result = TypeVar("Result")


class SpentError(Exception):
    """All attempts failed, or too long a wait was asked for; the message: what came, how often."""


@dataclass(frozen=True)
class Patience:
    """At most so many `attempts`, with waits between them.

    The first is `first_wait` seconds, each further one twice the last, or what the server asks for
    where that is more; none is longer than `longest_wait` seconds. Waits involve no chance.
    """

    attempts: int
    first_wait: float
    longest_wait: float

    def __post_init__(self) -> None:
        """Refuse numbers without meaning."""
        if self.attempts < 1 or min(self.first_wait, self.longest_wait) < 0:
            raise ValueError(
                f"Got attempts={self.attempts}, first_wait={self.first_wait}, "
                f"longest_wait={self.longest_wait}; expected one or more attempts and waits of 0 "
                "seconds or more. Mend them in conf/."
            )

    def ask(self, request: Callable[[], Result]) -> Result:
        """The first answer; SpentError after the last `PassingError`, or too long a wait."""
        failures = 0
        while True:
            try:
                return request()
            except PassingError as error:
                failures += 1
                wait = self._wait(error, failures)
                print(
                    f"{error}; attempt {failures + 1} of {self.attempts} in {wait:.3g} s",
                    file=sys.stderr,
                )
            sleep(wait)

    def _wait(self, error: PassingError, failures: int) -> float:
        """Seconds until the next attempt."""
        if failures >= self.attempts:
            raise SpentError(f"Got {error}, after {failures} attempts") from error
        doubled = min(self.first_wait * 2.0 ** (failures - 1), self.longest_wait)
        wait = float(max(doubled, error.wait or 0.0))
        if wait > self.longest_wait:
            raise SpentError(
                f"Got {error}, which asks to come again in {wait:,.0f} s; we wait "
                f"{self.longest_wait:,.3g} s at most (longest_wait)"
            ) from error
        return wait


@dataclass
class Pace:
    """At most `per_minute` requests a minute, evenly spaced; null: as fast as they come."""

    per_minute: float | None
    _next: float = field(default=0.0, init=False)

    def keep(self) -> None:
        """Wait for the next request's turn."""
        if self.per_minute is not None:
            now = monotonic()
            turn = max(now, self._next)
            self._next = turn + 60 / self.per_minute
            sleep(turn - now)

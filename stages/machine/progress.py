"""One progress bar per stage on a terminal; elsewhere a line a minute, so that a log shows life."""

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import TracebackType
from typing import Final, Self, TextIO

from tqdm import tqdm

QUIET_SECONDS: Final = 60.0
"""Without a terminal nothing is said for so long, and then again for so long."""

LAYOUT: Final = "{desc}: {percentage:3.0f}%|{bar}| {unit} [{elapsed}<{remaining}]"


@dataclass(frozen=True)
class Task:
    """What a bar shows: a title, what is counted (`unit`), and how long each item takes.

    `costs`: one number above zero per item, in any unit; the remaining time is told by them.
    `sizes`: how many units each item holds; None where it is one.
    """

    title: str
    unit: str
    costs: Sequence[float]
    sizes: Sequence[int] | None = None

    def size(self, item: int) -> int:
        """Units of one item."""
        return 1 if self.sizes is None else self.sizes[item]

    @cached_property
    def total(self) -> int:
        """Units of all items."""
        return sum(self.size(item) for item in range(len(self.costs)))


@dataclass
class Progress:
    """The bar of one task, a context; `advance` as items are done, in any order."""

    task: Task
    stream: TextIO = field(default_factory=lambda: sys.stderr)
    done: int = 0
    cost: float = 0.0

    def __enter__(self) -> Self:
        """Draw the empty bar where the stream is a terminal and there is something to do."""
        self._start = self._told = time.monotonic()
        shown = bool(self.task.costs) and self.stream.isatty()
        self._bar = tqdm(
            total=sum(self.task.costs), desc=self.task.title, bar_format=LAYOUT, file=self.stream,
            disable=not shown, unit=self._counted(), dynamic_ncols=True,
        )  # fmt: skip
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the bar as it stands."""
        self._bar.close()

    def advance(self, item: int) -> None:
        """One more item is done."""
        self.done += self.task.size(item)
        self.cost += self.task.costs[item]
        self._bar.unit = self._counted()
        self._bar.update(self.task.costs[item])
        now = time.monotonic()
        if self._bar.disable and now - self._told >= QUIET_SECONDS:
            self._told = now
            print(self._line(now - self._start), file=self.stream, flush=True)

    def _counted(self) -> str:
        return f"{self.done:,} of {self.task.total:,} {self.task.unit}s"

    def _line(self, passed: float) -> str:
        left = passed * (sum(self.task.costs) / self.cost - 1)
        times = f"{clock(passed)} passed, about {clock(left)} left"
        return f"{self.task.title}: {self._counted()}, {times}"


def clock(seconds: float) -> str:
    """A duration as h:mm:ss or m:ss."""
    return str(tqdm.format_interval(round(seconds)))

"""The two ways to train a grid, by a clock of CPU-seconds: one by one, and by the engine."""

import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from stages.benchmark.rows import BenchRows
from stages.families.contract import BoolArray, Family, FloatArray, Trial
from stages.families.groups import fit_group
from stages.machine.torch_settings import torch_settings

Called = BoolArray | None
"""What a trial calls positive on the test rows, shape (rows,); None where it ended badly."""


@dataclass
class Clock:
    """CPU-seconds of this process inside the blocks that it opens."""

    seconds: float = 0.0

    def __enter__(self) -> Self:
        """Start."""
        self._start = time.process_time()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop, and add what passed."""
        self.seconds += time.process_time() - self._start


@dataclass
class Spent:
    """Time to fit and time to predict."""

    fit: Clock = field(default_factory=Clock)
    predict: Clock = field(default_factory=Clock)

    @property
    def seconds(self) -> float:
        """Both."""
        return self.fit.seconds + self.predict.seconds


@dataclass(frozen=True)
class Course:
    """Where both run: a family, its rows, and how many test rows are predicted at a time."""

    family: Family
    rows: BenchRows
    chunk: int

    def naive(self, trial: Trial, spent: Spent) -> Called:
        """One trial as a loop over configurations trains it."""
        try:
            with _unheard(), spent.fit:
                classifier = self.family.fit(trial, self.rows.x, self.rows.y)
            return self._called(classifier.margin, 1, spent)[0]
        except Exception:
            return None

    def engine(self, group: Sequence[Trial], spent: Spent) -> list[Called]:
        """A group as the pipeline trains it: together, or a trial at a time where that fails."""
        try:
            with _unheard(), spent.fit:
                fitted = fit_group(self.family, group, self.rows.x, self.rows.y)
                troubles = fitted.troubles()
            called = self._called(lambda x: fitted.answers(x).margins, len(group), spent)
        except Exception:
            if len(group) == 1:
                return [None]
            return [self.engine([trial], spent)[0] for trial in group]
        return [
            one if trouble is None or isinstance(trouble, Warning) else None
            for trouble, one in zip(troubles, called, strict=True)
        ]

    def _called(
        self, margins_of: Callable[[FloatArray], FloatArray], trials: int, spent: Spent
    ) -> list[Called]:
        """Positive where the margin is above zero; a margin that is no number ends its trial."""
        positive = np.empty((trials, len(self.rows.test_x)), dtype=np.bool_)
        finite: npt.NDArray[np.bool_] = np.ones(trials, dtype=np.bool_)
        start = 0
        for x in self.rows.chunks(self.chunk):
            with _unheard(), spent.predict:
                margins = np.atleast_2d(np.asarray(margins_of(x), dtype=np.float64))
            finite &= np.isfinite(margins).all(axis=1)
            positive[:, start : start + len(x)] = margins > 0
            start += len(x)
        return [row if sound else None for row, sound in zip(positive, finite, strict=True)]


@contextmanager
def one_thread(matmul: str) -> Iterator[None]:
    """One thread for every library, and torch with this precision of products."""
    with threadpool_limits(1), torch_settings(threads=1, matmul=matmul):
        yield


@contextmanager
def _unheard() -> Iterator[None]:
    """No warning is shown: a record counts what failed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield

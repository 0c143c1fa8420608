"""What a statistic comes to, seed by seed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np

from stages.claims.run import NotToldError, Run
from stages.metrics.intervals import Pair, student_interval


@dataclass(frozen=True)
class Measured:
    """One value per seed, in the order of the seeds; at least one, all finite."""

    by_seed: tuple[float, ...]

    def __post_init__(self) -> None:
        """A statistic that is undefined for a seed can't tell."""
        if not self.by_seed or not np.isfinite(self.by_seed).all():
            raise NotToldError("undefined in this run")

    @property
    def value(self) -> float:
        """The mean over the seeds."""
        return float(np.mean(self.by_seed))

    def interval(self, confidence: float) -> Pair:
        """Student's t interval of the mean over re-trainings; NaN below five seeds."""
        return student_interval(np.array(self.by_seed), confidence)


@runtime_checkable
class Statistic(Protocol):
    """A number that a run can be asked for."""

    @property
    def words(self) -> str:
        """What is measured, in a phrase."""

    def measure(self, run: Run) -> Measured:
        """Its value per seed; NotToldError with the reason where the run can't say."""


def per_seed(run: Run, measure: Callable[[int], float]) -> Measured:
    """One value for every seed of the run."""
    return Measured(tuple(measure(seed) for seed in run.seeds))

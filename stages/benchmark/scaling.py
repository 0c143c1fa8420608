"""How an engine's time grows with rows, dimensions and configurations: exponents of power laws."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

import numpy as np

from stages.benchmark.race import warm_up
from stages.benchmark.timed import Course, Spent
from stages.families.contract import Trial
from stages.families.groups import groups_of
from stages.storage.seeds import generator


class Axis(StrEnum):
    """What grows while the rest stays."""

    ROWS = "rows"
    """Rows to train on, and in proportion those to predict."""
    DIM = "dim"
    """Numbers in a row."""
    CONFIGS = "configs"
    """Configurations of the grid, drawn by chance, the smaller sets within the larger."""


@dataclass(frozen=True)
class ScalingRecord:
    """CPU-seconds of the engine at each size along one axis; time grows as size to the `exponent`.

    The exponent is the least-squares slope of log time over log size; null for one size only.
    """

    family: str
    arm: str
    profile: str
    axis: Axis
    at: Sequence[int]
    engine_s: Sequence[float]
    exponent: float | None

    def tree(self) -> dict[str, object]:
        """As JSON holds it."""
        return asdict(self) | {"engine_s": [float(f"{spent:.6g}") for spent in self.engine_s]}


def exponent(seconds: Mapping[int, float]) -> float | None:
    """The slope of log seconds over log size; None below two sizes or where no time was seen."""
    if len(seconds) < 2 or min(seconds.values()) <= 0:
        return None
    sizes, spent = np.log(list(seconds)), np.log(list(seconds.values()))
    centred = sizes - sizes.mean()
    return float(f"{centred @ spent / (centred @ centred):.3g}")


def engine_seconds(course: Course, trials: Sequence[Trial]) -> float:
    """CPU-seconds of the engine for these trials, fitting and predicting."""
    warm_up(course, trials)
    spent = Spent()
    for group in groups_of(course.family, trials):
        course.engine(group, spent)
    return spent.seconds


def some(trials: Sequence[Trial], count: int) -> list[Trial]:
    """So many trials by chance, in their order; a larger count holds those of a smaller one."""
    draws = generator(0, "bench configurations", len(trials))
    return [trials[place] for place in sorted(draws.permutation(len(trials))[:count])]

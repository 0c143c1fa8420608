"""The planes in which configurations are points: score on the source against score on a target."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt

from stages.metrics.arm_counts import confusion
from stages.metrics.collapse import Collapse, collapse
from stages.metrics.confusion import ConfusionCounts, Counts, Floats, accuracy, macro_f1
from stages.metrics.line_fit import distinct_points, probit


class Points(StrEnum):
    """Which configurations a line is fitted to."""

    ALL = "all"  # every point
    NOT_STRICT = (
        "not_strict"  # without those that predict one class only, on the source or that target
    )
    NOT_NEAR = "not_near"  # without those near-collapsed on the source or that target
    DISTINCT = "distinct"  # one point per place


@dataclass(frozen=True)
class View:
    """A plane with its axes and the score that spans it: counts (...) to scores (...)."""

    plane: str
    axes: str
    score: Callable[[ConfusionCounts], Floats]


def probit_accuracy(counts: ConfusionCounts) -> Floats:
    """Normal quantiles of the accuracies, clipped by half a row."""
    return probit(accuracy(counts), counts.rows.astype(np.float64))


VIEWS: Final = (
    View("acl", "raw", accuracy),
    View("acl", "probit", probit_accuracy),
    View("f1l", "raw", macro_f1),
)


def kept(tables: Counts, target: int, epsilon: float, points: Points) -> npt.NDArray[np.bool_]:
    """Which points a set keeps, by their collapse on the source (place 0) or the target.

    `tables`: (points, domains, 4). `all` and `distinct` keep every one.
    """
    counts = confusion(tables[:, [0, target]])
    strict = (collapse(counts) > Collapse.NONE).any(axis=1)
    near = (collapse(counts, epsilon) > Collapse.NONE).any(axis=1)
    nobody = np.zeros(len(tables), dtype=np.bool_)
    removed = {Points.NOT_STRICT: strict, Points.NOT_NEAR: near}
    return np.asarray(~removed.get(points, nobody), dtype=np.bool_)


def selected(
    x: Floats, y: Floats, keep: npt.NDArray[np.bool_], points: Points
) -> npt.NDArray[np.intp]:
    """Positions of the points of one set: those kept, one per place for `distinct`."""
    return distinct_points(x, y) if points is Points.DISTINCT else np.flatnonzero(keep)

"""Does the line predict? Its error on configurations left out, against that of the mean."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import stdtrit

from stages.metrics.confusion import Floats
from stages.metrics.grid_axes import GridAxis, grid_axes
from stages.metrics.line_fit import FEWEST_POINTS, ROUNDING

Codes = npt.NDArray[np.intp]

BLOCKS: Final = 10
CONFIDENCE: Final = 0.95
CANCELLED: Final = 1e-12  # share of all squares that a difference of sums may be by rounding


@dataclass(frozen=True)
class Axis:
    """One hyper-parameter (or the family): which value each point has.

    `values`: code of the value, left out one at a time; `blocks`: code of the group that the
    interval counts as one observation: the value itself, or, for numbers with more than ten
    values, one of ten blocks of neighbours (neighbouring values give nearly the same model).
    """

    values: Codes
    blocks: Codes

    def only(self, keep: Codes) -> "Axis":
        """The axis at some of the points."""
        return Axis(self.values[keep], self.blocks[keep])


@dataclass(frozen=True)
class Skill:
    """1 - MAE(line)/MAE(mean) on points left out; NaN where undefined.

    `low`, `high`: t-interval (95 %) of the mean error saved per left-out group, over the mean's
    error. Groups of different axes share points: the interval is descriptive, not exact.
    `groups`: how many groups stand behind it.
    """

    value: float
    low: float
    high: float
    groups: int

    @property
    def clear(self) -> bool:
        """Clearly above 0: the value and the lower end are."""
        return self.value > 0 and self.low > 0


UNDEFINED: Final = Skill(math.nan, math.nan, math.nan, 0)


def setting_axes(settings: pd.DataFrame) -> list[Axis]:
    """The hyper-parameters of one family with two values or more, null being a value."""
    return [
        Axis(axis.codes, _ten_blocks(axis) if axis.ordered else axis.codes)
        for axis in grid_axes(settings)
    ]


def label_axis(labels: npt.NDArray[np.object_]) -> list[Axis]:
    """One axis whose values are names, for example families; none where there is one name only."""
    codes, values = pd.factorize(labels, sort=True)
    return [Axis(codes, codes)] if len(values) > 1 else []


def line_skill(x: Floats, y: Floats, axes: Sequence[Axis]) -> Skill:
    """Skill of the line of y on x, leaving out one value of one axis at a time.

    Each point is left out once per axis. Values whose rest has no line (fewer than three points, x
    constant) are skipped; without any other, or where y is constant, the skill is undefined.
    """
    line, mean, gains, errors = 0.0, 0.0, list[float](), list[float]()
    for axis in axes:
        line_error, mean_error, usable = left_out_errors(x, y, axis.values)
        line += float(line_error[usable].sum())
        mean += float(mean_error[usable].sum())
        for block in np.unique(axis.blocks[usable]):
            inside = usable & (axis.blocks == block)
            gains.append(float((mean_error - line_error)[inside].mean()))
            errors.append(float(mean_error[inside].mean()))
    if mean <= ROUNDING * max(1, len(x)):
        return UNDEFINED
    low, high = _t_interval(np.array(gains))
    scale = float(np.mean(errors))
    return Skill(1 - line / mean, low / scale, high / scale, len(gains))


def left_out_errors(
    x: Floats, y: Floats, values: Codes
) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
    """Absolute errors of line and mean at each point, both fitted without the points of its value.

    All fits at once, by subtracting each value's sums from the total. Third: where the rest has a
    line. Shapes (points,).
    """
    x, y = x - x.mean(), y - y.mean()
    rest = _rest_sums(np.stack([np.ones_like(x), x, y, x * x, x * y]), values)
    n = np.maximum(rest[0], 1)
    mean_x, mean_y = rest[1] / n, rest[2] / n
    sxx, sxy = rest[3] - n * mean_x**2, rest[4] - n * mean_x * mean_y
    constant = sxx <= n * ROUNDING**2 + CANCELLED * float(x @ x)
    usable = (rest[0] >= FEWEST_POINTS) & ~constant
    slope = np.divide(sxy, sxx, out=np.zeros_like(sxx), where=usable)
    line_error = np.abs(y - mean_y - slope * (x - mean_x))
    return line_error, np.abs(y - mean_y), usable


def _ten_blocks(axis: GridAxis) -> Codes:
    return axis.codes if axis.size <= BLOCKS else axis.codes * BLOCKS // axis.size


def _rest_sums(columns: Floats, values: Codes) -> Floats:
    inside = np.stack([np.bincount(values, weights=column) for column in columns])
    return np.asarray((columns.sum(axis=1, keepdims=True) - inside)[:, values])


def _t_interval(gains: Floats) -> tuple[float, float]:
    if len(gains) < 2:
        return math.nan, math.nan
    centre, spread = float(gains.mean()), float(gains.std(ddof=1)) / math.sqrt(len(gains))
    reach = float(stdtrit(len(gains) - 1, (1 + CONFIDENCE) / 2)) * spread
    return centre - reach, centre + reach

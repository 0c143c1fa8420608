"""One straight line through points, or the reason why there is none."""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri
from scipy.stats import rankdata

from stages.metrics.confusion import Floats

FEWEST_POINTS: Final = 3
ENOUGH_TO_LOOK: Final = 100  # three distinct points are nearly always among the first
ROUNDING: Final = 1e-9  # two accuracies on a million rows differ by 1e-6 or not at all


class FitState(StrEnum):
    """Whether a line is defined, and if not, why."""

    DEFINED = "defined"
    NOT_FINITE = "not finite"
    TOO_FEW = "too few distinct points"
    CONSTANT_X = "constant x"
    CONSTANT_Y = "constant y"


@dataclass(frozen=True)
class LineFit:
    """A least-squares line of y on x; every figure is NaN unless `state` is `defined`.

    `n`: points; `r`: signed Pearson correlation, `r2` its square; `rmse`: root mean square of the
    residuals over the n points; `spearman`: rank correlation.
    """

    state: FitState
    n: int
    slope: float = math.nan
    intercept: float = math.nan
    r: float = math.nan
    r2: float = math.nan
    rmse: float = math.nan
    spearman: float = math.nan


def fit_line(x: Floats, y: Floats) -> LineFit:
    """Fit y = intercept + slope x; undefined below three distinct points or where one is constant.

    Constant means a range within rounding (1e-9), so that no figure rests on rounding noise.
    Raises ValueError where x and y differ in length.
    """
    if x.shape != y.shape or x.ndim != 1:
        raise ValueError(
            f"Got x of shape {x.shape} and y of shape {y.shape}; expected two equal lengths."
        )
    state = fit_state(x, y)
    if state is not FitState.DEFINED:
        return LineFit(state, len(x))
    dx, dy = x - x.mean(), y - y.mean()
    slope = float(dx @ dy) / float(dx @ dx)
    r = correlation(x, y)
    rest = dy - slope * dx
    return LineFit(
        state=state,
        n=len(x),
        slope=slope,
        intercept=float(y.mean() - slope * x.mean()),
        r=r,
        r2=r * r,
        rmse=math.sqrt(float(rest @ rest) / len(x)),
        spearman=correlation(rankdata(x), rankdata(y)),
    )


def fit_state(x: Floats, y: Floats) -> FitState:
    """Why a line through these points is undefined, or `defined`."""
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        return FitState.NOT_FINITE
    parts = ((x[:ENOUGH_TO_LOOK], y[:ENOUGH_TO_LOOK]), (x, y))
    if all(len(distinct_points(*part)) < FEWEST_POINTS for part in parts):
        return FitState.TOO_FEW
    if np.ptp(x) <= ROUNDING:
        return FitState.CONSTANT_X
    return FitState.CONSTANT_Y if np.ptp(y) <= ROUNDING else FitState.DEFINED


def distinct_points(x: Floats, y: Floats) -> npt.NDArray[np.intp]:
    """Position of the first point at each place, places being equal within rounding; ascending."""
    places = np.round(np.column_stack([x, y]) / ROUNDING)
    _, first = np.unique(places, axis=0, return_index=True)
    return np.sort(first)


def correlation(x: Floats, y: Floats) -> float:
    """Pearson correlation in [-1, 1]; NaN below 3 points or if one is constant or not finite."""
    if len(x) < FEWEST_POINTS or not (np.isfinite(x).all() and np.isfinite(y).all()):
        return math.nan
    if np.ptp(x) <= ROUNDING or np.ptp(y) <= ROUNDING:
        return math.nan
    dx, dy = x - x.mean(), y - y.mean()
    value = float(dx @ dy) / math.sqrt(float(dx @ dx) * float(dy @ dy))
    return min(1.0, max(-1.0, value))


def probit(share: Floats, n: Floats) -> Floats:
    """Normal quantile of shares counted on `n` rows, clipped to [.5/n, 1 - .5/n] to be finite.

    NaN where n is 0.
    """
    half = np.divide(0.5, n, out=np.full_like(n, math.nan), where=n > 0)
    return np.asarray(ndtri(np.clip(share, half, 1 - half)), dtype=np.float64)

"""The exact law of the fake line: what R^2 a stack of collapsed models adds to a cloud."""

import math
from dataclasses import dataclass

import numpy as np

from stages.metrics.confusion import Floats
from stages.metrics.line_fit import ROUNDING


@dataclass(frozen=True)
class Cloud:
    """The non-collapsed points by their moments, and where the collapsed ones stand.

    `n`: points of the cloud; `sxx`, `sxy`, `syy`: their population moments (divided by n); `dx`,
    `dy`: the collapse point minus the cloud's mean.
    """

    n: int
    sxx: float
    sxy: float
    syy: float
    dx: float
    dy: float


def cloud_of(x: Floats, y: Floats, collapse_x: float, collapse_y: float) -> Cloud:
    """Moments of the points (x, y), and the collapse point seen from their mean.

    A coordinate that is constant within rounding has moments of exactly 0.
    """
    dx, dy = _centred(x), _centred(y)
    return Cloud(
        n=len(x),
        sxx=float(np.mean(dx * dx)),
        sxy=float(np.mean(dx * dy)),
        syy=float(np.mean(dy * dy)),
        dx=float(collapse_x - x.mean()),
        dy=float(collapse_y - y.mean()),
    )


def r2_with(cloud: Cloud, collapsed: int) -> float:
    """R^2 of the cloud and `collapsed` models stacked at the collapse point; NaN where undefined.

    With p = k/H the share collapsed:
    (s_xy (1-p) + p(1-p) dx dy)^2 / ((s_xx (1-p) + p(1-p) dx^2) (s_yy (1-p) + p(1-p) dy^2)).
    """
    p = collapsed / (collapsed + cloud.n)
    sxx, syy = cloud.sxx + p * cloud.dx**2, cloud.syy + p * cloud.dy**2
    if p == 1 or sxx <= 0 or syy <= 0:
        return math.nan
    return min(1.0, (cloud.sxy + p * cloud.dx * cloud.dy) ** 2 / (sxx * syy))


def sign_with(cloud: Cloud, collapsed: int) -> int:
    """Sign of the slope of the line through all: -1, 0 or 1 (R^2 hides a falling line)."""
    p = collapsed / (collapsed + cloud.n)
    return int(np.sign(cloud.sxy + p * cloud.dx * cloud.dy))


def spurious_gain(cloud: Cloud, collapsed: int) -> float:
    """R^2 with the collapsed models minus R^2 without; NaN where either is undefined."""
    return r2_with(cloud, collapsed) - r2_with(cloud, 0)


def models_that_fake(cloud: Cloud, r2: float = 0.5) -> int | None:
    """k*: the smallest number of collapsed models that lifts R^2 to `r2`; None where none can.

    0 where the cloud has it already. R^2 >= r2 is a quadratic inequality in p, convex, so one root
    counts; the integer beside it is checked with the law itself.
    """
    if cloud.n == 0 or r2_with(cloud, 0) >= r2:
        return None if cloud.n == 0 else 0
    xy = cloud.dx * cloud.dy
    a = (1 - r2) * xy * xy
    b = 2 * cloud.sxy * xy - r2 * (cloud.sxx * cloud.dy**2 + cloud.syy * cloud.dx**2)
    c = cloud.sxy**2 - r2 * cloud.sxx * cloud.syy
    if a <= 0:
        return None
    share = (-b + math.sqrt(max(0.0, b * b - 4 * a * c))) / (2 * a)
    if not 0 <= share < 1:
        return None
    guess = max(1, math.floor(cloud.n * share / (1 - share)) - 1)
    return next((k for k in range(guess, guess + 4) if r2_with(cloud, k) >= r2), None)


def _centred(values: Floats) -> Floats:
    return np.zeros_like(values) if np.ptp(values) <= ROUNDING else values - values.mean()

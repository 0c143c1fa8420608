"""Limits that all panels share, so that they compare and the diagonal is at 45 degrees."""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from stages.charts.palette import Collapse
from stages.charts.panel import Panel

STEP: Final = 0.05
STRAYS: Final = 0.05


def shared_limits(panels: Sequence[Panel]) -> tuple[float, float]:
    """The multiples of 0.05 just around all points and the better constant predictor of each axis.

    The same pair serves both axes of every panel; it stays within [0, 1]. The worse constant is
    left out of the picture unless a point comes near it: it would push all points into a corner.
    """
    values = [_better_constants(panel) for panel in panels]
    for panel in panels:
        values.append(panel.points[["raw_x", "raw_y", "arm_x", "arm_y"]].to_numpy(float).ravel())
    found = np.concatenate(values)
    return _around(found[np.isfinite(found)])


def close_limits(panels: Sequence[Panel]) -> tuple[float, float]:
    """Likewise around the points that are not collapsed, less the lowest twentieth of scores.

    What lies beyond is cut: these are for looking closely at where most points lie.
    """
    values = [np.empty(0)]
    for panel in panels:
        for side in ("raw", "arm"):
            fine = panel.points[panel.points[f"{side}_state"] == Collapse.NONE.value]
            values.append(fine[[f"{side}_x", f"{side}_y"]].to_numpy(float).ravel())
    found = np.concatenate(values)
    found = found[np.isfinite(found)]
    return _around(found[found >= np.quantile(found, STRAYS)] if found.size else found)


def _around(found: npt.NDArray[np.float64]) -> tuple[float, float]:
    if found.size == 0:
        return 0.0, 1.0
    low = math.floor((found.min() - STEP / 5) / STEP) * STEP
    high = math.ceil((found.max() + STEP / 5) / STEP) * STEP
    return round(max(low, 0.0), 2), round(min(high, 1.0), 2)


def _better_constants(panel: Panel) -> npt.NDArray[np.float64]:
    pairs = np.array([[pair.x, pair.y] for pair in (panel.positive, panel.negative)])
    return np.asarray(np.fmax(pairs[0], pairs[1]), dtype=np.float64)

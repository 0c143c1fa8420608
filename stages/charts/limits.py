"""Limits that all panels share, so that they compare and the diagonal is at 45 degrees."""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from stages.charts.panel import Panel

STEP: Final = 0.05


def shared_limits(panels: Sequence[Panel], *, constants: bool = True) -> tuple[float, float]:
    """The multiples of 0.05 just around all points and the better constant predictor of each axis.

    Without `constants`: around the points alone.

    The same pair serves both axes of every panel; it stays within [0, 1]. The worse constant is
    left out of the picture unless a point comes near it: it would push all points into a corner.
    """
    values = [_better_constants(panel) for panel in panels if constants]
    for panel in panels:
        values.append(panel.points[["raw_x", "raw_y", "arm_x", "arm_y"]].to_numpy(float).ravel())
    found = np.concatenate([np.empty(0), *values])
    found = found[np.isfinite(found)]
    if found.size == 0:
        return 0.0, 1.0
    low = math.floor((found.min() - STEP / 5) / STEP) * STEP
    high = math.ceil((found.max() + STEP / 5) / STEP) * STEP
    return round(max(low, 0.0), 2), round(min(high, 1.0), 2)


def _better_constants(panel: Panel) -> npt.NDArray[np.float64]:
    pairs = np.array([[pair.x, pair.y] for pair in (panel.positive, panel.negative)])
    return np.asarray(np.fmax(pairs[0], pairs[1]), dtype=np.float64)

"""Ridge-penalised linear models along the penalty: a fixed reference for every two decades.

The references stand at odd powers of ten of the strength, whatever the grid: a model's weights
are the same bytes in any grid.
"""

import math
from typing import Final

import numpy as np

from stages.families.contract import BoolArray, Setting
from stages.families.engines.newton import Stop, reference, refine
from stages.families.engines.ridge_objective import RidgeObjective
from stages.families.engines.signed_rows import Doubles, Places

STRETCH: Final = 2
"""Decades of the strength that a reference serves, one on either side."""
TOGETHER: Final = 48
"""Models at a time, so that their margins take little memory."""


def stretch_of(strength: Setting) -> int | None:
    """The stretch of the path that a strength C lies on; None where it is no finite number > 0."""
    if isinstance(strength, bool | str) or strength is None:
        return None
    if not 0 < strength < math.inf:
        return None
    return math.floor(math.log10(strength) / STRETCH)


def stretches_of(strengths: Doubles) -> Places:
    """The stretch of each strength."""
    return np.array([stretch_of(float(strength)) for strength in strengths], dtype=np.intp)


def middle_of(stretch: int) -> float:
    """The strength of a stretch's reference."""
    return float(10.0 ** (STRETCH * (stretch + 0.5)))


def fit_path(
    objective: RidgeObjective, strengths: Doubles, stop: Stop
) -> tuple[Doubles, BoolArray]:
    """Weights, shape (models, width), of strengths C > 0, shape (models,), and who converged.

    The penalty on the mean loss is 1 / (C rows).
    """
    weights = np.empty((len(strengths), objective.rows.width))
    converged = np.empty(len(strengths), dtype=bool)
    stretches = stretches_of(strengths)
    penalties = 1.0 / (strengths * objective.rows.count)
    for stretch in np.unique(stretches):
        penalty = 1.0 / (middle_of(int(stretch)) * objective.rows.count)
        start = reference(objective, penalty, stop.max_iter)
        (places,) = np.nonzero(stretches == stretch)
        for first in range(0, len(places), TOGETHER):
            some = places[first : first + TOGETHER]
            weights[some], converged[some] = refine(objective, start, penalties[some], stop)
    return weights, converged

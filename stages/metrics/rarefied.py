"""Strict collapse at a common number of rows, so that small and large test sets compare."""

import math
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

from stages.metrics.confusion import ConfusionCounts, Floats

NEVER: Final = 1e-12


def chance_of_none(
    rows: npt.NDArray[np.integer], marked: npt.NDArray[np.integer], drawn: int
) -> Floats:
    """C(n - k, m) / C(n, m): chance that m of n rows, drawn without return, hold none of the k.

    In logarithms; a chance below 1e-12 is 0. Raises ValueError where m exceeds n.
    """
    if drawn > np.min(rows, initial=drawn):
        raise ValueError(f"Got {drawn} rows to draw from {int(np.min(rows))}; expected no more.")
    unmarked = rows - marked
    possible = unmarked >= drawn
    usable = np.where(possible, unmarked, drawn)
    logarithm = (
        gammaln(usable + 1.0)
        - gammaln(usable - drawn + 1.0)
        - gammaln(rows + 1.0)
        + gammaln(rows - drawn + 1.0)
    )
    possible &= logarithm > math.log(NEVER)
    chance: Floats = np.where(possible, np.exp(np.minimum(logarithm, 0.0)), 0.0)
    return np.where(marked == 0, 1.0, chance)


def rarefied_collapse(counts: ConfusionCounts, drawn: int) -> Floats:
    """Chance of strict collapse on `drawn` of the test rows: no predicted negative, or no positive.

    1 for a constant predictor; NaN on a test set of one class. Among all rows it is the strict
    indicator itself.
    """
    rows = counts.rows
    one_class = (counts.positives == 0) | (counts.negatives == 0)
    if drawn < 1 or one_class.all():
        return np.full(rows.shape, np.nan)
    to_positive = chance_of_none(rows, counts.predicted_negatives, drawn)
    to_negative = chance_of_none(rows, counts.predicted_positives, drawn)
    return np.where(one_class, np.nan, to_positive + to_negative)

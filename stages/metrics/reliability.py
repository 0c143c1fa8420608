"""How much of the scatter is test noise: split-half reliability and the ceiling it sets to R^2."""

import math

import numpy as np

from stages.metrics.confusion import Floats
from stages.metrics.line_fit import correlation


def split_half(halves: Floats) -> float:
    """Reliability of a score from its values on two halves of the test rows, shape (points, 2).

    Spearman-Brown: 2r / (1 + r) for the correlation r of the halves; 0 where r is negative; NaN
    where it is undefined (fewer than three points, a constant half).
    """
    r = correlation(halves[:, 0], halves[:, 1])
    return math.nan if math.isnan(r) else max(0.0, 2 * r / (1 + r)) if r > 0 else 0.0


def ceiling(x_halves: Floats, y_halves: Floats) -> float:
    """The largest R^2 that noise in x and y leaves to a perfect line: the product of reliabilities.

    In [0, 1]; NaN where either is undefined. Both inputs have shape (points, 2).
    """
    return float(np.prod([split_half(x_halves), split_half(y_halves)]))

"""A monotone curve in a few terms: a share that falls or rises along a line, cut at 0 and 1."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import lsq_linear

Floats = npt.NDArray[np.float64]

SOFT: Final = 1e-3
"""Ridge on the slopes: keeps a term that hardly varies near 0."""
ROUNDS: Final = 50
"""Rounds of fitting; each leaves out what the line before places beyond a bound that it touches."""


@dataclass(frozen=True)
class Ramp:
    """share = min(1, max(0, level + slopes . terms))."""

    level: float
    slopes: tuple[float, ...]

    def at(self, terms: Floats) -> Floats:
        """The share at each row of `terms`, shape (..., terms)."""
        share: Floats = np.clip(self.level + terms @ np.array(self.slopes), 0.0, 1.0)
        return share


def fitted(terms: Floats, shares: Floats, weights: Floats, signs: Sequence[int]) -> Ramp:
    """Weighted least squares of the line, each slope of its sign or 0, then of the cut line.

    `terms`: shape (points, terms); `shares` in [0, 1]; `weights` >= 0. A point whose share is 0 (1)
    counts only while the line stands above 0 (below 1) there, since the cut hides how far beyond it
    is; repeated until the points that count stay the same. Deterministic.
    """
    counted = np.ones(len(shares), dtype=np.bool_)
    ramp = _line(terms, shares, weights, signs)
    for _ in range(ROUNDS):
        line = ramp.level + terms @ np.array(ramp.slopes)
        hidden = ((shares <= 0) & (line < 0)) | ((shares >= 1) & (line > 1))
        if np.array_equal(~hidden, counted):
            break
        counted = ~hidden
        ramp = _line(terms, shares, weights * counted, signs)
    return ramp


def _line(terms: Floats, shares: Floats, weights: Floats, signs: Sequence[int]) -> Ramp:
    total = weights.sum()
    centre = weights @ terms / total
    middle = float(weights @ shares / total)
    root = np.sqrt(weights / total)[:, np.newaxis]
    soft = np.sqrt(SOFT) * np.eye(terms.shape[1])
    rows = np.vstack([root * (terms - centre), soft])
    aims = np.concatenate([root[:, 0] * (shares - middle), np.zeros(len(soft))])
    low = np.array([0.0 if sign > 0 else -np.inf for sign in signs])
    high = np.array([np.inf if sign > 0 else 0.0 for sign in signs])
    slopes = lsq_linear(rows, aims, bounds=(low, high), method="bvls").x
    return Ramp(middle - float(slopes @ centre), tuple(float(slope) for slope in slopes))

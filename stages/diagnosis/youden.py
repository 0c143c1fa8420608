"""How well a classifier tells the classes apart at its cut: Youden's index, and mere chance."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from stages.families.contract import BoolArray, FloatArray

Floats = npt.NDArray[np.float64]

SIGMAS: Final = 3.0
"""How far beyond its standard deviation under pure noise an index counts as more than chance."""


@dataclass(frozen=True)
class Rates:
    """`true`: share of the positives called positive; `false`: of the negatives; rows of each."""

    true: float
    false: float
    positives: int
    negatives: int

    @property
    def youden(self) -> float:
        """TPR - FPR: 0 for a constant or a coin, 1 for a perfect classifier."""
        return self.true - self.false

    @property
    def chance(self) -> float:
        """What noise hardly exceeds: 3 sqrt(q(1-q)(1/P + 1/N)), q = share called positive."""
        rows = self.positives + self.negatives
        called = (self.true * self.positives + self.false * self.negatives) / rows
        return SIGMAS * float(
            np.sqrt(max(called * (1 - called), 0.0) * (1 / self.positives + 1 / self.negatives))
        )

    def near_constant(self, epsilon: float) -> bool:
        """Whether this is a near-collapse: min(s_T, s_F) < epsilon (arXiv 2506.17989, 3.4)."""
        negative = self.true + self.false
        return min(negative, 2 - negative) < epsilon


def rates(labels: BoolArray, called: BoolArray | Floats) -> Rates:
    """The rates of `called`, shape (rows,), which may hold shares of a row; both classes needed."""
    positives = int(labels.sum())
    negatives = len(labels) - positives
    if not positives or not negatives:
        raise ValueError(
            f"Got {positives} positives in {len(labels)} test rows, expected both classes: enlarge "
            "size.id_test or mend the label."
        )
    share = np.asarray(called, dtype=np.float64)
    return Rates(float(share[labels].mean()), float(share[~labels].mean()), positives, negatives)


def rates_at_prior(accuracy: float, prior: float, positives: int, negatives: int) -> Rates:
    """The rates when exactly the share `prior` of the rows is called positive, from the accuracy.

    Called positive are TP + FP = prior n and right are TP + TN = accuracy n: two equations.
    """
    rows = positives + negatives
    true = (prior * rows + accuracy * rows - negatives) / 2
    return Rates(true / positives, (prior * rows - true) / negatives, positives, negatives)


def called_at(margin: FloatArray, prior: float) -> Floats:
    """The share `prior` of the rows called positive, those of highest margin; shape (rows,).

    Rows tied at the cut are called positive with the probability that makes the share exact, so
    that a constant margin has a Youden index of 0.
    """
    wanted = prior * len(margin)
    ordered = np.sort(margin)[::-1]
    cut = ordered[min(len(margin) - 1, max(0, int(np.ceil(wanted)) - 1))]
    above, tied = margin > cut, margin == cut
    share = np.clip((wanted - above.sum()) / tied.sum(), 0.0, 1.0)
    return np.where(above, 1.0, np.where(tied, share, 0.0))

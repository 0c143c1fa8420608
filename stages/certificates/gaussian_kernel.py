"""SVC with Gaussian kernels and their limits, all gammas together: they share distances."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from stages.certificates.contract import Limit
from stages.certificates.hinge_line import HingeLine, hinge_line, line, no_limit
from stages.certificates.kernel_space import GaussianSpace, farthest
from stages.certificates.two_classes import TwoClasses
from stages.families.contract import FloatArray
from stages.families.engines.kernel_rows import BLOCK, Matrix, gaussian_gram, squared_lengths

MODEL: Final = "svc_rbf"
EVERY: Final = slice(None)
MATRIX_ROWS: Final = 6000
"""Training rows up to which kernel matrices are held; for more a coarser bound is proven."""


@dataclass(frozen=True)
class GaussianCertificate:
    """Hinge loss with a free intercept; a line for each gamma, none in a tie of the classes.

    With more than MATRIX_ROWS training rows the vector of each line is 0 and its radius the length
    of the classes' difference: proven still, but coarser, and there is no estimate C*.
    """

    training: TwoClasses
    gammas: Sequence[float]
    lines: Sequence[HingeLine]

    def summary(self, x: FloatArray) -> Matrix:
        """Products with each vector, then farthest distances in each space: (rows, 2 gammas)."""
        moved = self.training.centred.moved(x)
        reach = farthest(self.training, moved)
        far = [distant(reach, gamma) for gamma in self.gammas]
        products = np.zeros((len(moved), len(self.gammas)))
        if any(one.coefficients.any() for one in self.lines):
            for start in range(0, len(moved), BLOCK):
                rows = slice(start, start + BLOCK)
                squares = _squared_distances(self.training, moved[rows])
                for place, (gamma, one) in enumerate(zip(self.gammas, self.lines, strict=True)):
                    products[rows, place] = np.exp(-gamma * squares) @ one.coefficients
        return np.column_stack([products, *far])

    def limits(self, summaries: Matrix) -> list[Limit]:
        """One for each gamma."""
        if not self.lines:
            return [no_limit((MODEL, gamma)) for gamma in self.gammas]
        return [self._limit(place, summaries) for place in range(len(self.gammas))]

    def _limit(self, place: int, summaries: Matrix) -> Limit:
        one, kind = self.lines[place], (MODEL, self.gammas[place])
        limit = one.limit(kind, summaries[:, place], summaries[:, len(self.gammas) + place])
        known = limit.first_order if one.coefficients.any() else None
        return replace(limit, first_order=known, negative=self.training.negative)


def gaussian_certificate(training: TwoClasses, gammas: Sequence[float]) -> GaussianCertificate:
    """Of one training set."""
    if training.tied:
        return GaussianCertificate(training, gammas, ())
    reach = farthest(training, training.centred.rows)
    if training.count > MATRIX_ROWS:
        return GaussianCertificate(training, gammas, _coarse(training, gammas, reach))
    lines = [
        hinge_line(
            GaussianSpace(training, gaussian_gram(training.centred, gamma)),
            training.larger,
            distant(reach, gamma),
        )
        for gamma in gammas
    ]
    return GaussianCertificate(training, gammas, lines)


def distant(reach: Matrix, gamma: float) -> Matrix:
    """Distances in the kernel's space, of distances between rows: at most the root of 2."""
    return np.asarray(np.sqrt(-2.0 * np.expm1(-gamma * reach**2)))


def _coarse(training: TwoClasses, gammas: Sequence[float], reach: Matrix) -> list[HingeLine]:
    """Lines around 0 with the length of the difference at equal weights as their radius."""
    larger = training.larger
    signs = np.where(larger, (~larger).sum() / larger.sum(), -1.0)
    totals = np.zeros(len(gammas))
    for start in range(0, training.count, BLOCK):
        rows, later = slice(start, start + BLOCK), slice(start, None)
        squares = _squared_distances(training, training.centred.rows[rows], later)
        weights = 2.0 * signs[later]
        weights[:BLOCK] /= 2.0
        for place, gamma in enumerate(gammas):
            totals[place] += signs[rows] @ (np.exp(-gamma * squares) @ weights)
    nothing = np.zeros(training.count)
    radii = [math.sqrt(max(0.0, total)) for total in totals]
    return [
        line(nothing, nothing, radius, larger, distant(reach, gamma))
        for gamma, radius in zip(gammas, radii, strict=True)
    ]


def _squared_distances(training: TwoClasses, moved: Matrix, columns: slice = EVERY) -> Matrix:
    """From rows about the mean to training rows, shape (rows, training rows of `columns`)."""
    train = training.centred
    squares = squared_lengths(moved)[:, np.newaxis] + train.squares[columns]
    squares -= 2.0 * (moved @ train.rows[columns].T)
    return np.maximum(squares, 0.0, out=squares)

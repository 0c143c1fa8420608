"""The quadratic problem of a lasso: min w'Hw / 2 - b'w + alpha |w|_1, to rounding.

Coordinate descent finds the support and signs fast but is slow to finish where columns are
correlated; Newton's step on the support finishes at once but can't find it. A few sweeps of the
one and a step of the other, in turn, end exactly after a handful of rounds.
"""

from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve
from sklearn.linear_model import lasso_path

from stages.families.engines.signed_rows import Doubles

SWEEPS: Final = 20
STALLED: Final = 15
"""Rounds without a better gradient or value after which rounding is all that is left."""
PROGRESS: Final = 1e-13
"""Share of the value that makes a value better."""
TINY: Final = float(np.finfo(np.float64).tiny)
JITTERS: Final = (1e-12, 1e-10, 1e-8, 1e-6)
"""Shares added to the diagonal, the first that will do: columns of a category sum to the constant
one, and a matrix that rows have left may be negative by rounding.
"""


@dataclass(frozen=True)
class LassoQuadratic:
    """`hessian` H, shape (width, width), `linear` b, shape (width,), and the penalty `alpha`.

    b'H^+ b must not exceed `bound`, the squared length of the response of the least squares.
    """

    hessian: Doubles
    linear: Doubles
    alpha: float
    bound: float

    def solve(self, start: Doubles, goal: float, rounds: int) -> Doubles:
        """Weights whose `violation` is at most goal, or as small as rounding lets it be.

        After so many rounds it is given up: the weights are then those of the least value so far.
        """
        weights, best, stalled = start.copy(), start, 0
        least, lowest = np.inf, np.inf
        for number in range(rounds):
            left, value = self._state(weights)
            better = left < 0.5 * least or value < lowest - PROGRESS * abs(value)
            stalled = 0 if better else stalled + 1
            lowest = min(value, lowest)
            if left < least:
                best, least = weights, left
            if left <= goal or stalled == STALLED:
                return best
            if number > 0 or not weights.any():
                weights = self._sweep(weights)
            weights = self._step(weights)
        return weights

    def _state(self, weights: Doubles) -> tuple[float, float]:
        """How far the gradient is from an optimum's, and the value."""
        slopes = self.hessian @ weights - self.linear
        smooth = 0.5 * float(weights @ (slopes - self.linear))
        value = smooth + self.alpha * float(np.abs(weights).sum())
        return violation(weights, slopes, self.alpha), value

    def _sweep(self, weights: Doubles) -> Doubles:
        """Coordinate descent; it warns that it did not converge, which it is not meant to."""
        _, found, _ = lasso_path(
            np.zeros((1, len(weights)), order="F"),
            np.array([np.sqrt(self.bound)]),
            alphas=[self.alpha],
            precompute=self.hessian,
            Xy=self.linear,
            coef_init=weights.copy(),
            check_input=False,
            max_iter=SWEEPS,
            tol=0.0,
        )
        return np.ascontiguousarray(found[:, 0])

    def _step(self, weights: Doubles) -> Doubles:
        """Towards the optimum of the support with its signs, as far as the problem falls."""
        (support,) = np.nonzero(weights)
        if not len(support):
            return weights
        hessian = self.hessian[np.ix_(support, support)]
        signed = self.alpha * np.sign(weights[support])
        slopes = self.hessian[support] @ weights - self.linear[support] + signed
        step = _newton(hessian, slopes)
        if step is None:
            return weights
        bend = max(float(step @ (hessian @ step)), TINY)
        length, zero = _longest(weights[support], step, self.alpha, (float(slopes @ step), bend))
        moved = weights.copy()
        moved[support] += length * step
        if zero is not None:
            moved[support[zero]] = 0.0
        return moved


def _newton(hessian: Doubles, slopes: Doubles) -> Doubles | None:
    """Newton's step; None where the matrix is no Hessian, even up to the largest jitter."""
    diagonal = np.diag(hessian)
    scales = np.maximum(diagonal, np.finfo(np.float64).eps * diagonal.max())
    for jitter in JITTERS:
        with suppress(LinAlgError):
            factor = cho_factor(hessian + np.diag(jitter * scales), check_finite=False)
            return -np.asarray(cho_solve(factor, slopes, check_finite=False))
    return None


def violation(weights: Doubles, slopes: Doubles, alpha: float) -> float:
    """Largest distance of -slopes from the subgradients of alpha |weights|_1."""
    inside = np.maximum(np.abs(slopes) - alpha, 0.0)
    outside = np.abs(slopes + alpha * np.sign(weights))
    return float(np.where(weights == 0.0, inside, outside).max())


def _longest(
    weights: Doubles, step: Doubles, alpha: float, curve: tuple[float, float]
) -> tuple[float, int | None]:
    """The exact minimum along a step: its length, and the weight that is 0 there, if one is.

    `curve`: slope and curvature at the start; the slope jumps wherever a weight changes its sign.
    """
    slope, bend = curve
    with np.errstate(divide="ignore", invalid="ignore"):
        crossings = np.where(weights * step < 0.0, -weights / step, np.inf)
    order = np.argsort(crossings, kind="stable")
    jumps = np.cumsum(2.0 * alpha * np.abs(step[order]))
    slopes = slope + np.concatenate([[0.0], jumps])
    at = crossings[order]
    (past,) = np.nonzero(slopes[1:] + bend * at >= 0.0)
    first = int(past[0]) if len(past) else len(at)
    if first < len(at) and slopes[first] + bend * at[first] < 0.0:
        return float(at[first]), int(order[first])
    return -float(slopes[first]) / bend, None

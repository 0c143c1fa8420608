"""Squared hinge with an l1 penalty on every weight: the optimum, along the penalty.

On the rows whose margin is below 1 the loss is that of least squares with response 1. So each
step is a lasso on the Gram matrix of those rows, which changes by the few that come and go. While
they do, a lasso is not worth its last digits: where hardly more rows than columns are left the
matrix is almost singular, its optimum is far away, and other rows are met long before it.
"""

import warnings
from dataclasses import dataclass
from typing import Final

import numpy as np
from sklearn.exceptions import ConvergenceWarning

from stages.families.contract import BoolArray
from stages.families.engines.lasso_quadratic import LassoQuadratic, violation
from stages.families.engines.margin_losses import MarginLoss, SquaredHinge, weighted
from stages.families.engines.newton import Stop
from stages.families.engines.penalty_path import middle_of, stretches_of
from stages.families.engines.signed_rows import Doubles, SignedRows

ROUGH: Final = 1e-2
"""Violation of a reference's optimum, in units of the penalty."""
ROUNDING: Final = 1e-12
"""Violation that can't be told from rounding, in units of a column's root mean square."""
HALVINGS: Final = 30
MOVING: Final = 5
"""Rounds of a lasso while rows come and go."""
SETTLED: Final = 500
"""Rounds of a lasso on the rows of the one before."""
PATIENCE: Final = 3_000
"""Rounds in all after which a model has not converged: columns that are far from 0 and hardly
vary make every round's gain tiny.
"""


@dataclass(frozen=True)
class Hinges:
    """The rows, what they lose, and the roots of their weights, shape (rows,), None for all 1.

    The mean weight must not be above 1.
    """

    rows: SignedRows
    loss: MarginLoss
    roots: Doubles | None

    @classmethod
    def of(cls, rows: SignedRows, weights: Doubles | None) -> "Hinges":
        """Squared hinges times weights."""
        roots = None if weights is None else np.sqrt(weights)
        return cls(rows, weighted(SquaredHinge(), weights), roots)

    def moment(self, chosen: BoolArray) -> Doubles:
        """Sum over chosen rows of weight times row times row."""
        return self.rows.moment(chosen, self.roots)

    def value(self, weights: Doubles, margins: Doubles, alpha: float) -> float:
        """The objective."""
        return float(self.loss.values(margins).mean() + alpha * np.abs(weights).sum())


@dataclass(frozen=True)
class Point:
    """Weights, shape (width,), with the rows that have a loss there and their Hessian."""

    weights: Doubles
    margins: Doubles
    active: BoolArray
    hessian: Doubles


def fit_l1_path(hinges: Hinges, strengths: Doubles, stop: Stop) -> tuple[Doubles, BoolArray]:
    """Weights, shape (models, width), of strengths C > 0, shape (models,), and who converged.

    A model starts from its stretch's reference and knows of no other. `stop.tol`: violation of the
    optimum in units of the penalty 1 / (C rows).
    """
    weights = np.empty((len(strengths), hinges.rows.width))
    converged = np.empty(len(strengths), dtype=bool)
    stretches = stretches_of(strengths)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        for stretch in np.unique(stretches):
            start, _ = _descend(
                hinges, _origin(hinges), middle_of(int(stretch)), Stop(ROUGH, stop.max_iter)
            )
            for place in np.nonzero(stretches == stretch)[0]:
                end, converged[place] = _descend(hinges, start, float(strengths[place]), stop)
                weights[place] = end.weights
    return weights, converged


def _origin(hinges: Hinges) -> Point:
    rows = hinges.rows
    everyone = np.ones(rows.count, dtype=bool)
    hessian = hinges.moment(everyone) * (2.0 / rows.count)
    return Point(np.zeros(rows.width), np.zeros(rows.count), everyone, hessian)


def _descend(hinges: Hinges, point: Point, strength: float, stop: Stop) -> tuple[Point, bool]:
    """From a point to the optimum of another strength; tells whether it got there."""
    alpha = 1.0 / (strength * hinges.rows.count)
    scale = float(np.sqrt(np.diag(point.hessian)).max())
    goal = max(stop.tol * alpha, ROUNDING * scale)
    rounds, left_over = MOVING, PATIENCE
    for _ in range(stop.max_iter):
        slopes, _ = hinges.loss.derivatives(point.margins[np.newaxis])
        slope = hinges.rows.means(slopes)[0]
        left = violation(point.weights, slope, alpha)
        if left <= goal:
            return point, True
        if left_over <= 0:
            break
        left_over -= rounds
        linear = point.hessian @ point.weights - slope
        problem = LassoQuadratic(point.hessian, linear, alpha, bound=2.0)
        enough = max(min(0.1 * left, 0.1 * alpha), 0.01 * goal)
        weights = problem.solve(point.weights, enough, rounds)
        moved = _advance(hinges, point, weights, alpha)
        if moved is None:
            return point, left <= 100 * goal
        settled = np.array_equal(moved.active, point.active)
        rounds = min(2 * rounds, SETTLED) if settled else MOVING
        point = moved
    return point, False


def _advance(hinges: Hinges, point: Point, target: Doubles, alpha: float) -> Point | None:
    """Towards the target, halving the way until the objective falls; None where it never does."""
    step = target - point.weights
    change = hinges.rows.margins(step[np.newaxis])[0]
    before = hinges.value(point.weights, point.margins, alpha)
    slack = 16 * np.finfo(np.float64).eps * before
    length = 1.0
    for _ in range(HALVINGS):
        weights = target if length == 1.0 else point.weights + length * step
        margins = point.margins + length * change
        if hinges.value(weights, margins, alpha) <= before + slack:
            return _point(hinges, point, weights, margins)
        length /= 2.0
    return None


def _point(hinges: Hinges, last: Point, weights: Doubles, margins: Doubles) -> Point:
    active = margins < 1.0
    came, went = active & ~last.active, last.active & ~active
    if came.sum() + went.sum() < active.sum():
        change = hinges.moment(came) - hinges.moment(went)
        hessian = last.hessian + change * (2.0 / hinges.rows.count)
    else:
        hessian = hinges.moment(active) * (2.0 / hinges.rows.count)
    return Point(weights, margins, active, hessian)

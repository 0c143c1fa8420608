"""The shortest vector from the smaller class to the larger one when its rows may weigh unequally.

At small C a support vector machine is a line in C, and this vector is its slope: min |u| over
u = sum of beta_i x_i over the larger class - sum of x_j over the smaller one, 0 <= beta_i <= 1,
sum of beta = rows of the smaller class (docs/certificate.md, section 5).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from stages.families.engines.kernel_rows import Matrix

Products = Callable[[Matrix], Matrix]
"""From weights of the larger class's rows to the products of their sum with each of these rows."""

STEPS: Final = 3000
CHECKED: Final = 25
"""Steps between two looks at how far the optimum may be."""
ENOUGH: Final = 1e-10
"""Squared distance to the optimum at the end, in units of the squared length at equal weights."""
CUTS: Final = 80
"""Steps of Newton's method, or halvings, towards the shift that makes weights sum up."""
ROUNDING: Final = 1e-14
POWERS: Final = 50
"""Steps of the power method for the greatest curvature."""


@dataclass(frozen=True)
class Hull:
    """The vectors u of unequal weights of the larger class.

    `inner`: products among its rows; `fixed`: minus the products of its rows with the sum of the
    smaller class; both with rows about the mean of all. `total`: rows of the smaller class;
    `length`: squared, of u at equal weights.
    """

    inner: Products
    fixed: Matrix
    total: int
    length: float

    def pulls(self, weights: Matrix) -> Matrix:
        """Products of u with the larger class's rows; half of the gradient of u.u."""
        return np.asarray(self.inner(weights) + self.fixed)

    def radius(self, weights: Matrix) -> float:
        """How far the shortest u is at most: the root of u.u - min u.v over all v of the set."""
        pulls = self.pulls(weights)
        least = np.partition(pulls, self.total - 1)[: self.total].sum()
        return math.sqrt(max(0.0, float(weights @ pulls) - float(least)))


@dataclass(frozen=True)
class Shortest:
    """Weights of a vector near the shortest, and an upper bound of its distance from it."""

    weights: Matrix
    radius: float


def shortest(hull: Hull) -> Shortest:
    """By accelerated projected gradients with restarts."""
    here = np.full(len(hull.fixed), hull.total / len(hull.fixed))
    best = Shortest(here, hull.radius(here))
    ahead, momentum, stride = here, 1.0, 1.0 / _steepest(hull)
    for number in range(1, STEPS + 1):
        after = feasible(ahead - stride * hull.pulls(ahead), hull.total)
        if float((ahead - after) @ (after - here)) > 0:
            momentum = 1.0
        grown = (1 + math.sqrt(1 + 4 * momentum**2)) / 2
        ahead = after + (momentum - 1) / grown * (after - here)
        here, momentum = after, grown
        if number % CHECKED == 0:
            best = min(best, Shortest(here, hull.radius(here)), key=lambda one: one.radius)
            if best.radius**2 <= ENOUGH * hull.length:
                break
    return best


def feasible(weights: Matrix, total: int) -> Matrix:
    """The nearest weights of [0, 1] that sum to `total`, at most as many as there are."""
    low, high = float(weights.min()) - 1.0, float(weights.max())
    shift = (float(weights.sum()) - total) / len(weights)
    for _ in range(CUTS):
        moved = weights - shift
        over = float(np.clip(moved, 0.0, 1.0).sum()) - total
        if abs(over) <= ROUNDING * total:
            break
        low, high = (shift, high) if over > 0 else (low, shift)
        inside = int(((moved > 0) & (moved < 1)).sum())
        shift += over / inside if inside else 0.0
        if not low < shift < high:
            shift = (low + high) / 2
    near = np.clip(weights - shift, 0.0, 1.0)
    free = (near > 0) & (near < 1)
    if free.any():
        near[free] += (total - near.sum()) / free.sum()
    return np.asarray(np.clip(near, 0.0, 1.0))


def _steepest(hull: Hull) -> float:
    """The greatest curvature among weights of sum 0, a little too great, by the power method."""
    vector = np.random.default_rng(0).standard_normal(len(hull.fixed))
    value = 0.0
    for _ in range(POWERS):
        vector -= vector.mean()
        length = float(np.linalg.norm(vector))
        if length == 0:
            break
        vector = hull.inner(vector / length)
        vector = vector - vector.mean()
        value = float(np.linalg.norm(vector))
    return 1.1 * value if value > 0 else 1.0

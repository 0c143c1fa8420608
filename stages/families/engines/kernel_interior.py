"""The linear machine by an interior point method: its time does not grow with C or bad scaling.

Libsvm needs hundreds of millions of steps on raw rows with a large C, and its float32 kernel values
then keep it from the optimum; here it is ten to thirty factorisations of a dim x dim matrix.
Predictor and corrector after Mehrotra (1992); the step is solved in the primal variables, as
Ferris and Munson (2002) do for machines with many rows.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from stages.families.contract import BoolArray
from stages.families.engines.kernel_rows import BLOCK, Matrix

STEPS: Final = 100
GAP: Final = 1e-9
"""Mean product of a variable and its multiplier at the end."""
RESIDUAL: Final = 1e-6
SHORT: Final = 0.995
"""Share of the way to the nearest bound."""


Bound = float | Matrix
"""C of all rows, or of each one, shape (rows,)."""


@dataclass(frozen=True)
class Plane:
    """margin = x @ weights + offset; weights of shape (dim,)."""

    weights: Matrix
    offset: float


@dataclass(frozen=True)
class Point:
    """An iterate: dual variables within [0, C], multipliers of both bounds, and the plane."""

    dual: Matrix
    lower: Matrix
    upper: Matrix
    weights: Matrix
    offset: float

    def moved(self, step: "Point", length: float) -> "Point":
        """The point that far along a step."""
        return Point(
            self.dual + length * step.dual,
            self.lower + length * step.lower,
            self.upper + length * step.upper,
            self.weights + length * step.weights,
            self.offset + length * step.offset,
        )


def separate(rows: Matrix, y: BoolArray, strength: Bound) -> Plane | None:
    """The plane of least |w|^2 / 2 + sum C hinge, to about nine digits; None if it is not reached.

    `rows` are best centred: float64 (rows, dim); `strength` is C.
    """
    problem = _Problem(rows, np.where(y, 1.0, -1.0), strength)
    ones = np.ones(len(rows))
    point = Point(ones * (strength / 2), ones, ones, np.zeros(rows.shape[1]), 0.0)
    for _ in range(STEPS):
        if problem.solved(point):
            return Plane(point.weights, point.offset)
        try:
            with np.errstate(all="ignore"):
                point = problem.improved(point)
        except np.linalg.LinAlgError:
            return None
    return None


@dataclass(frozen=True)
class _Problem:
    """Rows, their labels as 1 and -1, and C."""

    rows: Matrix
    sign: Matrix
    strength: Bound

    def solved(self, at: Point) -> bool:
        """Whether gap and residuals are small."""
        scale = 1.0 + float(np.abs(at.weights).max())
        return bool(
            self.gap(at) < GAP
            and np.abs(self.slack(at)).max() < RESIDUAL
            and abs(self.sign @ at.dual) < RESIDUAL * np.max(self.strength)
            and np.abs(self.drift(at)).max() < RESIDUAL * scale
        )

    def gap(self, at: Point) -> float:
        """Mean product of a variable and its multiplier."""
        above = self.strength - at.dual
        return float(at.lower @ at.dual + at.upper @ above) / (2 * len(above))

    def slack(self, at: Point) -> Matrix:
        """What is missing in sign * margin = 1 + lower - upper."""
        margin = self.rows @ at.weights + at.offset
        return np.asarray(1.0 - self.sign * margin + at.lower - at.upper)

    def drift(self, at: Point) -> Matrix:
        """What is missing in weights = sum of dual * sign * row."""
        return np.asarray((self.sign * at.dual) @ self.rows - at.weights)

    def improved(self, at: Point) -> Point:
        """One step: where it would lead undamped tells how far from the bounds to stay."""
        newton = _Newton(self, at)
        above = self.strength - at.dual
        straight = newton.step(-at.lower * at.dual, -at.upper * above)
        gap = self.gap(at)
        reached = self.gap(at.moved(straight, self.longest(at, straight)))
        target = gap * (reached / gap) ** 3
        step = newton.step(
            target - at.lower * at.dual - straight.lower * straight.dual,
            target - at.upper * above + straight.upper * straight.dual,
        )
        return at.moved(step, SHORT * self.longest(at, step))

    def longest(self, at: Point, step: Point) -> float:
        """How far along a step all variables stay above zero, at most 1."""
        pairs = (
            (at.dual, step.dual),
            (self.strength - at.dual, -step.dual),
            (at.lower, step.lower),
            (at.upper, step.upper),
        )
        return min(1.0, *(float(np.where(d < 0, -v / d, np.inf).min()) for v, d in pairs))


class _Newton:
    """The linear system of one point, factorised; solved for two right-hand sides."""

    def __init__(self, problem: _Problem, at: Point) -> None:
        """Factorise I + sum of spread * row row', BLOCK rows at a time."""
        self.problem, self.at = problem, at
        self.above = problem.strength - at.dual
        self.spread = 1.0 / (at.lower / at.dual + at.upper / self.above)
        matrix = np.eye(problem.rows.shape[1])
        for start in range(0, len(problem.rows), BLOCK):
            part = slice(start, start + BLOCK)
            scaled = problem.rows[part] * np.sqrt(self.spread[part])[:, np.newaxis]
            matrix += scaled.T @ scaled
        self.factor = cho_factor(matrix, overwrite_a=True)
        self.mean = self.spread @ problem.rows
        self.solved_mean = cho_solve(self.factor, self.mean)
        self.slack, self.drift = problem.slack(at), problem.drift(at)

    def step(self, lower: Matrix, upper: Matrix) -> Point:
        """The step towards given changes of the products with both multipliers."""
        at, sign, rows = self.at, self.problem.sign, self.problem.rows
        wanted = sign * (self.slack + lower / at.dual - upper / self.above)
        pulled = self.spread * wanted
        balance = pulled.sum() + sign @ at.dual
        solved = cho_solve(self.factor, pulled @ rows + self.drift)
        offset = float(
            (balance - self.mean @ solved) / (self.spread.sum() - self.mean @ self.solved_mean)
        )
        weights = solved - offset * self.solved_mean
        dual = sign * self.spread * (wanted - rows @ weights - offset)
        return Point(
            dual,
            (lower - at.lower * dual) / at.dual,
            (upper + at.upper * dual) / self.above,
            weights,
            offset,
        )

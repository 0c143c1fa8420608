"""Newton's method for many ridge-penalised linear models of the same rows at once.

A reference is solved by exact steps. The models of penalties around it start there; the
reference's Hessian, factorised, turns their Newton equations into a few products with the rows,
and those products are made for all models at once. What a model becomes depends on the reference
and on nothing else, so that the models with which it shares products are of no matter.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from stages.families.contract import BoolArray
from stages.families.engines.newton_equations import Equations
from stages.families.engines.ridge_objective import RidgeObjective, dots
from stages.families.engines.shared_factor import SharedFactor, cholesky, solved
from stages.families.engines.signed_rows import Doubles, Places

ROUGH: Final = 1e-3
"""Squared Newton decrement from which one more step brings a reference near enough."""
TIGHTER: Final = 1e-6
"""A model's squared Newton decrement ends below this times its tolerance."""
ENOUGH: Final = 1e-4
"""Share of the promised decrease that a step must bring."""
HALVINGS: Final = 30


@dataclass(frozen=True)
class Reference:
    """A model near its optimum: weights, shape (width,), and a Hessian of the mean loss there."""

    weights: Doubles
    gram: Doubles


@dataclass(frozen=True)
class Stop:
    """When a descent ends: at gradients below `tol`, or after `max_iter` steps."""

    tol: float
    max_iter: int


@dataclass
class Descent:
    """Models on their way down, weights (models, width) and margins (models, rows) in place."""

    objective: RidgeObjective
    penalties: Doubles
    weights: Doubles
    margins: Doubles

    def run(self, shared: SharedFactor, stop: Stop) -> BoolArray:
        """Newton steps; tells which models have converged, shape (models,).

        Converged: no gradient above the tolerance, and the squared Newton decrement, measured by
        the shared factor, at most `TIGHTER` times it.
        """
        converged = np.zeros(len(self.weights), dtype=bool)
        live = np.arange(len(self.weights))
        for number in range(stop.max_iter + 1):
            slopes, curvatures = self.objective.loss.derivatives(self.margins[live])
            gradients = self.objective.gradients(self.weights[live], slopes, self.penalties[live])
            guesses = shared.solve(gradients, self.penalties[live])
            decrements = dots(gradients, guesses)
            done = (np.abs(gradients).max(axis=1) <= stop.tol) & (decrements <= TIGHTER * stop.tol)
            converged[live[done]] = True
            going = ~done
            live = live[going]
            if not len(live) or number == stop.max_iter:
                break
            equations = Equations(self.objective, shared, self.penalties[live], curvatures[going])
            goals = _goals(decrements[going], TIGHTER * stop.tol)
            steps, changes = equations.steps(gradients[going], goals)
            live = live[self.advance(live, steps, changes, dots(gradients[going], steps))]
        return converged

    def advance(
        self, models: Places, steps: Doubles, changes: Doubles, slopes: Doubles
    ) -> BoolArray:
        """Take each step as far as it pays, halving it; tells which models have moved.

        `changes`: of the margins, with the whole step; `slopes`: of the objective along it.
        """
        penalties = self.penalties[models]
        before = self.objective.values(self.weights[models], self.margins[models], penalties)
        slack = 16 * np.finfo(np.float64).eps * before
        waiting, length = np.arange(len(models)), 1.0
        for _ in range(HALVINGS):
            some = models[waiting]
            weights = self.weights[some] + length * steps[waiting]
            margins = self.margins[some] + length * changes[waiting]
            values = self.objective.values(weights, margins, penalties[waiting])
            promised = ENOUGH * length * slopes[waiting]
            good = values <= before[waiting] + promised + slack[waiting]
            self.weights[some[good]] = weights[good]
            self.margins[some[good]] = margins[good]
            waiting, length = waiting[~good], length / 2
            if not len(waiting):
                break
        moved = np.ones(len(models), dtype=bool)
        moved[waiting] = False
        return moved


def reference(objective: RidgeObjective, penalty: float, max_iter: int) -> Reference:
    """From weights of 0 by exact steps until near the optimum."""
    penalties, rows = np.array([penalty]), objective.rows
    one = Descent(objective, penalties, np.zeros((1, rows.width)), np.zeros((1, rows.count)))
    for _ in range(max_iter):
        slopes, curvatures = objective.loss.derivatives(one.margins)
        gram = rows.gram(curvatures[0])
        gradient = objective.gradients(one.weights, slopes, penalties)
        factor = cholesky(gram, penalty * objective.penalised)
        step = solved(factor, -gradient)
        slope = dots(gradient, step)
        moved = one.advance(np.arange(1), step, rows.margins(step), slope)
        if -slope[0] < ROUGH or not moved[0]:
            break
    return Reference(one.weights[0], gram)


def refine(
    objective: RidgeObjective, start: Reference, penalties: Doubles, stop: Stop
) -> tuple[Doubles, BoolArray]:
    """Weights, shape (models, width), of penalties around the reference's, and who converged."""
    weights = np.repeat(start.weights[np.newaxis], len(penalties), axis=0)
    margins = np.repeat(objective.rows.margins(weights[:1]), len(penalties), axis=0)
    descent = Descent(objective, penalties, weights, margins)
    converged = descent.run(SharedFactor(start.gram, objective.penalised), stop)
    return weights, converged


def _goals(decrements: Doubles, end: float) -> Doubles:
    """Squared residuals at which Newton's equations are solved well enough for the next step."""
    floor = np.minimum(0.01 * end, 1e-4 * decrements)
    return np.maximum(np.minimum(0.01, decrements) * decrements, floor)

"""SVM of profiles quick and paper: linear, with squared hinge."""

import warnings
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.svm import LinearSVC

from stages.families.contract import (
    BoolArray,
    FittedGroup,
    FloatArray,
    Settings,
    Trial,
)
from stages.families.decision_function import DecisionFunction
from stages.families.engines.l1_squared_hinge import Hinges, fit_l1_path
from stages.families.engines.linear_group import LinearGroup
from stages.families.engines.margin_losses import SquaredHinge, weighted
from stages.families.engines.newton import Stop
from stages.families.engines.penalty_path import fit_path, stretch_of
from stages.families.engines.ridge_objective import RidgeObjective
from stages.families.engines.signed_rows import Doubles, SignedRows, signed_rows
from stages.families.grid import Gridded
from stages.families.groups import first_warning, fit_plainly
from stages.families.training import row_weights, scikit_learns

L2_TOLERANCE: Final = 1e-9
"""Largest gradient of the mean loss at what counts as the optimum."""
L1_TOLERANCE: Final = 1e-6
"""The same, in units of the penalty."""


class Penalty(StrEnum):
    """What is added to the loss: it holds for the intercept too, as in liblinear."""

    L1 = "l1"
    """The sum of the weights' sizes."""
    L2 = "l2"
    """Half the sum of their squares."""


@dataclass(frozen=True)
class LinearSupportVectors(Gridded):
    """LinearSVC with squared hinge. Settings: `C` and the `penalty`, l1 or l2.

    Constants: scikit-learn's `dual`, `tol`, `max_iter` and `class_weight`; `shared_from`, for each
    penalty the rows per weight from which trials with near C share their work, None for never.

    Trials that share end at the optimum, to rounding. Under l2 that is where liblinear ends too,
    but for its `tol`. Under l1 liblinear most often stops at `max_iter`, with a warning, up to a
    few percent of predictions away from the optimum and from its own fit under another seed: the
    optimum has neither. Who wants liblinear's own fits writes None for l1. On few rows
    sharing does not pay: under l1 almost every row can be met exactly once C is large, and the
    optimum is a corner that takes many steps to find; under l2 the cube of the width outweighs
    liblinear's passes. In the dual each trial is fitted plainly.
    """

    settings = ("C", "penalty")

    dual: bool
    tol: float
    max_iter: int
    shared_from: Mapping[str, float | None]
    class_weight: str

    def fit(self, trial: Trial, x: FloatArray, y: BoolArray) -> DecisionFunction:
        """Fit in float64; a warning that it did not converge is left to the caller."""
        model = LinearSVC(
            C=trial.number("C"),
            penalty=trial.word("penalty"),
            dual=self.dual,
            tol=self.tol,
            max_iter=self.max_iter,
            class_weight=scikit_learns(self.class_weight, y),
            random_state=trial.seed,
        )
        return DecisionFunction(model.fit(x.astype(np.float64), y))

    def seeded(self, settings: Settings) -> bool:
        """Liblinear shuffles under l1 and in the dual; the primal with l2 draws nothing.

        Under l1 the seed changes plain fits, not the optimum.
        """
        return self.dual or settings["penalty"] != "l2"

    def groups(self, trials: Sequence[Trial]) -> list[list[Trial]]:
        """Trials of one penalty with C within the same two decades, in the primal."""
        found: dict[object, list[Trial]] = {}
        for trial in trials:
            found.setdefault(self._way(trial) or trial.config, []).append(trial)
        return list(found.values())

    def fit_group(self, trials: Sequence[Trial], x: FloatArray, y: BoolArray) -> FittedGroup:
        """Along the penalty, or plainly where a trial can't be on that way.

        A trial's weights come from fixed references: the others of its group change no byte.
        """
        if any(self._way(trial) is None for trial in trials):
            (trial,) = trials
            return fit_plainly(self, trial, x, y)
        problem = Problem(signed_rows(x, y), row_weights(y, self.class_weight))
        count, width = problem.rows.count, problem.rows.width
        few = {one for one in Penalty if count < (self._least(one) or 0.0) * width}
        asked = [_model(trial, few) for trial in trials]
        firsts = dict(zip(reversed(asked), reversed(trials), strict=True))
        fits: dict[Model, Fit] = {}
        for penalty in Penalty:
            models = [model for model in firsts if model.penalty is penalty]
            if penalty in few:
                fits |= {model: self._plain(firsts[model], x, y) for model in models}
            else:
                fits |= self._shared(penalty, models, problem)
        places = [[*fits].index(model) for model in asked]
        weights, troubles = zip(*fits.values(), strict=True)
        return LinearGroup(np.stack(weights), places, troubles)

    def _shared(self, penalty: Penalty, models: Sequence["Model"], problem: "Problem") -> "Fits":
        strengths = np.array([model.strength for model in models])
        weights, converged = PATHS[penalty](problem, strengths, self.max_iter)
        text = "Liblinear failed to converge, increase the number of iterations."
        troubles = [None if good else ConvergenceWarning(text) for good in converged]
        return dict(zip(models, zip(weights, troubles, strict=True), strict=True))

    def _plain(self, trial: Trial, x: FloatArray, y: BoolArray) -> "Fit":
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            model = self.fit(trial, x, y).model
        return np.append(model.coef_[0], model.intercept_[0]), first_warning(caught)

    def _way(self, trial: Trial) -> tuple[Penalty, int] | None:
        penalty, stretch = trial.settings["penalty"], stretch_of(trial.settings["C"])
        if self.dual or stretch is None or penalty not in list(Penalty):
            return None
        penalty = Penalty(str(penalty))
        return None if self._least(penalty) is None else (penalty, stretch)

    def _least(self, penalty: Penalty) -> float | None:
        return self.shared_from[penalty.value]


class Problem(NamedTuple):
    """Training rows, and weights of their losses, shape (rows,), None for all 1."""

    rows: SignedRows
    weights: Doubles | None


class Model(NamedTuple):
    """What trials of the same weights share; the seed is None where it changes nothing."""

    penalty: Penalty
    strength: float
    seed: int | None


Fit = tuple[Doubles, Warning | None]
"""Weights, shape (width,), and what was warned of."""
Fits = dict[Model, Fit]


def _model(trial: Trial, plain: Set[Penalty]) -> Model:
    penalty = Penalty(trial.word("penalty"))
    seed = trial.seed if penalty in plain and penalty is Penalty.L1 else None
    return Model(penalty, trial.number("C"), seed)


def l1_path(problem: Problem, strengths: Doubles, max_iter: int) -> tuple[Doubles, BoolArray]:
    """Weights, shape (models, width), and which have converged."""
    return fit_l1_path(Hinges.of(*problem), strengths, Stop(L1_TOLERANCE, max_iter))


def l2_path(problem: Problem, strengths: Doubles, max_iter: int) -> tuple[Doubles, BoolArray]:
    """Weights, shape (models, width), and which have converged."""
    loss = weighted(SquaredHinge(), problem.weights)
    objective = RidgeObjective(problem.rows, loss, np.ones(problem.rows.width))
    return fit_path(objective, strengths, Stop(L2_TOLERANCE, max_iter))


PATHS: Final = {Penalty.L1: l1_path, Penalty.L2: l2_path}

"""LR: L2-penalised logistic regression, converged in float64."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from stages.families.contract import (
    BoolArray,
    Classifier,
    FittedGroup,
    FloatArray,
    Settings,
    Trial,
)
from stages.families.decision_function import DecisionFunction
from stages.families.engines.linear_group import LinearGroup
from stages.families.engines.margin_losses import Logistic, weighted
from stages.families.engines.newton import Stop
from stages.families.engines.penalty_path import fit_path, stretch_of
from stages.families.engines.ridge_objective import RidgeObjective
from stages.families.engines.signed_rows import signed_rows
from stages.families.grid import Gridded
from stages.families.groups import fit_plainly
from stages.families.training import row_weights, scikit_learns

EXACT: Final = "newton-cholesky"
"""The solver whose optimum the engine computes."""
STOCHASTIC: Final = frozenset({"liblinear", "sag", "saga"})


class Penalty(StrEnum):
    """How the values named C are read.

    arXiv 2506.17989 calls them "L2 penalty"; the code it inherits from passes them as C.
    """

    C = "C"
    """The inverse strength of scikit-learn: small values shrink hard."""
    LAMBDA = "lambda"
    """The strength itself: C = 1 / value."""


@dataclass(frozen=True)
class RegularisedLogit(Gridded):
    """Setting: the penalty `C`, read as `penalty_is` says.

    Constants: scikit-learn's `solver`, `tol`, `max_iter` and `class_weight`. Under newton-cholesky
    trials whose penalties are near share their work and end at the same optimum, with the library's
    warning only where the shared way did not reach it; any other solver fits each trial by itself.
    """

    settings = ("C",)

    penalty_is: str
    solver: str
    tol: float
    max_iter: int
    class_weight: str

    def seeded(self, settings: Settings) -> bool:
        """Only scikit-learn's stochastic solvers draw numbers."""
        return self.solver in STOCHASTIC

    def fit(self, trial: Trial, x: FloatArray, y: BoolArray) -> Classifier:
        """Fit in float64; a warning that it did not converge is left to the caller."""
        model = LogisticRegression(
            C=self._strength(trial),
            solver=self.solver,
            tol=self.tol,
            max_iter=self.max_iter,
            class_weight=scikit_learns(self.class_weight, y),
            random_state=trial.seed,
        )
        return DecisionFunction(model.fit(x.astype(np.float64), y))

    def groups(self, trials: Sequence[Trial]) -> list[list[Trial]]:
        """Trials with penalties within the same two decades, under newton-cholesky."""
        found: dict[object, list[Trial]] = {}
        for trial in trials:
            stretch = self._stretch(trial)
            found.setdefault(trial.config if stretch is None else stretch, []).append(trial)
        return list(found.values())

    def fit_group(self, trials: Sequence[Trial], x: FloatArray, y: BoolArray) -> FittedGroup:
        """Along the penalty, or plainly where a trial can't be on that way.

        A trial's weights come from fixed references: the others of its group change no byte.
        """
        if any(self._stretch(trial) is None for trial in trials):
            (trial,) = trials
            return fit_plainly(self, trial, x, y)
        each = np.array([self._strength(trial) for trial in trials])
        strengths, places = np.unique(each, return_inverse=True)
        rows = signed_rows(x, y)
        penalised = np.ones(rows.width)
        penalised[-1] = 0.0
        loss = weighted(Logistic(), row_weights(y, self.class_weight))
        objective = RidgeObjective(rows, loss, penalised)
        weights, converged = fit_path(objective, strengths, Stop(self.tol, self.max_iter))
        text = f"Newton solver did not converge after {self.max_iter} iterations."
        warnings = [None if good else ConvergenceWarning(text) for good in converged]
        return LinearGroup(weights, places.tolist(), warnings)

    def _stretch(self, trial: Trial) -> int | None:
        value = trial.settings["C"]
        stretch = stretch_of(value) if self.solver == EXACT else None
        return None if stretch is None else stretch_of(self._strength(trial))

    def _strength(self, trial: Trial) -> float:
        value = trial.number("C")
        return 1.0 / value if Penalty(self.penalty_is) is Penalty.LAMBDA else value

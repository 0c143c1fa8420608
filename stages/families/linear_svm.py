"""SVM of profiles quick and paper: linear, with squared hinge."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.svm import LinearSVC

from stages.families.contract import (
    BoolArray,
    Classifier,
    FittedGroup,
    FloatArray,
    Settings,
    Trial,
)
from stages.families.decision_function import DecisionFunction
from stages.families.engines.l1_squared_hinge import fit_l1_path
from stages.families.engines.linear_group import LinearGroup
from stages.families.engines.margin_losses import SquaredHinge
from stages.families.engines.newton import Stop
from stages.families.engines.penalty_path import fit_path, stretch_of
from stages.families.engines.ridge_objective import RidgeObjective
from stages.families.engines.signed_rows import Doubles, SignedRows, signed_rows
from stages.families.grid import Gridded
from stages.families.groups import fit_plainly

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

    Constants: scikit-learn's `dual`, `tol` and `max_iter`.

    In the primal (dual: false) trials with near C share their work and end at the optimum, to
    rounding. There a trial departs from the plain fit: liblinear stops at `tol`, and under l1 most
    often at `max_iter`, with a warning, up to a few percent of predictions away from the optimum
    and from its own fit under another seed. The optimum has neither warning nor seed. The dual
    fits each trial by itself.
    """

    settings = ("C", "penalty")

    dual: bool
    tol: float
    max_iter: int

    def fit(self, trial: Trial, x: FloatArray, y: BoolArray) -> Classifier:
        """Fit in float64; a warning that it did not converge is left to the caller."""
        model = LinearSVC(
            C=trial.number("C"),
            penalty=trial.word("penalty"),
            dual=self.dual,
            tol=self.tol,
            max_iter=self.max_iter,
            random_state=trial.seed,
        )
        return DecisionFunction(model.fit(x.astype(np.float64), y))

    def seeded(self, settings: Settings) -> bool:
        """Liblinear shuffles under l1 and in the dual; the primal with l2 draws nothing.

        Under l1 it is the plain fit alone that the seed changes.
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
        rows = signed_rows(x, y)
        asked = [(Penalty(trial.word("penalty")), trial.number("C")) for trial in trials]
        models = sorted(set(asked))
        weights = np.empty((len(models), rows.width))
        converged = np.empty(len(models), dtype=bool)
        for penalty in Penalty:
            places = [place for place, model in enumerate(models) if model[0] is penalty]
            strengths = np.array([models[place][1] for place in places])
            ended = PATHS[penalty](rows, strengths, self.max_iter)
            weights[places], converged[places] = ended
        text = "Liblinear failed to converge, increase the number of iterations."
        warnings = [None if good else ConvergenceWarning(text) for good in converged]
        return LinearGroup(weights, [models.index(model) for model in asked], warnings)

    def _way(self, trial: Trial) -> tuple[Penalty, int] | None:
        penalty, stretch = trial.settings["penalty"], stretch_of(trial.settings["C"])
        if self.dual or stretch is None or penalty not in list(Penalty):
            return None
        return Penalty(str(penalty)), stretch


def l1_path(rows: SignedRows, strengths: Doubles, max_iter: int) -> tuple[Doubles, BoolArray]:
    """Weights, shape (models, width), and which have converged."""
    return fit_l1_path(rows, strengths, Stop(L1_TOLERANCE, max_iter))


def l2_path(rows: SignedRows, strengths: Doubles, max_iter: int) -> tuple[Doubles, BoolArray]:
    """Weights, shape (models, width), and which have converged."""
    objective = RidgeObjective(rows, SquaredHinge(), np.ones(rows.width))
    return fit_path(objective, strengths, Stop(L2_TOLERANCE, max_iter))


PATHS: Final = {Penalty.L1: l1_path, Penalty.L2: l2_path}

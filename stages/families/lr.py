"""LR: L2-penalised logistic regression, converged in float64."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from sklearn.linear_model import LogisticRegression

from stages.families.contract import BoolArray, Classifier, FloatArray, Settings, Trial
from stages.families.decision_function import DecisionFunction
from stages.families.grid import Gridded

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

    Constants: scikit-learn's `solver`, `tol` and `max_iter`.
    """

    settings = ("C",)

    penalty_is: str
    solver: str
    tol: float
    max_iter: int

    def seeded(self, settings: Settings) -> bool:
        """Only scikit-learn's stochastic solvers draw numbers."""
        return self.solver in STOCHASTIC

    def fit(self, trial: Trial, x: FloatArray, y: BoolArray) -> Classifier:
        """Fit in float64; a warning that it did not converge is left to the caller."""
        value = trial.number("C")
        model = LogisticRegression(
            C=1.0 / value if Penalty(self.penalty_is) is Penalty.LAMBDA else value,
            solver=self.solver,
            tol=self.tol,
            max_iter=self.max_iter,
            random_state=trial.seed,
        )
        return DecisionFunction(model.fit(x.astype(np.float64), y))

"""SVM of profiles quick and paper: linear, with squared hinge."""

from dataclasses import dataclass

import numpy as np
from sklearn.svm import LinearSVC

from stages.families.contract import BoolArray, Classifier, FloatArray, Settings, Trial
from stages.families.decision_function import DecisionFunction
from stages.families.grid import Gridded


@dataclass(frozen=True)
class LinearSupportVectors(Gridded):
    """LinearSVC with squared hinge. Settings: `C` and the `penalty`, l1 or l2.

    Constants: scikit-learn's `dual`, `tol` and `max_iter`.
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
        """Liblinear shuffles under l1 and in the dual; the primal with l2 draws nothing."""
        return self.dual or settings["penalty"] != "l2"

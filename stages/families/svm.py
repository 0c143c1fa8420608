"""SVM of profile table6: with kernels (`linear_svm` holds that of the others)."""

from dataclasses import dataclass

import numpy as np
from sklearn.svm import SVC

from stages.families.contract import BoolArray, Classifier, FloatArray, Settings, Trial
from stages.families.decision_function import DecisionFunction
from stages.families.grid import Gridded, without


@dataclass(frozen=True)
class KernelSupportVectors(Gridded):
    """SVC. Settings: `C`, `kernel` and its `gamma` (a number, scale or auto; linear ignores it).

    Constants: scikit-learn's `tol`, `max_iter` (-1: no limit) and kernel cache in MB.
    """

    settings = ("C", "kernel", "gamma")

    tol: float
    max_iter: int
    cache_size: int

    def fit(self, trial: Trial, x: FloatArray, y: BoolArray) -> Classifier:
        """Fit in float64 with libsvm."""
        gamma = trial.settings["gamma"]
        model = SVC(
            C=trial.number("C"),
            kernel=trial.word("kernel"),
            gamma=gamma if isinstance(gamma, str) else trial.number("gamma"),
            tol=self.tol,
            max_iter=self.max_iter,
            cache_size=self.cache_size,
            random_state=trial.seed,
        )
        return DecisionFunction(model.fit(x.astype(np.float64), y))

    def seeded(self, settings: Settings) -> bool:
        """Libsvm draws numbers for probabilities only, which are not asked for."""
        return False

    def run(self, settings: Settings) -> Settings:
        """All settings, but no gamma where the kernel is linear."""
        return without(settings, "gamma") if settings["kernel"] == "linear" else settings

"""SVM of profile table6: with kernels (`linear_svm` holds that of the others)."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.svm import SVC

from stages.families.contract import (
    BoolArray,
    Classifier,
    FittedGroup,
    FloatArray,
    Setting,
    Settings,
    Trial,
)
from stages.families.decision_function import DecisionFunction
from stages.families.engines.kernel_dual import Rules
from stages.families.engines.kernel_fit import GAUSSIAN, LINEAR, Workshop
from stages.families.engines.sharing import grouped_by
from stages.families.grid import Gridded, without
from stages.families.training import scikit_learns


@dataclass(frozen=True)
class KernelSupportVectors(Gridded):
    """SVC. Settings: `C`, `kernel` and its `gamma` (a number, scale or auto; linear ignores it).

    Constants: scikit-learn's `tol`, `max_iter` (-1: no limit), kernel cache in MB and
    `class_weight` (C times the weight bounds a row's dual variable). The engine's:
    how many `gammas` are trained together, sharing distances in prediction; the largest kernel
    matrix in MB, `gram_mb`, beyond which libsvm computes rows of it itself; and libsvm's `patience`
    with a linear kernel, in steps per row, after which an interior point method takes over.
    """

    settings = ("C", "kernel", "gamma")

    tol: float
    max_iter: int
    cache_size: int
    gammas: int
    gram_mb: int
    patience: int
    class_weight: str

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
            class_weight=scikit_learns(self.class_weight, y),
            random_state=trial.seed,
        )
        return DecisionFunction(model.fit(x.astype(np.float64), y))

    def seeded(self, settings: Settings) -> bool:
        """Libsvm draws numbers for probabilities only, which are not asked for."""
        return False

    def run(self, settings: Settings) -> Settings:
        """All settings, but no gamma where the kernel is linear."""
        return without(settings, "gamma") if settings["kernel"] == LINEAR else settings

    def groups(self, trials: Sequence[Trial]) -> list[list[Trial]]:
        """All linear machines, `gammas` gammas at a time of the Gaussian ones, others alone."""
        gammas = {trial.settings["gamma"]: None for trial in trials if _kernel(trial) == GAUSSIAN}
        packs = {gamma: place // self.gammas for place, gamma in enumerate(gammas)}

        def key(trial: Trial) -> Hashable:
            kernel = _kernel(trial)
            if kernel == GAUSSIAN:
                return kernel, packs[trial.settings["gamma"]]
            return kernel if kernel == LINEAR else trial.config

        return grouped_by(trials, key)

    def fit_group(self, trials: Sequence[Trial], x: FloatArray, y: BoolArray) -> FittedGroup:
        """Libsvm on kernel matrices shared by every C: answers as of `fit`, up to ties.

        Margins agree to libsvm's own tolerance; where a linear kernel outlasts its patience, with
        the exact solution.
        """
        weights = scikit_learns(self.class_weight, y)
        rules = Rules(
            self.tol, self.max_iter, self.cache_size, self.gram_mb, self.patience, weights
        )
        return Workshop(self, rules, x, y).fit(trials)


def _kernel(trial: Trial) -> Setting:
    return trial.settings["kernel"]

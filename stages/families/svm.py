"""SVM: linear with squared hinge (profile paper) or with kernels (profile table6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.svm import SVC, LinearSVC

from stages.families.contract import BoolArray, Classifier, FloatArray, Settings, Trial
from stages.families.decision_function import DecisionFunction
from stages.families.grid import Options, Sample, Space, without

LINEAR_SETTINGS = ("C", "penalty")
KERNEL_SETTINGS = ("C", "kernel", "gamma")


@dataclass(frozen=True)
class LinearSupportVectors:
    """LinearSVC with squared hinge. Settings: `C` and the `penalty`, l1 or l2.

    Constants: scikit-learn's `dual`, `tol` and `max_iter`.
    """

    grid: Options
    sample: Sample | None
    extras: Mapping[str, Settings]
    dual: bool
    tol: float
    max_iter: int

    def plan(self, seeds: Sequence[int]) -> list[Trial]:
        """Every configuration once per seed, then the named extras."""
        return Space(self.grid, self.sample, self.extras).trials(seeds, LINEAR_SETTINGS, without())

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


@dataclass(frozen=True)
class KernelSupportVectors:
    """SVC. Settings: `C`, `kernel` and its `gamma` (a number, scale or auto; linear ignores it).

    Constants: scikit-learn's `tol`, `max_iter` (-1: no limit) and kernel cache in MB.
    """

    grid: Options
    sample: Sample | None
    extras: Mapping[str, Settings]
    tol: float
    max_iter: int
    cache_size: int

    def plan(self, seeds: Sequence[int]) -> list[Trial]:
        """Every configuration once per seed, then the named extras."""
        return Space(self.grid, self.sample, self.extras).trials(seeds, KERNEL_SETTINGS, kernel_run)

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


def kernel_run(settings: Settings) -> Settings:
    """The settings that a fit depends on: a linear kernel has no gamma."""
    return without("gamma")(settings) if settings["kernel"] == "linear" else settings

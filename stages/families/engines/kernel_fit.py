"""Train kernel machines that share kernel matrices, each distinct run once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from sklearn.svm import SVC

from stages.families.contract import BoolArray, Family, FloatArray, Trial
from stages.families.engines.kernel_dual import Kernel, Rules, solve
from stages.families.engines.kernel_gamma import gamma_of
from stages.families.engines.kernel_group import KernelGroup, Machines
from stages.families.engines.kernel_plane import fit_plane
from stages.families.engines.kernel_rows import (
    Matrix,
    TrainingRows,
    gaussian_gram,
    linear_gram,
    training_rows,
)
from stages.families.groups import fit_plainly

LINEAR: Final = "linear"
GAUSSIAN: Final = "rbf"


@dataclass(frozen=True)
class Workshop:
    """The family, for fits that share nothing, and its training set as in `Family.fit`."""

    family: Family
    rules: Rules
    x: FloatArray
    y: BoolArray

    def fit(self, trials: Sequence[Trial]) -> KernelGroup:
        """Train the runs of these trials; what fails is the trouble of its own run."""
        runs = {trial.run: trial for trial in trials}
        train, machines = training_rows(self.x), Machines()
        plain = dict(runs)
        if np.isfinite(self.x).all():
            linear = {run: one for run, one in runs.items() if one.settings["kernel"] == LINEAR}
            gammas = self._gammas(runs)
            self._fit_planes(train, linear, machines)
            for gamma, some in gammas.items():
                self._fit_gaussians(train, gamma, some, machines)
            plain = {run: runs[run] for run in runs if run not in machines.troubles}
        for run, trial in plain.items():
            with machines.noting(run):
                machines.plain[run] = single = fit_plainly(self.family, trial, self.x, self.y)
                machines.troubles[run] = single.warning
        return KernelGroup([trial.run for trial in trials], train, machines)

    def _gammas(self, runs: Mapping[str, Trial]) -> dict[float, dict[str, Trial]]:
        """Runs with a Gaussian kernel by the number that gamma stands for, if it is one."""
        result: dict[float, dict[str, Trial]] = {}
        for run, trial in runs.items():
            if trial.settings["kernel"] == GAUSSIAN:
                gamma = gamma_of(trial, self.x)
                if gamma is not None:
                    result.setdefault(gamma, {})[run] = trial
        return result

    def _fit_planes(
        self, train: TrainingRows, runs: Mapping[str, Trial], machines: Machines
    ) -> None:
        if not runs:
            return
        kernel = self._kernel(lambda: linear_gram(self.x), SVC(kernel=LINEAR))
        for run, trial in runs.items():
            with machines.noting(run):
                plane, warning = fit_plane(train, kernel, self.y, trial.number("C"), self.rules)
                machines.planes[run], machines.troubles[run] = plane, warning

    def _fit_gaussians(
        self, train: TrainingRows, gamma: float, runs: Mapping[str, Trial], machines: Machines
    ) -> None:
        kernel = self._kernel(
            lambda: gaussian_gram(train, gamma), SVC(kernel=GAUSSIAN, gamma=gamma)
        )
        for run, trial in runs.items():
            with machines.noting(run):
                dual = solve(kernel, self.y, trial.number("C"), self.rules)
                machines.gaussians[run], machines.troubles[run] = (gamma, dual), dual.warning

    def _kernel(self, gram: Callable[[], Matrix], direct: SVC) -> Kernel:
        """A kernel as its matrix if that may be held, else for libsvm to compute from the rows."""
        if self.rules.holds(len(self.y)):
            return Kernel(SVC(kernel="precomputed"), gram())
        return Kernel(direct, self.x.astype(np.float64))

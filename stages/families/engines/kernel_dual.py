"""Libsvm on a kernel matrix that was computed once for many C."""

import warnings
from dataclasses import dataclass

import numpy as np
import sklearn
from sklearn.svm import SVC

from stages.families.contract import BoolArray
from stages.families.engines.kernel_rows import Matrix
from stages.families.groups import first_warning


@dataclass(frozen=True)
class Rules:
    """When libsvm stops, its cache in MB, and where the engine turns to another way.

    `tolerance`: largest violation of the optimality conditions; `max_iter`: -1 for no limit.
    `gram_mb`: the largest kernel matrix in MB; for more rows libsvm computes the kernel itself, as
    in a plain fit. `patience`: steps on a linear kernel, per training row, after which the interior
    point method takes over. `class_weight`: scikit-learn's, balanced or None.
    """

    tolerance: float
    max_iter: int
    cache_size: int
    gram_mb: int
    patience: int
    class_weight: str | None

    def holds(self, rows: int) -> bool:
        """Whether the kernel matrix of so many rows may be computed."""
        return rows * rows * 8 <= self.gram_mb * 2**20


@dataclass(frozen=True)
class Dual:
    """A machine as libsvm leaves it: margin = kernel(x, training rows) @ coefficients + intercept.

    `coefficients`: shape (training rows,), zero where a row supports nothing; `warning`: that it
    was stopped before it converged.
    """

    coefficients: Matrix
    intercept: float
    warning: Warning | None


@dataclass(frozen=True)
class Kernel:
    """An unfitted SVC that names a kernel, and what it is fitted to, all of it finite.

    `matrix`: of the kernel if it is precomputed, else the training rows; float64.
    """

    machine: SVC
    matrix: Matrix


def solve(kernel: Kernel, y: BoolArray, strength: float, rules: Rules) -> Dual:
    """Train a machine with C = `strength`; what scikit-learn refuses is raised in its words."""
    model = sklearn.clone(kernel.machine).set_params(
        C=strength,
        tol=rules.tolerance,
        max_iter=rules.max_iter,
        cache_size=rules.cache_size,
        class_weight=rules.class_weight,
    )
    with warnings.catch_warnings(record=True) as caught, sklearn.config_context(assume_finite=True):
        warnings.simplefilter("always")
        model.fit(kernel.matrix, y)
    coefficients = np.zeros(len(y))
    coefficients[model.support_] = model.dual_coef_[0]
    return Dual(coefficients, float(model.intercept_[0]), first_warning(caught))

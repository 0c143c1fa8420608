"""One Hessian for every penalty near it: Cholesky factors that make Newton's equations easy."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from scipy.linalg import cho_factor
from scipy.linalg.lapack import dpotrs

from stages.families.engines.signed_rows import WIDTH, Doubles

STEPS: Final = 3
"""Penalties in a decade that have a factor of their own; the others use the nearest one's."""

JITTER: Final = 1e-12
"""Share added to the diagonal: columns of a category sum to the constant one."""


@dataclass
class SharedFactor:
    """Approximate inverses of gram + diag(penalty * penalised).

    `gram`: shape (width, width); `penalised`: 1 for a penalised coefficient, 0 for a free one.
    """

    gram: Doubles
    penalised: Doubles
    _factors: dict[int, Doubles] = field(default_factory=dict)

    def solve(self, right: Doubles, penalties: Doubles) -> Doubles:
        """For each model, shape (models, width), its approximate solution, same shape."""
        steps = np.rint(np.log10(penalties) * STEPS).astype(int)
        found = np.empty_like(right)
        for step in np.unique(steps):
            (places,) = np.nonzero(steps == step)
            for start in range(0, len(places), WIDTH):
                some = places[start : start + WIDTH]
                block = np.zeros((WIDTH, right.shape[1]))
                block[: len(some)] = right[some]
                found[some] = solved(self._factor(int(step)), block)[: len(some)]
        return found

    def _factor(self, step: int) -> Doubles:
        if step not in self._factors:
            ridge = 10.0 ** (step / STEPS) * self.penalised
            self._factors[step] = cholesky(self.gram, ridge)
        return self._factors[step]


def cholesky(gram: Doubles, ridge: Doubles) -> Doubles:
    """Lower factor of gram + diag(ridge), which rounding must not make negative."""
    matrix = np.array(gram, order="F")
    matrix.flat[:: len(matrix) + 1] += ridge + JITTER * np.diag(gram)
    factor, _ = cho_factor(matrix, lower=True, overwrite_a=True, check_finite=False)
    return np.asarray(factor)


def solved(factor: Doubles, right: Doubles) -> Doubles:
    """The solutions, one a row, of a few right sides, one a row; `right` is overwritten."""
    solution, _ = dpotrs(factor, right.T, lower=True, overwrite_b=True)
    return np.asarray(solution.T)

"""One Hessian for every penalty near it: Cholesky factors that make Newton's equations easy."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from scipy.linalg import cho_factor
from scipy.linalg.lapack import dpotrs

from stages.families.engines.signed_rows import WIDTH, Doubles

STEPS: Final = 5
"""Penalties in a decade that have a factor of their own; the others use the nearest one's."""


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
        solved = np.empty_like(right)
        for step in np.unique(steps):
            (places,) = np.nonzero(steps == step)
            for start in range(0, len(places), WIDTH):
                some = places[start : start + WIDTH]
                block = np.zeros((WIDTH, right.shape[1]))
                block[: len(some)] = right[some]
                solution, _ = dpotrs(self._factor(int(step)), block.T, lower=True, overwrite_b=True)
                solved[some] = solution.T[: len(some)]
        return solved

    def _factor(self, step: int) -> Doubles:
        if step not in self._factors:
            ridge = 10.0 ** (step / STEPS) * self.penalised
            matrix = self.gram + np.diag(ridge)
            self._factors[step], _ = cho_factor(matrix, lower=True, check_finite=False)
        return self._factors[step]

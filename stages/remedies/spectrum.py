"""Where vectors lie and how far they spread along each of their principal directions."""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import eigh
from sklearn.utils.extmath import svd_flip

from stages.encoders.facts import moments
from stages.remedies.alive import Floats
from stages.remedies.transformer import Rows, UnsuitedError, no_spread


@dataclass(frozen=True)
class Spectrum:
    """Principal directions, widest first.

    `mean`: shape (dimension,); `variances`: along each direction, divided by n; `directions`: one
    per column, shape (dimension, directions), the entry of greatest size positive.
    """

    mean: Floats
    variances: Floats
    directions: Floats

    @classmethod
    def of(cls, rows: Rows) -> "Spectrum":
        """The spectrum of all rows, by the eigenvectors of their covariance."""
        mean, covariance = moments(rows, np.arange(len(rows)))
        variances, directions = eigh(covariance)
        _, upright = svd_flip(None, directions.T[::-1], u_based_decision=False)
        return cls(mean, np.maximum(variances[::-1], 0.0), np.ascontiguousarray(upright.T))

    @property
    def rank(self) -> int:
        """How many directions have a variance above what rounding makes of 0."""
        largest, count = float(self.variances[0]), self.variances.size
        return int((self.variances > count * np.finfo(np.float64).eps * largest).sum())

    def leading(self, k: int, rows: int) -> Floats:
        """The k widest directions; UnsuitedError where so many do not vary over `rows` rows."""
        if self.rank == 0:
            raise no_spread(rows, self.mean.size)
        if type(k) is not int or not 1 <= k <= self.rank:
            raise UnsuitedError(
                f"Got k={k!r} for {rows} rows of {self.mean.size} numbers that vary along "
                f"{self.rank} directions; expected a whole number from 1 to {self.rank}. Set k in "
                "the remedy's file in conf/remedies, or take more train rows."
            )
        return self.directions[:, :k]

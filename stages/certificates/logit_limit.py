"""LR's certificate: below which C a fit must predict the larger class for every row."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from stages.certificates.contract import Limit
from stages.certificates.logit_bound import LogitBound, Range
from stages.certificates.spectral_rows import SpectralRows, spectral_rows
from stages.certificates.two_classes import TwoClasses
from stages.families.contract import FloatArray
from stages.families.engines.kernel_rows import Matrix

MODEL: Final = "lr"
STRIDES: Final = (2.0, 1.3, 1.1, 1.03, 1.01, 1.003)
"""Ratios by which C is raised; the next smaller one once the greater is not certain any more."""
HIGHEST: Final = 1e15
"""Where the search ends."""
SLACK: Final = 1e-9
"""For rounding."""


@dataclass(frozen=True)
class LogitCertificate:
    """L2-penalised logistic regression with free intercept; scikit-learn's C."""

    training: TwoClasses
    bound: LogitBound

    def summary(self, x: FloatArray) -> Matrix:
        """As `SpectralRows.summary`."""
        return self.bound.rows.summary(x)

    def limits(self, summaries: Matrix) -> list[Limit]:
        """The limit of a constant prediction."""
        return [self.limit(summaries, 0.0)]

    def limit(self, summaries: Matrix, crossing: float) -> Limit:
        """Where more than the share `crossing` of the rows may get the other class.

        C* = logit / largest projection of a row, less the mean, against the pull.
        """
        if self.training.tied:
            return Limit(MODEL, None, 0.0, 0.0, None)
        spared = min(int(crossing * len(summaries)), len(summaries) - 1)
        against = np.sort(-self.bound.rows.products(summaries))[::-1][spared]
        first = self.training.logit / against if against > 0 else math.inf
        proven = self._proven(summaries, spared)
        return Limit(MODEL, None, proven, float(first), self.training.negative)

    def _proven(self, summaries: Matrix, spared: int) -> float:
        known = self._plainly(summaries)
        if math.isinf(known):
            return known
        for stride in STRIDES:
            while known < HIGHEST and self._holds(Range(known, known * stride), summaries, spared):
                known *= stride
        return known * (1.0 - SLACK)

    def _plainly(self, summaries: Matrix) -> float:
        """C |g| D = logit, where D is at least the largest distance from a test to a train row."""
        far = sum(_longest(some, self.bound.rows) for some in (summaries, self.bound.train))
        steepest = math.sqrt(float(self.bound.rows.squares.sum())) * far
        return self.training.logit / steepest if steepest > 0 else math.inf

    def _holds(self, interval: Range, summaries: Matrix, spared: int) -> bool:
        least = self.bound.least_margins(interval, summaries)
        return bool(np.partition(least, spared)[spared] > SLACK * self.training.logit)


def logit_certificate(training: TwoClasses) -> LogitCertificate:
    """Of one training set."""
    rows = spectral_rows(training)
    summaries = rows.summary(training.centred.rows + training.centred.mean)
    return LogitCertificate(training, LogitBound(rows, summaries, training.logit))


def _longest(summaries: Matrix, rows: SpectralRows) -> float:
    return math.sqrt(float(summaries[:, rows.width :].sum(axis=1).max(initial=0.0)))

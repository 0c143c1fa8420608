"""Areas under several ROC curves of the same rows, with their covariance.

E. R. DeLong, D. M. DeLong, D. L. Clarke-Pearson (Biometrics 44, 1988): the area is a U-statistic,
and what each row adds to it gives its variance and, between two scores, their covariance.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata

from stages.families.contract import BoolArray

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Areas:
    """`auc`, shape (scores,); `covariance`, shape (scores, scores)."""

    auc: Floats
    covariance: Floats

    def cross_fitted(self, parts: int) -> "Areas":
        """The same with the covariance that cross-fitted scores of so many parts have.

        The models of two parts have most of their rows in common, so that what is chance in one
        part comes back in the others: 1 + parts / (parts - 1) times the variance (C. Nadeau,
        Y. Bengio, Machine Learning 52, 2003, section 3).
        """
        return Areas(self.auc, self.covariance * (1 + parts / (parts - 1)))

    def interval(self, place: int, confidence: float) -> tuple[float, float]:
        """Two-sided normal interval of one area, within [0, 1]."""
        far = _quantile(confidence) * float(np.sqrt(self.covariance[place, place]))
        return max(0.0, float(self.auc[place]) - far), min(1.0, float(self.auc[place]) + far)

    def lowest_difference(self, first: int, second: int, confidence: float) -> float:
        """Lower end of the two-sided interval of area `first` less area `second`, paired."""
        c = self.covariance
        variance = c[first, first] + c[second, second] - 2 * c[first, second]
        far = _quantile(confidence) * float(np.sqrt(max(variance, 0.0)))
        return float(self.auc[first] - self.auc[second]) - far


def areas(labels: BoolArray, scores: Sequence[Floats]) -> Areas:
    """The areas of several scores of the same rows, each of shape (rows,); both classes needed."""
    positives, negatives = int(labels.sum()), int((~labels).sum())
    of_positives, of_negatives = [], []
    for score in scores:
        ranks = rankdata(score)
        called, other = score[labels], score[~labels]
        of_positives.append((ranks[labels] - rankdata(called)) / negatives)
        of_negatives.append(1 - (ranks[~labels] - rankdata(other)) / positives)
    covariance = np.atleast_2d(np.cov(of_positives)) / positives
    covariance = covariance + np.atleast_2d(np.cov(of_negatives)) / negatives
    return Areas(np.mean(of_positives, axis=1), covariance)


def _quantile(confidence: float) -> float:
    return NormalDist().inv_cdf(0.5 + confidence / 2)

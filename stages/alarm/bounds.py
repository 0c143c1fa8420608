"""How small and how large the collapse statistic can be, known only what was predicted.

Of `rows` test rows, P positive and N = rows - P negative, k are predicted negative. Then
s_T = TN/N + FN/P (arXiv 2506.17989, section 3.4) with TN + FN = k, so that one whole number is
free: max(0, k - P) <= TN <= min(k, N). For one P the statistic is linear in TN and its extremes lie
at the two ends. With M the larger and m the smaller class the least value is k/M, and
1 + (k - M)/m for k > M; the largest is k/m, and 1 + (k - m)/M for k > m. As M grows the first only
falls and the second only rises, so that over an interval of P both lie at an end of it. These
bounds are attained, and imply the simple ones, k/max(P, N) <= s_T <= k/min(P, N). The mirror
statistic is s_F = 2 - s_T.
"""

from dataclasses import dataclass
from fractions import Fraction

from stages.alarm.prior import Prior


@dataclass(frozen=True)
class Range:
    """The lowest and highest value that the statistic of one class can have."""

    low: Fraction
    high: Fraction


def range_of_one(rows: int, negative: int, positives: int) -> Range:
    """s_T where `positives` rows are positive and `negative` rows predicted negative; exact.

    Expects 1 <= positives < rows and 0 <= negative <= rows.
    """
    negatives = rows - positives
    true = max(0, negative - positives), min(negative, negatives)
    ends = [Fraction(tn, negatives) + Fraction(negative - tn, positives) for tn in true]
    return Range(min(ends), max(ends))


def range_of(rows: int, negative: int, prior: Prior) -> Range:
    """s_T over every number of positives that the prior allows; sharp, both ends are attained."""
    ends = [range_of_one(rows, negative, positives) for positives in prior.counts(rows)]
    return Range(min(end.low for end in ends), max(end.high for end in ends))


def mirrored(bounds: Range) -> Range:
    """Bounds of s_F from those of s_T: the two sum to 2."""
    return Range(2 - bounds.high, 2 - bounds.low)

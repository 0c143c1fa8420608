"""Collapsed, not collapsed or unknown: the verdict on one model without a label."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from stages.alarm.bounds import Range, mirrored, range_of
from stages.alarm.prior import Prior

POSITIVE = 1
"""The code of the positive class where there are two; the negative one is 0."""


class Verdict(StrEnum):
    """What can be said."""

    COLLAPSED = "collapsed"
    """Whatever the labels are, it predicts one class, strictly or nearly."""
    FINE = "not collapsed"
    """Whatever the labels are, it does not."""
    UNKNOWN = "unknown"
    """It depends on labels that the prior leaves open."""


@dataclass(frozen=True)
class Judgement:
    """A verdict and what it rests on.

    `toward`: code of the class that is, or may be, predicted alone; `strict`: no other class is
    predicted at all; `bounds`: of that class's statistic.
    """

    verdict: Verdict
    toward: int
    strict: bool
    bounds: Range


def judge_two(counts: Sequence[int], prior: Prior, epsilon: Fraction) -> Judgement:
    """The verdict on two classes from how often each is predicted, (negative, positive)."""
    rows = sum(counts)
    if rows < 2:
        return judge(counts, [Range(Fraction(0), Fraction(2))] * 2, epsilon)
    to_positive = range_of(rows, counts[0], prior)
    return judge(counts, [mirrored(to_positive), to_positive], epsilon)


def judge(counts: Sequence[int], ranges: Sequence[Range], epsilon: Fraction) -> Judgement:
    """The verdict from the bounds of every class's statistic, in the order of `counts`.

    Near-collapse to a class: its statistic is below `epsilon`. One class predicted alone is a
    strict collapse: no label and no prior can change that.
    """
    rows, most = sum(counts), max(range(len(counts)), key=lambda code: counts[code])
    if counts[most] == rows:
        return Judgement(Verdict.COLLAPSED, most, True, Range(Fraction(0), Fraction(0)))
    nearest = min(range(len(ranges)), key=lambda code: (ranges[code].low, ranges[code].high))
    bounds = ranges[nearest]
    if any(one.high < epsilon for one in ranges):
        verdict = Verdict.COLLAPSED
    else:
        verdict = Verdict.FINE if bounds.low >= epsilon else Verdict.UNKNOWN
    return Judgement(verdict, nearest, False, bounds)

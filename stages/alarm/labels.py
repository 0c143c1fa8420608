"""Which labels would settle an unknown verdict, how many, and the verdict once some are there.

With the prior known, s_T depends on the labels through one number: how many of the k rows that are
predicted negative are truly so, TN (as well: how many of the others, so that the smaller side is
the one to label). Drawn from it at random and one at a time, m labels of which t are negative give
the sequence of sets {TN : (m + 1) C(TN, t) C(k - TN, m - t) / C(k, m) > 1 - confidence}. The left
side is the posterior of TN over its uniform prior. The inverse ratio has mean 1 at the true TN
after any number of labels, so that by Ville's inequality the chance that it ever exceeds
1 / (1 - confidence) is at most 1 - confidence: one may look after every label and stop at will.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

from stages.alarm.judgement import Verdict
from stages.alarm.prior import Prior

ROUNDING = 1e-14
Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int8]

FINE, COLLAPSED, UNKNOWN, IMPOSSIBLE = 0, 1, 2, 3
VERDICTS = (Verdict.FINE, Verdict.COLLAPSED, Verdict.UNKNOWN)


class ContradictionError(ValueError):
    """Labels that the prior has no room for; the message says which."""


@dataclass(frozen=True)
class Streak:
    """So many labels in a row of one class (its code) settle the verdict; None: no number does.

    Where one streak does, no mixture of labels can with fewer. Where neither does (a wide prior may
    leave both ends open and the middle not), a mixture still may.
    """

    label: int
    labels: int | None
    verdict: Verdict


@dataclass(frozen=True)
class Plan:
    """The rows to label: those predicted as class `predicted`, `rows` in all, in random order.

    `always`: all their labels settle it, whatever they are (else the prior is too wide for some);
    `streaks`: how many settle it if all are of one class.
    """

    predicted: int
    rows: int
    always: bool
    streaks: tuple[Streak, Streak]


@dataclass(frozen=True)
class Case:
    """Predictions (negative, positive), prior, epsilon and confidence of one model.

    `others`: labels (negative, positive) of rows predicted as the more frequent class. However they
    were chosen, so many rows of either class are certain, which narrows the prior.
    """

    counts: Sequence[int]
    prior: Prior
    epsilon: Fraction
    confidence: float
    others: Sequence[int] = (0, 0)

    @property
    def side(self) -> int:
        """The class that is predicted less often."""
        return int(self.counts[1] < self.counts[0])

    @property
    def drawn_from(self) -> int:
        """k, the rows predicted as that class."""
        return self.counts[self.side]


def plan(case: Case) -> Plan:
    """Which labels settle the verdict."""
    found = outcomes(case)
    possible = found[found != IMPOSSIBLE]
    # Right: the label equals the prediction. Streaks of wrong labels leave few right ones.
    wrong = _streak(case, found, 1 - case.side)
    right = _streak(case, found[::-1], case.side)
    always = bool(len(possible)) and not (possible == UNKNOWN).any()
    return Plan(case.side, case.drawn_from, always, (wrong, right))


def judge_labelled(case: Case, labels: Sequence[int]) -> Verdict:
    """The verdict with some labels of the rows predicted as the rarer class, drawn at random.

    `labels`: how many of them are (negative, positive). Right with the confidence asked for, and
    for certain where all are labelled. ContradictionError where the prior has no room for them.
    """
    kept = _plausible(case.drawn_from, sum(labels), labels[case.side], case.confidence)
    found = outcomes(case)
    possible = set(found[kept & (found != IMPOSSIBLE)].tolist())
    if not possible:
        raise _contradiction(case, labels)
    return VERDICTS[possible.pop()] if len(possible) == 1 else Verdict.UNKNOWN


def require_possible(case: Case, labels: Sequence[int]) -> None:
    """ContradictionError where the prior has no room for labels, as of `judge_labelled`."""
    rows, k, right = sum(case.counts), case.drawn_from, labels[case.side]
    first, last = _opposite(case)
    own, opposite = case.others[case.side], case.others[1 - case.side]
    least, most = (
        max(right, k + opposite - last),
        min(k - labels[1 - case.side], rows - own - first),
    )
    if least > most:
        raise _contradiction(case, labels)


def _contradiction(case: Case, labels: Sequence[int]) -> ContradictionError:
    drawn, others = (f"{pair[0]} negative and {pair[1]} positive" for pair in (labels, case.others))
    return ContradictionError(
        f"Got labels, {drawn} of the rows predicted as the rarer class, {others} of the others, "
        f"which no share of positives from {float(case.prior.low):g} to {float(case.prior.high):g} "
        "allows; mend --prior."
    )


def _opposite(case: Case) -> tuple[int, int]:
    """How few and how many rows the prior lets be of the class that is predicted more often."""
    rows = sum(case.counts)
    first, last = case.prior.counts(rows)
    return (rows - last, rows - first) if case.side == 1 else (first, last)


def outcomes(case: Case) -> Codes:
    """The verdict for every number 0..k of rows predicted rightly as the rarer class.

    IMPOSSIBLE where the prior has no room for it.
    """
    rows, k = sum(case.counts), case.drawn_from
    first, last = _opposite(case)
    right = np.arange(k + 1, dtype=np.float64)
    own, opposite = case.others[case.side], case.others[1 - case.side]
    low, high = np.maximum(first, k - right + opposite), np.minimum(last, rows - right - own)
    possible = low <= high
    # Where right / N + (k - right) / P, convex in P, is least
    lowest = rows * np.sqrt(k - right) / np.maximum(np.sqrt(right) + np.sqrt(k - right), 1)
    places = [low, high, *(np.clip(part(lowest), low, high) for part in (np.floor, np.ceil))]
    places = [np.clip(place, 1, rows - 1) for place in places]  # elsewhere nothing is possible
    values = np.stack([right / (rows - p) + (k - right) / p for p in places])
    least, most = values.min(axis=0), values[:2].max(axis=0)
    limit = float(case.epsilon) * (1 - ROUNDING)
    found = np.full(k + 1, UNKNOWN, dtype=np.int8)
    found[(most < limit) | (least > 2 - limit)] = COLLAPSED
    found[(least >= limit) & (most <= 2 - limit)] = FINE
    found[~possible] = IMPOSSIBLE
    return found


def _streak(case: Case, found: Codes, label: int) -> Streak:
    """The streak that narrows the number of right rows towards the front of `found`."""
    possible = np.flatnonzero(found != IMPOSSIBLE)
    verdict = int(found[possible[0]]) if len(possible) else UNKNOWN
    if verdict == UNKNOWN:
        return Streak(label, None, Verdict.UNKNOWN)
    other = possible[found[possible] != verdict]
    k, bar = case.drawn_from, math.log(1 - case.confidence)
    if not len(other):
        return Streak(label, 0, VERDICTS[verdict])
    nearest = int(other[0])  # rows that would have broken the streak
    low, high = 0, k - nearest + 1
    while low < high:
        middle = (low + high) // 2
        if math.log(middle + 1) + _none_of(nearest, k, middle) <= bar:
            high = middle
        else:
            low = middle + 1
    return Streak(label, low, VERDICTS[verdict])


def _none_of(marked: int, rows: int, drawn: int) -> float:
    """Log chance that none of `marked` among `rows` is drawn."""
    if drawn > rows - marked:
        return -math.inf
    left = math.lgamma(rows - marked + 1) - math.lgamma(rows - marked - drawn + 1)
    return left - math.lgamma(rows + 1) + math.lgamma(rows - drawn + 1)


def _plausible(k: int, drawn: int, right: int, confidence: float) -> npt.NDArray[np.bool_]:
    """Which numbers 0..k of right rows the labels leave, at any time, with this confidence."""
    total = np.arange(k + 1, dtype=np.float64)
    inside = (total >= right) & (total <= k - (drawn - right))
    ways = _log_choose(np.where(inside, total, right), right)
    ways = ways + _log_choose(k - np.where(inside, total, right), drawn - right)
    chance = ways - float(_log_choose(np.array([k], dtype=np.float64), drawn)[0])
    kept: npt.NDArray[np.bool_] = inside & (math.log(drawn + 1) + chance > math.log(1 - confidence))
    return kept


def _log_choose(total: Floats, part: int) -> Floats:
    values: Floats = gammaln(total + 1) - gammaln(part + 1) - gammaln(total - part + 1)
    return values

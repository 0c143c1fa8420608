"""Which configurations predict one class only, strictly or nearly, and on which test sets."""

from enum import IntEnum
from typing import Final

import numpy as np
import numpy.typing as npt

from stages.metrics.confusion import ConfusionCounts, Floats
from stages.metrics.statistic import statistic_negative, statistic_positive

Kinds = npt.NDArray[np.int8]
Mask = npt.NDArray[np.bool_]

ROUNDING: Final = 1e-14  # of a sum: 1/100 + 9/100 comes out below .1 and is no collapse at .1


class Collapse(IntEnum):
    """What a configuration does on one test set."""

    UNDEFINED = -1  # the test set holds one class (or none)
    NONE = 0  # both classes are predicted
    POSITIVE = 1  # everything, or nearly, is predicted positive (Cond_T)
    NEGATIVE = 2  # everything, or nearly, is predicted negative (Cond_F)


def collapse(counts: ConfusionCounts, epsilon: float = 0.0) -> Kinds:
    """The `Collapse` of every entry of `counts`, strict for epsilon 0, else epsilon-near.

    Strict: no row, or every row, is predicted positive. Near: s_T < epsilon or s_F < epsilon,
    0 < epsilon <= 1, so that at most one holds (arXiv 2506.17989, section 3.4).
    """
    if not 0 <= epsilon <= 1:
        raise ValueError(f"Got epsilon={epsilon}; expected 0 (strict) or a number up to 1.")
    if epsilon == 0:
        to_positive = counts.predicted_negatives == 0
        to_negative = counts.predicted_positives == 0
    else:
        limit = epsilon * (1 - ROUNDING)
        to_positive = statistic_positive(counts) < limit
        to_negative = statistic_negative(counts) < limit
    kinds = np.full(counts.tp.shape, Collapse.NONE, dtype=np.int8)
    kinds[to_positive] = Collapse.POSITIVE
    kinds[to_negative] = Collapse.NEGATIVE
    kinds[(counts.positives == 0) | (counts.negatives == 0)] = Collapse.UNDEFINED
    return kinds


def any_collapse(kinds: Kinds) -> Floats:
    """1 where collapsed to either class, 0 where not, NaN where undefined; its mean is CR."""
    return _member(kinds > Collapse.NONE, kinds)


def positive_collapse(kinds: Kinds) -> Floats:
    """1 where collapsed to the positive class; its mean is PCR."""
    return _member(kinds == Collapse.POSITIVE, kinds)


def negative_collapse(kinds: Kinds) -> Floats:
    """1 where collapsed to the negative class; its mean is NCR."""
    return _member(kinds == Collapse.NEGATIVE, kinds)


def strong_collapse(source: Kinds, target: Kinds) -> Floats:
    """1 where collapsed on both test sets; its mean is CR_s."""
    return any_collapse(source) * any_collapse(target)


def projection_collapse(source: Kinds, target: Kinds) -> Floats:
    """1 where collapsed on either test set; its mean is CR_p."""
    return any_collapse(source) + any_collapse(target) - strong_collapse(source, target)


def positive_strong(source: Kinds, target: Kinds) -> Floats:
    """1 where collapsed to the positive class on both test sets."""
    return positive_collapse(source) * positive_collapse(target)


def negative_strong(source: Kinds, target: Kinds) -> Floats:
    """1 where collapsed to the negative class on both test sets."""
    return negative_collapse(source) * negative_collapse(target)


def mixed_strong(source: Kinds, target: Kinds) -> Floats:
    """1 where collapsed to one class on one test set and to the other on the other (M).

    CR_s = PCR_s + NCR_s + M and CR_p = PCR_p + NCR_p - M.
    """
    same = positive_strong(source, target) + negative_strong(source, target)
    return strong_collapse(source, target) - same


def _member(held: Mask, kinds: Kinds) -> Floats:
    return np.where(kinds == Collapse.UNDEFINED, np.nan, held.astype(np.float64))

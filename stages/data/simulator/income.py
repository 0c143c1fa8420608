"""P(income | person, state): a logistic regression on singles, pairs and state interactions, as
whole numbers.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from stages.data.simulator.groupings import Whole
from stages.data.simulator.levels import Codes, Levels
from stages.data.simulator.smoothing import Real

SCALE: Final = 200
"""Coefficients are stored as int16 multiples of 1 / SCALE."""

TERMS: Final[tuple[tuple[str, ...], ...]] = (
    ("state",), ("age",), ("sex",), ("white",), ("birthplace_group",), ("schooling",),
    ("married",), ("relationship",), ("occupation",), ("worker_class",), ("hours",),
    ("age_group", "sex"), ("age_group", "school_group"), ("school_group", "major"),
    ("hours_band", "major"), ("worker_class", "major"), ("sex", "married"),
    ("age_group", "hours_band"), ("sex", "major"), ("age_group", "major"),
    ("nativity", "school_group"), ("relationship", "age_group"), ("hours_band", "worker_class"),
    ("school_group", "hours_band"), ("sex", "hours_band"), ("nativity", "major"),
    ("state", "age_group"), ("state", "sex"), ("state", "white"), ("state", "schooling"),
    ("state", "married"), ("state", "worker_class"), ("state", "hours_band"),
    ("state", "major"), ("state", "birthplace_group"), ("state", "relationship"),
    ("state", "school_group", "age_group"), ("state", "major", "sex"),
    ("state", "school_group", "major"),
)  # fmt: skip
"""Every term has one coefficient per combination of its variables' levels."""


def places(levels: Levels, codes: Codes) -> list[Whole]:
    """Per term, the number of each row's combination inside that term's coefficients."""
    return [
        np.ravel_multi_index(
            tuple(levels[name] for name in term), tuple(codes.sizes[name] for name in term)
        )
        for term in TERMS
    ]


def sizes(codes: Codes) -> list[int]:
    """Number of coefficients of each term."""
    return [int(np.prod([codes.sizes[name] for name in term])) for term in TERMS]


@dataclass(frozen=True)
class Income:
    """Log-odds of the positive class, income at most $50,000.

    coefficients: int16, in units of 1 / SCALE, the terms one after the other; intercepts: log-odds
    per state, set so that samples of the state have its class ratio.
    """

    codes: Codes
    coefficients: npt.NDArray[np.int16]
    intercepts: Real

    def logit(self, levels: Levels) -> Real:
        """Log-odds of the positive class, one per row."""
        total = np.zeros(len(levels["state"]), dtype=np.int64)
        start = 0
        for place, size in zip(places(levels, self.codes), sizes(self.codes), strict=True):
            total += self.coefficients[start : start + size].astype(np.int64)[place]
            start += size
        return total / SCALE + self.intercepts[levels["state"]]

    def probability(self, levels: Levels) -> Real:
        """P(positive | row) = 1 / (1 + exp(-logit)), strictly between 0 and 1."""
        return 1.0 / (1.0 + np.exp(-self.logit(levels)))

"""Several classes: how small and how large each one's collapse statistic can be without labels.

s_k = (2/K) x the sum over the K classes of the share of class j that is not predicted as k. With
x_j the share that is, n_j its rows and q the rows predicted as k, s_k = 2 - (2/K) sum x_j, where
sum n_j x_j = q, 0 <= x_j <= 1 and n lies in the polytope of the priors: low_j <= n_j <= high_j,
sum n_j = rows. For fixed x the smallest sum n_j x_j over the polytope is reached at a vertex, so
that the largest sum x_j is the largest over its vertices v of a continuous knapsack: fill the
smallest classes of v first. The smallest sum: fill the largest first. Both bounds are sharp but for
the whole numbers that counts must be. With K = 2 they are those of `bounds`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product

import numpy as np
import numpy.typing as npt

from stages.alarm.bounds import Range
from stages.alarm.prior import Prior

MOST_FREE = 12
"""Classes with a prior that is an interval, beyond which the vertices are too many."""

SLACK = Fraction(1, 10**9)
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ClassPriors:
    """The share of every class, as an interval; all classes are present.

    ValueError where no shares inside the intervals sum to 1, or one may be absent.
    """

    names: tuple[str, ...]
    shares: tuple[Prior, ...]

    def __post_init__(self) -> None:
        """Check that the intervals leave room."""
        absent = [name for name, s in zip(self.names, self.shares, strict=True) if s.low == 0]
        if absent:
            raise ValueError(
                f"Got a share of 0 for the class {absent[0]!r}, which may then be absent; expected "
                "a lower end above 0. Give one, or leave the class out."
            )
        least, most = (sum(getattr(s, end) for s in self.shares) for end in ("low", "high"))
        if least > 1 or most < 1:
            raise ValueError(
                f"Got shares that sum to {float(least):g} to {float(most):g}; expected intervals "
                "that leave room for a sum of 1."
            )
        if sum(s.low < s.high for s in self.shares) > MOST_FREE:
            raise ValueError(
                f"Got more than {MOST_FREE} classes with an interval; expected at most that many. "
                "Give the others as one number: NAME=SHARE."
            )

    @cached_property
    def vertices(self) -> Floats:
        """The vertices of the polytope of shares, ascending in each, shape (vertices, classes)."""
        free = [place for place, share in enumerate(self.shares) if share.low < share.high]
        shares = [share.low for share in self.shares]
        found = {tuple(shares)} if not free else set[tuple[Fraction, ...]]()
        for open_one in free:
            rest = [place for place in free if place != open_one]
            for ends in product(*((self.shares[at].low, self.shares[at].high) for at in rest)):
                for place, end in zip(rest, ends, strict=True):
                    shares[place] = end
                own = self.shares[open_one]
                shares[open_one] = 1 - (sum(shares) - shares[open_one])
                if own.low <= shares[open_one] <= own.high:
                    found.add(tuple(shares))
        return np.sort(np.array(sorted(found), dtype=np.float64), axis=1)


def class_ranges(counts: Sequence[int], priors: ClassPriors) -> list[Range]:
    """Bounds of every class's statistic from how often each is predicted."""
    sizes = priors.vertices * sum(counts)
    return [_range(sizes, count) for count in counts]


def _range(sizes: Floats, predicted: int) -> Range:
    """Bounds of s_k for `predicted` rows; `sizes` ascending in each vertex."""
    classes = sizes.shape[1]
    most = _filled(sizes, predicted).max()
    least = _filled(sizes[:, ::-1], predicted).min()
    low, high = (Fraction(float(2 - 2 / classes * share)) for share in (most, least))
    # Rounding may make a bound too sharp by a few units in the last place, never too wide
    return Range(max(Fraction(0), low - SLACK), min(Fraction(2), high + SLACK))


def _filled(sizes: Floats, rows: int) -> Floats:
    """How many classes `rows` fill, in the order given, the last one in part; per vertex."""
    before = np.cumsum(sizes, axis=1) - sizes
    whole: Floats = np.clip((rows - before) / sizes, 0, 1).sum(axis=1)
    return whole

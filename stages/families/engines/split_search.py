"""The best split of many nodes at once, by the rules and in the arithmetic of scikit-learn.

Nodes lie behind each other in one long row for each of their features. One sort of whole numbers,
made of node, value and weight, orders every node's values; sums of weights are exact, so that the
order of equal values is of no account, and impurities come out bit for bit.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Whole = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.float64]
Values = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

TIE: Final = np.float32(1e-7)
"""Values no further apart are not split: scikit-learn's FEATURE_THRESHOLD."""

ITEM_BITS: Final = 16
"""Below these bits of an item are its weight, times two, and its class; above them its row."""

LIMIT: Final = 1 << (ITEM_BITS - 1)
"""Weights are below this."""

_ITEM_MASK: Final = (1 << ITEM_BITS) - 1
_LOW: Final = (1 << 32) - 1
_ITEMS: Final = np.arange(1 << ITEM_BITS)
_WEIGHTS: Final = (_ITEMS >> 1 << 32) | ((_ITEMS >> 1) * (_ITEMS & 1))


@dataclass(frozen=True)
class Columns:
    """Features by column, as whole numbers in the order of their values; shape (dim x rows,)."""

    codes: npt.NDArray[np.uint32]
    rows: int

    @classmethod
    def of(cls, x: Values) -> "Columns":
        """From finite values, shape (rows, dim)."""
        bits = np.ascontiguousarray(x.T).view(np.uint32)
        codes = bits ^ np.where(bits >> 31, np.uint32(0xFFFFFFFF), np.uint32(0x80000000))
        return cls(codes.ravel(), len(x))

    def take(self, features: Whole, rows: Whole) -> npt.NDArray[np.uint32]:
        """Codes of these features and rows, broadcast against each other."""
        places = features * self.rows
        places += rows
        return self.codes.take(places)


def decoded(codes: npt.NDArray[np.uint32]) -> Values:
    """The values of codes."""
    flip = ((codes >> 31) - np.uint32(1)) | np.uint32(0x80000000)
    return (codes ^ flip).view(np.float32)


SPLIT: Final = np.dtype(
    [("found", np.bool_), ("feature", np.int64), ("threshold", np.float64), ("count", np.int64)]
    + [(name, np.float64) for name in ("weight", "positive")]
)
"""A node's best split: whether there is one; rows, weight and positive weight of its left side."""

Splits = npt.NDArray[np.void]


def gini(weight: Numbers, positive: Numbers) -> Numbers:
    """Impurity of nodes of so much weight and positive weight, in scikit-learn's arithmetic."""
    squares = weight - positive
    squares *= squares
    factor = positive * positive
    squares += factor
    squares /= np.multiply(weight, weight, out=factor)
    return np.subtract(1.0, squares, out=squares)


def best_splits(
    columns: Columns, items: Whole, bounds: Whole, features: Whole, least: int
) -> tuple[Splits, Flags]:
    """Every node's best split, the first of equals, and which features are constant in it.

    `items`: those of all nodes behind each other; `bounds`: where nodes begin, and the end;
    `features`: those to look at, shape (features, nodes), as are the flags; `least`: rows of a
    leaf.
    """
    nodes = np.arange(len(bounds) - 1)
    node = np.repeat(nodes, np.diff(bounds))
    tails = ((node << 48) | (items & _ITEM_MASK)).astype(np.uint64)
    keys = columns.take(features.take(node, axis=1), items >> ITEM_BITS).astype(np.uint64)
    keys <<= np.uint64(ITEM_BITS)
    keys |= tails
    keys.sort(axis=1)
    values = decoded((keys >> np.uint64(ITEM_BITS)).astype(np.uint32))
    keys &= np.uint64(_ITEM_MASK)
    sums = _WEIGHTS.take(keys.view(np.int64)).cumsum(axis=1)
    ends = sums[0, bounds[1:] - 1]
    totals = np.diff(ends, prepend=0)
    sums -= (ends - totals).take(node)
    costs = _costs(sums, totals.take(node))
    costs[~_allowed(values, node, bounds, least)] = np.inf
    lowest = np.minimum.reduceat(costs, bounds[:-1], axis=1)
    best = lowest.argmin(axis=0)
    reached = costs[best.take(node), np.arange(len(node))] == lowest[best, nodes].take(node)
    place = bounds[:-1].copy()
    hits = np.flatnonzero(reached)[::-1]
    place[node[hits]] = hits
    after = np.minimum(place + 1, len(node) - 1)
    splits = np.empty(len(nodes), dtype=SPLIT)
    splits["found"] = np.isfinite(lowest[best, nodes])
    splits["feature"] = features[best, nodes]
    splits["threshold"] = _halfway(values[best, place], values[best, after])
    splits["count"] = place + 1 - bounds[:-1]
    splits["weight"] = sums[best, place] >> 32
    splits["positive"] = sums[best, place] & _LOW
    return splits, values[:, bounds[1:] - 1] <= values[:, bounds[:-1]] + TIE


def _halfway(low: Values, high: Values) -> Numbers:
    return low.astype(np.float64) / 2.0 + high.astype(np.float64) / 2.0


def _costs(sums: Whole, totals: Whole) -> Numbers:
    """Weighted impurity of both sides, split behind each item: less scikit-learn's proxy."""
    left, left_positive = (sums >> 32).astype(np.float64), (sums & _LOW).astype(np.float64)
    right = (totals >> 32).astype(np.float64) - left
    right_positive = (totals & _LOW).astype(np.float64) - left_positive
    with np.errstate(invalid="ignore", divide="ignore"):
        costs, others = gini(left, left_positive), gini(right, right_positive)
        costs *= left
        others *= right
        costs += others
    return costs


def _allowed(values: Values, node: Whole, bounds: Whole, least: int) -> Flags:
    """Whether a node may be split behind an item: enough rows on both sides, and no tie."""
    place = np.arange(len(node))
    enough = (place - bounds[:-1].take(node) + 1 >= least) & (
        bounds[1:].take(node) - place - 1 >= least
    )
    allowed = np.zeros(values.shape, dtype=bool)
    np.greater(values[:, 1:], values[:, :-1] + TIE, out=allowed[:, :-1])
    allowed &= enough
    return allowed

"""Confusion counts of many configurations at once, and the two scores read off them."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

CELLS: Final = ["tp", "fn", "fp", "tn"]
"""The columns of counts, in the order of `ConfusionCounts`."""

ROWS_PER_PRODUCT: Final = 8192


@dataclass(frozen=True)
class ConfusionCounts:
    """True/false positives/negatives: four int64 arrays of one shape, True = positive class.

    The last axis is usually the configuration; replicates or domains may stand before it.
    Raises ValueError where the shapes differ or a count is negative.
    """

    tp: Counts
    fn: Counts
    fp: Counts
    tn: Counts

    def __post_init__(self) -> None:
        """Check shapes and signs."""
        shapes = {array.shape for array in self.cells}
        if len(shapes) > 1:
            raise ValueError(f"Got counts of shapes {sorted(shapes)}; expected one shape for all.")
        if any((array < 0).any() for array in self.cells):
            raise ValueError("Got a negative count; expected numbers of rows.")

    @property
    def cells(self) -> tuple[Counts, Counts, Counts, Counts]:
        """The four arrays in the order tp, fn, fp, tn."""
        return self.tp, self.fn, self.fp, self.tn

    @property
    def positives(self) -> Counts:
        """P, rows of the positive class."""
        return self.tp + self.fn

    @property
    def negatives(self) -> Counts:
        """N, rows of the negative class."""
        return self.fp + self.tn

    @property
    def predicted_positives(self) -> Counts:
        """PP."""
        return self.tp + self.fp

    @property
    def predicted_negatives(self) -> Counts:
        """PN."""
        return self.fn + self.tn

    @property
    def rows(self) -> Counts:
        """All rows of the test set."""
        return self.positives + self.negatives


def count(positive: npt.NDArray[np.bool_], label: npt.NDArray[np.bool_]) -> ConfusionCounts:
    """Counts of every column of `positive` (rows, configurations) against `label` (rows,)."""
    ones = np.ones((1, len(label)), dtype=np.int64)
    counts = weighted_count(positive, label, ones)
    return ConfusionCounts(*(cell[0] for cell in counts.cells))


def weighted_count(
    positive: npt.NDArray[np.bool_], label: npt.NDArray[np.bool_], weights: npt.NDArray[np.integer]
) -> ConfusionCounts:
    """Counts in which row i counts `weights[b, i]` times; shape (replicates, configurations).

    One matrix product for all replicates and configurations; exact, since the sums of a chunk of
    rows stay far below 2^24.
    """
    if positive.ndim != 2 or positive.shape[0] != len(label) or weights.shape[1:] != label.shape:
        raise ValueError(
            f"Got predictions {positive.shape}, labels {label.shape}, weights {weights.shape}; "
            "expected (rows, configurations), (rows,), (replicates, rows)."
        )
    replicates, configs = len(weights), positive.shape[1]
    predicted = np.zeros((2 * replicates, configs), dtype=np.int64)
    for start in range(0, len(label), ROWS_PER_PRODUCT):
        rows = slice(start, start + ROWS_PER_PRODUCT)
        part = weights[:, rows].astype(np.float32)
        stacked = np.concatenate([part * label[rows], part * ~label[rows]])
        predicted += np.rint(stacked @ positive[rows].astype(np.float32)).astype(np.int64)
    total = np.stack([weights[:, label].sum(axis=1), weights[:, ~label].sum(axis=1)])
    tp, fp = predicted[:replicates], predicted[replicates:]
    whole = total.astype(np.int64)[:, :, None]
    return ConfusionCounts(tp, whole[0] - tp, fp, whole[1] - fp)


def divide(part: npt.NDArray[np.integer], whole: npt.NDArray[np.integer]) -> Floats:
    """part / whole, NaN where whole is 0."""
    empty = whole == 0
    quotient: Floats = np.true_divide(part, np.where(empty, 1, whole))
    return np.where(empty, np.nan, quotient)


def accuracy(counts: ConfusionCounts) -> Floats:
    """Share of rows predicted right; NaN for an empty test set."""
    return divide(counts.tp + counts.tn, counts.rows)


def macro_f1(counts: ConfusionCounts) -> Floats:
    """Mean F1 over both classes, always both; a class neither present nor predicted counts 0.

    A constant positive predictor has TR / (1 + TR), TR the share of positives (1/2 on a test set
    of positives only). NaN for an empty test set.
    """
    wrong = counts.fp + counts.fn
    scores = [divide(2 * right, 2 * right + wrong) for right in (counts.tp, counts.tn)]
    known = np.nan_to_num(np.stack(scores))
    return np.where(counts.rows == 0, np.nan, known.mean(axis=0))

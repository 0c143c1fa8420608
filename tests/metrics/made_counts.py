"""Confusion counts for tests: drawn by hypothesis, or of constant predictors."""

import numpy as np
from hypothesis import strategies as st

from stages.metrics.confusion import ConfusionCounts


def of(tp: int, fn: int, fp: int, tn: int) -> ConfusionCounts:
    """Counts of one configuration, shape (1,)."""
    return ConfusionCounts(*(np.array([cell]) for cell in (tp, fn, fp, tn)))


def two_classes() -> st.SearchStrategy[ConfusionCounts]:
    """Counts of up to eight configurations on one test set with both classes."""
    sizes = st.tuples(st.integers(1, 400), st.integers(1, 400), st.integers(1, 8))
    return sizes.flatmap(_predicted)


def _predicted(sizes: tuple[int, int, int]) -> st.SearchStrategy[ConfusionCounts]:
    positives, negatives, configs = sizes
    hits = st.lists(st.integers(0, positives), min_size=configs, max_size=configs)
    alarms = st.lists(st.integers(0, negatives), min_size=configs, max_size=configs)
    return st.tuples(hits, alarms).map(
        lambda pair: ConfusionCounts(
            np.array(pair[0]),
            positives - np.array(pair[0]),
            np.array(pair[1]),
            negatives - np.array(pair[1]),
        )
    )


def swapped(counts: ConfusionCounts) -> ConfusionCounts:
    """The same predictions with the classes named the other way round."""
    return ConfusionCounts(counts.tn, counts.fp, counts.fn, counts.tp)


def times(counts: ConfusionCounts, positives: int, negatives: int) -> ConfusionCounts:
    """Every positive row replicated `positives` times, every negative one `negatives` times."""
    return ConfusionCounts(
        counts.tp * positives, counts.fn * positives, counts.fp * negatives, counts.tn * negatives
    )

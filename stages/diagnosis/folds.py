"""Parts of the training rows, each held out once: rows of one text together, classes in balance."""

import numpy as np
import numpy.typing as npt

from stages.families.contract import BoolArray
from stages.storage.seeds import generator

Places = npt.NDArray[np.int64]


def chosen_rows(labels: BoolArray, most: int, seed: int) -> Places:
    """At most `most` places, drawn evenly, in table order."""
    places = np.arange(len(labels))
    if len(places) <= most:
        return places
    return np.sort(generator(seed, "probe rows").permutation(places)[:most])


def folds(labels: BoolArray, distinct: Places, count: int, seed: int) -> Places:
    """The part that each row belongs to, 0 to count - 1, shape (rows,).

    Rows of equal `distinct` share a part; texts are dealt in turn, those whose first row is
    positive before the others, so that every part has about the same share of positives.
    """
    ids, first, place = np.unique(distinct, return_index=True, return_inverse=True)
    order = generator(seed, "probe folds").permutation(len(ids))
    order = order[np.argsort(labels[first[order]], kind="stable")]
    dealt = np.empty(len(ids), dtype=np.int64)
    dealt[order] = np.arange(len(ids)) % count
    return dealt[place.reshape(-1)]

"""A fifth of the training rows, on which a cut is tuned and which no fit sees."""

from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from stages.families.arm_files import ArmFiles, IndexArray, training_set
from stages.families.contract import BoolArray, FloatArray
from stages.storage.seeds import generator

SHARE: Final = 0.2
"""Of each class."""

Keys = npt.NDArray[np.uint64]


class Parts(NamedTuple):
    """Training rows to fit on, `x` and `y`, and those held out."""

    x: FloatArray
    y: BoolArray
    held_x: FloatArray
    held_y: BoolArray


@lru_cache(maxsize=1)
def training_parts(arm: ArmFiles) -> Parts:
    """The source's training rows in two parts, kept for the next trials of the same worker.

    ValueError where a class has too few rows for both.
    """
    x, y = training_set(arm)
    held = held_out(row_ids(arm), x, y)
    return Parts(x[~held], y[~held], x[held], y[held])


def row_ids(arm: ArmFiles) -> IndexArray:
    """The stable numbers of the source's training rows, in table order."""
    source = arm.domains[0]
    return source.row_ids(source.training_rows())


def held_out(ids: IndexArray, x: FloatArray, y: BoolArray) -> BoolArray:
    """Which training rows are held out, shape (rows,): about a fifth of each class.

    By a hash of their ids alone, so that order changes nothing and every arm, family and trial
    holds out the same: trials which no seed can change share a fit, so that no seed has a say here.
    Rows of equal vectors stay together, in the class of the first, unless one side would then be
    left without a class. ValueError where a class has a single row.
    """
    for same in (_equal_vectors(x), np.arange(len(y))):
        held = _chosen(ids, y, same)
        if _both(y[held]) and _both(y[~held]):
            return held
    raise ValueError(
        f"Got {int(y.sum())} positives and {int((~y).sum())} negatives in the training rows; "
        "threshold=tuned needs at least 2 of each, to hold some out. Enlarge size.train, or take "
        "threshold=prior."
    )


def _chosen(ids: IndexArray, y: BoolArray, same: IndexArray) -> BoolArray:
    """Whole groups of `same`, in the order of their hashes, until a fifth of a class is held."""
    order = np.argsort(ids, kind="stable")
    groups, lead, sizes = np.unique(same[order], return_index=True, return_counts=True)
    lead = order[lead]
    hashes = _mixed(ids[lead].astype(np.uint64))
    taken = np.zeros(len(groups), dtype=bool)
    for side in (y[lead], ~y[lead]):
        (places,) = np.nonzero(side)
        places = places[np.argsort(hashes[places], kind="stable")]
        before = sizes[places].cumsum() - sizes[places]
        taken[places] = before < SHARE * sizes[places].sum()
    return np.asarray(np.isin(same, groups[taken]))


def _equal_vectors(x: FloatArray) -> IndexArray:
    """A number for each row, equal for equal rows: by a projection, which no two others share."""
    direction = generator(0, "held out", x.shape[1]).standard_normal(x.shape[1])
    shadows = np.einsum("ij,j->i", x, direction, dtype=np.float64, casting="safe")
    return np.unique(shadows, return_inverse=True)[1]


def _mixed(keys: Keys) -> Keys:
    """A hash of 64 bits (the finaliser of SplitMix64; Steele, Lea and Flood 2014)."""
    keys = keys + np.uint64(0x9E3779B97F4A7C15)
    keys = (keys ^ (keys >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    keys = (keys ^ (keys >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return keys ^ (keys >> np.uint64(31))


def _both(y: BoolArray) -> bool:
    return bool(y.any() and not y.all())

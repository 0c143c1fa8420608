"""Linear maps of a dial: orthogonal ones, and powers of the principal components' variances."""

from typing import Final

import numpy as np
import numpy.typing as npt

from stages.storage.seeds import generator

Floats = npt.NDArray[np.float64]

RANK: Final = 1e-9
"""A variance below this share of the largest is rounding: no power wakes it."""


def isometry(old: int, new: int, seed: int) -> Floats:
    """A drawn orthogonal matrix or a part of one, shape (old, new).

    Where new >= old its rows are orthonormal: distances stay. Else its columns are: a projection.
    """
    draws = generator(seed, "dial", "rotation", old, new)
    q, r = np.linalg.qr(draws.normal(size=(max(old, new), min(old, new))))
    signed: Floats = q * np.where(np.diagonal(r) < 0, -1.0, 1.0)
    return signed.T if new >= old else signed


def shaped(centred: Floats, power: float) -> Floats:
    """A symmetric map after which the variances are the old ones to that power, their sum kept.

    `centred`: shape (rows, dimension), mean zero. Directions without variance stay without.
    """
    variances, axes = np.linalg.eigh(centred.T @ centred / len(centred))
    alive = variances > RANK * variances[-1]
    raised = np.zeros_like(variances)
    raised[alive] = (variances[alive] / variances[-1]) ** power
    total = raised.sum()
    factors = np.ones_like(variances)
    if total:
        raised *= variances[alive].sum() / total
        factors[alive] = np.sqrt(raised[alive] / variances[alive])
    shaped_by: Floats = (axes * factors) @ axes.T
    return shaped_by

"""Gaussian noise that belongs to a row's content: the same row, the same noise, in any company."""

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from stages.storage.seeds import generator

Floats = npt.NDArray[np.float64]
Words = npt.NDArray[np.uint64]

GOLDEN: Final = np.uint64(0x9E3779B97F4A7C15)
"""2^64 over the golden ratio: steps of this size visit every word."""
MIXES: Final = (
    (np.uint64(30), np.uint64(0xBF58476D1CE4E5B9)),
    (np.uint64(27), np.uint64(0x94D049BB133111EB)),
)
"""Shifts and odd factors of the SplitMix64 generator (Steele, Lea and Flood, 2014)."""
LAST: Final = np.uint64(31)


def row_noise(rows: npt.NDArray[np.floating], width: int, seed: int) -> Floats:
    """Standard normal numbers, shape (rows, width), drawn from each row's own float32 content.

    A row's noise depends on the row and the seed alone: not on its place, nor on the rows beside
    it, so that vectors may be handed over in chunks. Equal rows get equal noise.
    """
    keys = _row_keys(np.asarray(rows, dtype=np.float32), seed)
    steps = np.arange(1, width + 1, dtype=np.uint64) * GOLDEN
    words = _mixed(keys[:, np.newaxis] + steps[np.newaxis, :])
    shares = ((words >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53
    normal: Floats = ndtri(shares)
    return normal


def _row_keys(rows: npt.NDArray[np.float32], seed: int) -> Words:
    bits = np.ascontiguousarray(rows + np.float32(0)).view(np.uint32).astype(np.uint64)
    draws = generator(seed, "row noise")
    factors = draws.integers(0, 2**63, rows.shape[1], dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    return _mixed((bits * factors).sum(axis=1, dtype=np.uint64))


def _mixed(words: Words) -> Words:
    for shift, factor in MIXES:
        words = (words ^ (words >> shift)) * factor
    return words ^ (words >> LAST)

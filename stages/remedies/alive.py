"""Which coordinates vary enough to be brought to the scale of the others."""

from typing import Final

import numpy as np
import numpy.typing as npt

from stages.remedies.transformer import Rows

Floats = npt.NDArray[np.float64]

COLUMNS: Final = 256
"""Coordinates measured at a time, so that the rows are never copied whole."""


def means_and_deviations(rows: Rows) -> tuple[Floats, Floats]:
    """Mean and standard deviation (divided by n) of every coordinate.

    They are measured from the first row: the deviation of a constant coordinate is exactly 0.
    """
    means, deviations = np.empty(rows.shape[1]), np.empty(rows.shape[1])
    for start in range(0, rows.shape[1], COLUMNS):
        here = slice(start, start + COLUMNS)
        apart = rows[:, here] - rows[0, here]
        means[here] = rows[0, here] + apart.mean(axis=0)
        deviations[here] = apart.std(axis=0)
    return means, deviations


def alive(deviations: Floats, floor: float) -> npt.NDArray[np.bool_]:
    """Which coordinates have a deviation above 0 and of at least `floor` times the median one.

    As `constant_coordinates` of the facts counts the others, with its floor of a thousandth.
    """
    return (deviations > 0) & (deviations >= floor * np.median(deviations))

"""Which coordinates vary enough to be brought to the scale of the others."""

import numpy as np
import numpy.typing as npt

from stages.remedies.transformer import Rows

COLUMNS = 256
"""Coordinates measured at a time, so that the rows are never copied whole."""


def deviations(rows: Rows) -> npt.NDArray[np.float64]:
    """Standard deviation of every coordinate (divided by n), exactly 0 for a constant one."""
    found = np.empty(rows.shape[1])
    for start in range(0, rows.shape[1], COLUMNS):
        here = slice(start, start + COLUMNS)
        found[here] = (rows[:, here] - rows[0, here]).std(axis=0)
    return found


def alive(deviation: npt.NDArray[np.float64], floor: float) -> npt.NDArray[np.bool_]:
    """Which coordinates have a deviation above 0 and of at least `floor` times the median one.

    As `constant_coordinates` of the facts counts the others, with its floor of a thousandth.
    """
    return (deviation > 0) & (deviation >= floor * np.median(deviation))

"""Which part of the source state a study takes."""

from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt

from stages.storage.names import unknown_name

ROWS: Final = 50_000
"""Rows of the source in arXiv 2506.17989, and of both windows here."""


class Window(StrEnum):
    """Which part of the source a study takes."""

    RANDOM = "random"
    """50,000 rows drawn from the whole state; all of them where it has fewer."""
    HEAD50K = "head50k"
    """The first 50,000 rows of the state's table, as the paper cut California's.

    The census files open with the people in group quarters: the head is no fair sample.
    """

    @classmethod
    def _missing_(cls, value: object) -> None:
        raise ValueError(
            unknown_name(str(value), cls, "the windows (data.window)", "stages/data/acs_income")
        )


def in_window(
    window: Window, order: npt.NDArray[np.int64], generator: np.random.Generator
) -> npt.NDArray[np.bool_]:
    """Which rows lie in the window; `order` is each row's number in the state's full table."""
    if window is Window.HEAD50K:
        return order < ROWS
    chosen = np.zeros(len(order), dtype=np.bool_)
    chosen[generator.permutation(len(order))[:ROWS]] = True
    return chosen

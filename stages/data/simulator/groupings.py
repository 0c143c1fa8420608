"""Which codes go together: bands of ages and hours, groups of schooling, birthplaces and
relationships.

A level is a position, 0 and up. The groupings are the project's own; the codes are those of the
2018 ACS PUMS dictionary.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

Whole = npt.NDArray[np.int64]

AGE_EDGES: Final = (17, 20, 23, 26, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80)
HOURS_EDGES: Final = (1, 10, 16, 20, 25, 30, 35, 37, 40, 41, 45, 46, 50, 51, 60, 61)
SCHOOL_EDGES: Final = (1, 16, 18, 20, 21, 22, 23)
"""First code of: no diploma; diploma or GED; some college; associate; bachelor; master;
professional or doctorate.
"""
SCORE_EDGES: Final = (0.2, 0.5, 0.8)
"""Bands of the fitted probability of an income above $50,000."""


def _bands(codes: range, edges: tuple[int, ...]) -> Whole:
    """Band of each of the codes; `edges` are the bands' first codes."""
    return np.searchsorted(edges, np.array(codes), side="right").astype(np.int64) - 1


LADDERS: Final[tuple[tuple[str, str, Whole], ...]] = (
    ("age", "age_band", _bands(range(17, 100), AGE_EDGES)),
    ("age_band", "age_group", np.array([0, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 7])),
    ("hours", "hours_band", _bands(range(1, 100), HOURS_EDGES)),
    ("schooling", "school_group", _bands(range(1, 25), SCHOOL_EDGES)),
    # own state; other state; Latin America; Europe and the like; Asia and Africa
    (
        "birthplace_group",
        "nativity",
        np.array([0, 1, 1, 1, 1, 1, 1, 3, 2, 4, 4, 4, 4, 4, 4, 2, 2, 2, 4, 3]),
    ),
)
"""(finer variable, coarser variable, coarser level of each finer level)."""

_CODES: Final = {
    1: (9, 23, 25, 33, 34, 36, 42, 44, 50),
    2: (17, 18, 19, 20, 26, 27, 29, 31, 38, 39, 46, 55),
    3: (1, 5, 10, 11, 12, 13, 21, 22, 24, 28, 37, 40, 45, 47, 48, 51, 54),
    4: (2, 4, 6, 8, 15, 16, 30, 32, 35, 41, 49, 53, 56),
    5: (72,),
    6: (60, 66, 69, 78),
    8: (303,),
    9: (207, 209, 240),
    10: (210,),
    11: (233,),
    12: (205, 206, 211, 223, 226, 236, 242, 247),
    13: (215, 217),
}
_SPANS: Final = (
    (0, 19),
    (100, 7),
    (200, 14),
    (300, 19),
    (310, 16),
    (320, 15),
    (360, 17),
    (399, 19),
    (400, 18),
    (470, 19),
)
"""First code of each span of what `_CODES` leaves, and its group."""  # fmt: skip


def birthplace_group(codes: Whole) -> Whole:
    """Group 1..19 of each POBP code; group 0 is the own state, whichever that is.

    Northeast, Midwest, South, West, Puerto Rico, island areas, Europe, Mexico, China, India,
    Philippines, Southeast Asia, Japan and Korea, other Asia, Caribbean, Central America, South
    America, Africa, the rest.
    """
    starts, groups = np.array(_SPANS).T
    result: Whole = groups[np.searchsorted(starts, codes, side="right") - 1].astype(np.int64)
    for group, members in _CODES.items():
        result[np.isin(codes, members)] = group
    return result

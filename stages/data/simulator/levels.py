"""The variables of the simulator: every column as level numbers, finer and coarser.

A level is a position, 0 and up. Finer variables determine coarser ones (`age` -> `age_band` -> `age_group`), which is
what `LADDERS` and `Codes.ladders` spell out. Groupings of codes are those of the 2018 ACS PUMS dictionary.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from stages.data.acs import MAJOR_GROUPS, STATE_CODES, major_group

Whole = npt.NDArray[np.int64]
Levels = dict[str, Whole]
"""Variable -> one level per row."""

COLUMNS: Final = {
    "AGEP": "age",
    "COW": "worker_class",
    "SCHL": "schooling",
    "MAR": "married",
    "OCCP": "occupation",
    "POBP": "birthplace",
    "RELP": "relationship",
    "WKHP": "hours",
    "SEX": "sex",
    "RAC1P": "white",
}
"""Census column -> variable, in the order of the simulator's frames."""

FIRST_CODE: Final = {"age": 17, "worker_class": 1, "schooling": 1, "hours": 1, "sex": 1}
SIZES: Final = {
    "sex": 2, "white": 2, "married": 2, "age": 83, "age_band": 15, "age_group": 8, "schooling": 24, "school_group": 7,
    "relationship": 18, "household": 5, "worker_class": 8, "hours": 99, "hours_band": 16, "major": len(MAJOR_GROUPS),
    "birthplace_group": 20, "nativity": 5,
}  # fmt: skip
"""Number of levels; occupations and birthplaces depend on the rows that were fitted (`Codes.sizes`)."""


def _steps(size: int, first: int, edges: tuple[int, ...]) -> Whole:
    """Band of each of `size` consecutive codes; `edges` are the first codes of the bands."""
    return np.searchsorted(edges, np.arange(first, first + size), side="right").astype(np.int64) - 1


AGE_EDGES: Final = (17, 20, 23, 26, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80)
HOURS_EDGES: Final = (1, 10, 16, 20, 25, 30, 35, 37, 40, 41, 45, 46, 50, 51, 60, 61)
LADDERS: Final[tuple[tuple[str, str, Whole], ...]] = (
    ("age", "age_band", _steps(83, 17, AGE_EDGES)),
    ("age_band", "age_group", np.array([0, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 7])),
    ("hours", "hours_band", _steps(99, 1, HOURS_EDGES)),
    # no diploma; diploma or GED; some college; associate; bachelor; master; professional or doctorate
    ("schooling", "school_group", _steps(24, 1, (1, 16, 18, 20, 21, 22, 23))),
    # own state; other state; Latin America; Europe and the like; Asia and Africa
    ("birthplace_group", "nativity",
     np.array([0, 1, 1, 1, 1, 1, 1, 3, 2, 4, 4, 4, 4, 4, 4, 2, 2, 2, 4, 3])),
    # householder; spouse or partner; child or other relative; other person; group quarters
    ("relationship", "household",
     np.array([0, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 1, 3, 3, 4, 4])),
)  # fmt: skip
"""(finer variable, coarser variable, coarser level of each finer level)."""

_REGIONS: Final = {
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
_RANGES: Final = ((100, 7), (200, 14), (300, 19), (310, 16), (320, 15), (360, 17), (400, 18), (470, 19))
"""First birthplace code of each span that `_REGIONS` says nothing else about, and its group."""


def birthplace_group(code: Whole) -> Whole:
    """Birthplace group 1..19 of each POBP code; group 0, the own state, is another matter.

    Northeast, Midwest, South, West, Puerto Rico, island areas, Europe, Mexico, China, India, Philippines, Southeast Asia,
    Japan and Korea, other Asia, Caribbean, Central America, South America, Africa, the rest.
    """
    starts, groups = np.array(_RANGES).T
    spans = np.where(code < 100, 19, groups[np.searchsorted(starts, code, side="right") - 1])
    table = spans.astype(np.int64)
    for group, codes in _REGIONS.items():
        table[np.isin(code, codes)] = group
    return table


def climb(levels: Levels, ladders: tuple[tuple[str, str, Whole], ...]) -> None:
    """Add to `levels` every coarser variable that those present determine."""
    for finer, coarser, table in ladders:
        if finer in levels and coarser not in levels:
            levels[coarser] = table[levels[finer]]


@dataclass(frozen=True)
class Codes:
    """The codes that the fitted rows hold: their places are the levels.

    `occupations` are sorted, so major groups follow each other. `birthplaces` are sorted by group; the first, -1, stands
    for the own state whichever that is.
    """

    states: tuple[str, ...]
    occupations: tuple[int, ...]
    birthplaces: tuple[int, ...]

    @cached_property
    def sizes(self) -> Mapping[str, int]:
        """Number of levels of every variable."""
        return SIZES | {
            "state": len(self.states),
            "occupation": len(self.occupations),
            "birthplace": len(self.birthplaces),
        }

    @cached_property
    def ladders(self) -> tuple[tuple[str, str, Whole], ...]:
        """All of LADDERS, and those of occupations and birthplaces before them."""
        born = birthplace_group(np.array(self.birthplaces[1:], dtype=np.int64))
        return (
            ("occupation", "major", major_group(np.array(self.occupations))),
            ("birthplace", "birthplace_group", np.concatenate([[0], born])),
            *LADDERS,
        )

    def levels(self, state: str, frame: pd.DataFrame) -> Levels:
        """Every variable of the rows of one state; race and marriage in the simulator's two levels.

        Raises ValueError that names column and codes where a code is none of the fitted ones.
        """
        levels: Levels = {"state": np.full(len(frame), self.states.index(state))}
        for column, variable in COLUMNS.items():
            codes = frame[column].to_numpy().astype(np.int64)
            levels[variable] = self._level(variable, codes, STATE_CODES[state])
            bad = (levels[variable] < 0) | (levels[variable] >= self.sizes[variable])
            if bad.any():
                raise ValueError(
                    f"Got {column}={sorted(set(codes[bad].tolist()))[:5]} in {state}, which the simulator was not "
                    f"fitted on; keep to the codes of its own samples or fit it again with fit_simulator."
                )
        climb(levels, self.ladders)
        return levels

    def frame(self, state: str, levels: Levels) -> pd.DataFrame:
        """The census codes of the rows, ten int64 columns."""
        tables = {
            "occupation": np.array(self.occupations),
            "birthplace": np.array((STATE_CODES[state], *self.birthplaces[1:])),
        }
        columns = {
            column: tables[variable][levels[variable]]
            if variable in tables
            else levels[variable] + FIRST_CODE.get(variable, 0)
            for column, variable in COLUMNS.items()
        }
        return pd.DataFrame(columns).astype("int64")

    def _level(self, variable: str, codes: Whole, own: int) -> Whole:
        if variable == "occupation":
            return _position(codes, np.array(self.occupations))
        if variable == "birthplace":
            return _position(np.where(codes == own, -1, codes), np.array(self.birthplaces))
        return codes - FIRST_CODE.get(variable, 0)


def _position(codes: Whole, known: Whole) -> Whole:
    """Place of each code in `known`, which holds each once; -1 where it is none of them."""
    order = np.argsort(known)
    place = order[np.minimum(np.searchsorted(known, codes, sorter=order), len(known) - 1)]
    return np.where(known[place] == codes, place, -1)

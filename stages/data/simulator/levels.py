"""Census codes as levels and back: every column, and the coarser variables that follow from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd

from stages.data.acs import MAJOR_GROUPS, STATE_CODES, major_group
from stages.data.simulator.groupings import LADDERS, SCORE_EDGES, Whole, birthplace_group

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
"""Code of level 0, where that is not 0."""
SIZES: Final = {
    "sex": 2, "white": 2, "married": 2, "age": 83, "age_band": 15, "age_group": 8,
    "schooling": 24, "school_group": 7, "relationship": 18, "worker_class": 8, "hours": 99,
    "hours_band": 16, "major": len(MAJOR_GROUPS), "birthplace_group": 20, "nativity": 5,
    "score_band": len(SCORE_EDGES) + 1,
}  # fmt: skip
"""Number of levels of the variables whose codes are the same for every fit."""


@dataclass(frozen=True)
class Codes:
    """States, occupations and birthplaces of the fitted rows: their places are the levels.

    `occupations` ascend, so that major groups follow each other. `birthplaces` ascend inside their
    groups; the first, -1, stands for the own state.
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
        """LADDERS, and before them those of occupations and birthplaces."""
        born = birthplace_group(np.array(self.birthplaces[1:], dtype=np.int64))
        return (
            ("occupation", "major", major_group(np.array(self.occupations))),
            ("birthplace", "birthplace_group", np.concatenate([[0], born])),
            *LADDERS,
        )

    def climb(self, levels: Levels) -> None:
        """Add to `levels` every coarser variable that those present determine."""
        for finer, coarser, table in self.ladders:
            if finer in levels and coarser not in levels:
                levels[coarser] = table[levels[finer]]

    def levels(self, state: str, frame: pd.DataFrame) -> Levels:
        """Every variable of rows of one state, race and marriage in the simulator's two levels.

        Raises KeyError for a missing column and ValueError for codes that were not fitted on.
        """
        missing = [column for column in COLUMNS if column not in frame]
        if missing:
            raise KeyError(f"Got no columns {missing}; the simulator reads {', '.join(COLUMNS)}.")
        levels: Levels = {"state": np.full(len(frame), self.states.index(state), dtype=np.int64)}
        for column, variable in COLUMNS.items():
            codes = frame[column].to_numpy().astype(np.int64)
            found = self._level(variable, codes, STATE_CODES[state])
            bad = (found < 0) | (found >= self.sizes[variable])
            if bad.any():
                raise ValueError(
                    f"Got {column} {sorted(set(codes[bad].tolist()))[:5]} in {state}, which the "
                    f"simulator does not know; use the codes of its own samples, or fit it again."
                )
            levels[variable] = found
        self.climb(levels)
        return levels

    def frame(self, state: str, levels: Levels) -> pd.DataFrame:
        """The ten census columns of the rows, int64."""
        known = {
            "occupation": np.array(self.occupations),
            "birthplace": np.array((STATE_CODES[state], *self.birthplaces[1:])),
        }
        return pd.DataFrame(
            {
                column: known[variable][levels[variable]]
                if variable in known
                else levels[variable] + FIRST_CODE.get(variable, 0)
                for column, variable in COLUMNS.items()
            }
        )

    def _level(self, variable: str, codes: Whole, own: int) -> Whole:
        known = {
            "occupation": (codes, self.occupations),
            "birthplace": (np.where(codes == own, -1, codes), self.birthplaces),
        }
        if variable in known:
            return _place(*known[variable])
        return codes - FIRST_CODE.get(variable, 0)


def codes_of(rows: pd.DataFrame) -> Codes:
    """The states, occupations and birthplaces that rows with a STATE column hold."""
    born = np.unique(rows["POBP"].to_numpy().astype(np.int64))
    born = born[np.lexsort((born, birthplace_group(born)))]
    jobs = np.unique(rows["OCCP"].to_numpy().astype(np.int64))
    states = sorted(rows["STATE"].astype(str).unique())
    return Codes(tuple(states), tuple(jobs.tolist()), (-1, *born.tolist()))


def levels_of(rows: pd.DataFrame, codes: Codes) -> Levels:
    """Every variable of rows of several states, in the rows' order."""
    state = rows["STATE"].astype(str).to_numpy()
    places = [np.flatnonzero(state == name) for name in codes.states]
    parts = [
        codes.levels(name, rows.iloc[place])
        for name, place in zip(codes.states, places, strict=True)
    ]
    order = np.argsort(np.concatenate(places), kind="stable")
    return {name: np.concatenate([part[name] for part in parts])[order] for name in parts[0]}


def take(levels: Levels, rows: np.ndarray[tuple[int], np.dtype[np.bool_ | np.int64]]) -> Levels:
    """The levels of some rows, by mask or position."""
    return {name: values[rows] for name, values in levels.items()}


def _place(codes: Whole, known: tuple[int, ...]) -> Whole:
    """Place of each code in `known`, which holds each once; -1 where it is none of them."""
    table = np.array(known)
    order = np.argsort(table)
    found = order[np.minimum(np.searchsorted(table, codes, sorter=order), len(table) - 1)]
    return np.where(table[found] == codes, found, -1)

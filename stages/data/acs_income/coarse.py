"""Race as white or not, marriage as married or not: what every file of ACSIncome can tell."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from stages.storage.names import unknown_name

ENOUGH: Final = 500
"""Rows without a single code above the coarse ones before a file counts as re-coded: among 500
people of any state some race has a code above 5, and someone is divorced or was never married."""
RACE_OF_FIVE: Final = (0, 1, 2, 6, 5, 10)
"""Census code of not white, and of white, Black, Asian, American Indian or Alaska Native, and all
others together (10 is no code of the census and reads "other")."""


class Coarse(StrEnum):
    """Whether race and marriage are told in two levels."""

    AUTO = "auto"
    """Where the file has re-coded them, so that states differ by their codes alone."""
    TRUE = "true"
    """Always."""
    FALSE = "false"
    """Never where it can be helped: the file's own levels may then tell the state."""

    @classmethod
    def _missing_(cls, value: object) -> None:
        raise ValueError(
            unknown_name(str(value), cls, "the values of data.coarse", "stages/data/acs_income")
        )


@dataclass(frozen=True)
class Recoded:
    """Which columns a file holds in fewer levels than the census has."""

    race: bool
    marriage: bool

    @classmethod
    def of(cls, frame: pd.DataFrame) -> "Recoded":
        """Look at all rows: a code 0, which the census lacks, or none above the coarse levels."""
        return cls(_is_recoded(frame["RAC1P"], 5), _is_recoded(frame["MAR"], 2))


def white(race: npt.NDArray[np.number]) -> npt.NDArray[np.int64]:
    """1 White, 0 not, of each RAC1P."""
    return np.asarray(race == 1, dtype=np.int64)


def married(marriage: npt.NDArray[np.number]) -> npt.NDArray[np.int64]:
    """1 married, 0 not currently married, of each MAR."""
    return np.asarray(marriage == 1, dtype=np.int64)


def coarsened(frame: pd.DataFrame, coarse: Coarse) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The frame with race and marriage as `coarse` asks for, and sentences on what changed."""
    recoded = Recoded.of(frame)
    notes: list[str] = []
    race, marriage = frame["RAC1P"].to_numpy(), frame["MAR"].to_numpy()
    if coarse is Coarse.TRUE or (coarse is Coarse.AUTO and recoded.race):
        frame = frame.assign(RAC1P=white(race))
        notes.append("Race is told as White or not White" + _why(recoded=recoded.race))
    elif recoded.race:
        frame = frame.assign(RAC1P=np.array(RACE_OF_FIVE)[np.clip(race, 0, 5).astype(np.int64)])
        notes.append(
            "Race is told in the levels of the file (`coarse: false`), which differ between states:"
            " it may tell the state."
        )
    if coarse is Coarse.TRUE or recoded.marriage:
        frame = frame.assign(MAR=married(marriage))
        notes.append("Marriage is told as married or not" + _why(recoded=recoded.marriage))
    return frame, tuple(notes)


def _why(*, recoded: bool) -> str:
    return ": the file holds it in fewer levels than the census has." if recoded else "."


def _is_recoded(codes: "pd.Series[float]", coarsest: int) -> bool:
    return bool((codes == 0).any() or (len(codes) >= ENOUGH and codes.max() <= coarsest))

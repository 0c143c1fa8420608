"""An ACSIncome parquet in either of its schemas, told apart by content."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from stages.data.acs import STATE_CODES
from stages.data.acs_income.coarse import Coarse, coarsened
from stages.data.acs_income.columns import (
    FEATURES,
    INCOME,
    THRESHOLD,
    WEIGHT,
    is_counted,
    whole_codes,
)
from stages.data.acs_income.study import People
from stages.storage.names import unknown_name

STATE_COLUMNS: Final = ("STATE", "ST")
LETTERS: Final = {code: letters for letters, code in STATE_CODES.items()}


@dataclass(frozen=True)
class IncomeFile:
    """People of an ACSIncome parquet by the letters of their states, and what was found out."""

    people: Mapping[str, People]
    notes: tuple[str, ...]

    @classmethod
    def read(cls, path: Path, coarse: Coarse) -> "IncomeFile":
        """Read the file; states in the order of their first rows.

        Raises FileNotFoundError, and ValueError for what is no parquet, lacks a column, holds an
        unknown state, a code that is no number, or an income that is missing.
        """
        frame = _frame(path)
        state = _states(frame, path)
        codes = {name: _numbers(frame[name], name, path) for name in _numeric(frame)}
        positive, label = _label(codes, path)
        numbers = pd.DataFrame(codes)
        kept = is_counted(numbers if label.startswith("dollars") else numbers.drop(columns=INCOME))
        numbers, notes = coarsened(numbers[kept], coarse)
        left = int((~kept).sum())
        found = (
            f"The file tells the state by {_state_column(frame)} and the income as {label}.",
            f"{left:,} rows outside the ACSIncome filter were left out." if left else "",
            *notes,
        )
        whole = numbers[list(FEATURES)].apply(whole_codes)
        parts = {
            name: _people(name, whole[state[kept] == name], positive, frame)
            for name in dict.fromkeys(state[kept])
        }
        return cls(parts, tuple(note for note in found if note))


def _frame(path: Path) -> pd.DataFrame:
    if not path.is_file():
        raise FileNotFoundError(
            f"Got data.path={path}, which is no file; expected an ACSIncome parquet with the"
            f" columns {', '.join(FEATURES)}, {INCOME} and ST or STATE."
        )
    try:
        frame: pd.DataFrame = pq.read_table(path).to_pandas(ignore_metadata=True)
    except (pa.ArrowException, OSError) as error:
        raise ValueError(
            f"Got {path}, which can't be read as parquet ({str(error).splitlines()[0]}). Write it"
            " with `frame.to_parquet(...)`; a CSV is read by data=files."
        ) from error
    missing = [name for name in (*FEATURES, INCOME) if name not in frame]
    if missing:
        raise ValueError(
            f"Got {path} without {', '.join(missing)}; expected the ACSIncome columns"
            f" {', '.join(FEATURES)} and the label {INCOME}. Another schema is read by data=files."
        )
    return frame


def _state_column(frame: pd.DataFrame) -> str:
    return next((name for name in STATE_COLUMNS if name in frame), "")


def _states(frame: pd.DataFrame, path: Path) -> npt.NDArray[np.object_]:
    """The letters of each row's state, from letters or census (FIPS) codes."""
    column = _state_column(frame)
    if not column:
        raise ValueError(
            f"Got {path} without a column of states; expected STATE or ST, with letters such as CA"
            " or census codes such as 6. folktables leaves it out: keep its column ST."
        )
    names = {value: _letters(value, column, path) for value in frame[column].unique()}
    return frame[column].map(names).to_numpy(dtype=object)


def _letters(value: object, column: str, path: Path) -> str:
    text = str(value).strip()
    if text in STATE_CODES:
        return text
    try:
        return LETTERS[int(float(text))]
    except (KeyError, ValueError, OverflowError):
        near = unknown_name(text, STATE_CODES, "the states", f"the column {column} of {path}")
        raise ValueError(near.replace("Add it to", "Mend it in")) from None


def _numeric(frame: pd.DataFrame) -> list[str]:
    return [name for name in (*FEATURES, INCOME, WEIGHT) if name in frame]


def _numbers(column: "pd.Series[float]", name: str, path: Path) -> npt.NDArray[np.float64]:
    values = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    bad = np.isinf(values) | (np.isnan(values) & column.notna().to_numpy())
    if bad.any():
        at = int(bad.argmax())
        raise ValueError(
            f"Got {name}={column.iloc[at]!r} in row {at} of {path} ({int(bad.sum()):,} such rows);"
            " expected census codes, that is numbers. Mend the column."
        )
    return values


def _label(
    codes: Mapping[str, npt.NDArray[np.float64]], path: Path
) -> tuple[npt.NDArray[np.bool_], str]:
    """Which rows are positive, and how the file tells it."""
    income = codes[INCOME]
    if np.isnan(income).any():
        raise ValueError(
            f"Got {int(np.isnan(income).sum()):,} of {len(income):,} rows without {INCOME} in"
            f" {path}; expected an income, or whether it is above $50,000, in every row. Fill or"
            " drop them."
        )
    if np.isin(income, (0, 1)).all():
        return income == 0, "a truth value, above $50,000 (true) or not"
    return income <= THRESHOLD, "dollars"


def _people(
    state: str, codes: pd.DataFrame, positive: npt.NDArray[np.bool_], frame: pd.DataFrame
) -> People:
    """One state's people; its numbers are those of a column such as CA_ROW, else places."""
    place = codes.index.to_numpy(dtype=np.int64)
    column = f"{state}_ROW"
    order = np.arange(len(place))
    if column in frame and pd.api.types.is_integer_dtype(frame[column]):
        own = frame[column].to_numpy(dtype=np.int64)[place]
        if (own < 0).any() or len(np.unique(own)) < len(own):
            raise ValueError(
                f"Got a column {column} with negative or repeated numbers in rows of {state};"
                " expected each row's number in the state's full table. Mend or drop the column."
            )
        return People(codes.set_axis(own, axis="index"), own, positive[place], complete=False)
    return People(codes, order, positive[place], complete=False)

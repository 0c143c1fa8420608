"""Windows: rows of one stretch of time, of one range of a number, or so many rows in a row."""

import re
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

Places = npt.NDArray[np.int64]

SECONDS: Final = {"s": 1, "min": 60, "h": 3600, "d": 86_400}
_ROWS: Final = re.compile(r"([1-9][0-9]{0,8})rows")
_TIME: Final = re.compile(r"([1-9][0-9]{0,8})(s|min|h|d)")
_NUMBER: Final = re.compile(r"[0-9]{1,15}(\.[0-9]{1,15})?")

FARTHEST: Final = 2.0**52
"""Number of the last window, from which on numbers are not told apart."""
ROUNDING: Final = 1e-9
"""A number so little below a window's beginning, in windows, is rounding: 0.3 / 0.1 = 2.9..."""


class Windows(Protocol):
    """How rows fall into windows, which follow one another without gap or overlap."""

    @property
    def needs_time(self) -> bool:
        """Whether a column says where in time a row is."""

    def places(self, first_row: int, times: pa.Array) -> Places:
        """The window of every row; `first_row`: how many came before; `times`: of these rows."""

    def name(self, place: int) -> str:
        """Where a window begins."""


@dataclass(frozen=True)
class RowWindows:
    """So many rows in the order of the file; the last window may hold fewer."""

    rows: int
    needs_time = False

    def places(self, first_row: int, times: pa.Array) -> Places:
        """The window of every row, by its number; `times` only count the rows."""
        return (first_row + np.arange(len(times), dtype=np.int64)) // self.rows

    def name(self, place: int) -> str:
        """The first row's number, from 0."""
        return f"row {place * self.rows}"


@dataclass(frozen=True)
class TimeWindows:
    """So many seconds, counted from 1970-01-01 UTC; times without a zone are taken as UTC."""

    seconds: int
    needs_time = True

    def places(self, first_row: int, times: pa.Array) -> Places:
        """The window of every row; ValueError for a cell that is no date or time."""
        if pa.types.is_integer(times.type) or pa.types.is_floating(times.type):
            raise ValueError(
                "Got numbers in the time column; expected dates and times. Give --window as a "
                "number, in the units of the column."
            )
        try:
            plain = _trimmed(times).to_pandas()
            stamps = pd.to_datetime(plain, format="ISO8601", utc=True, errors="raise")
        except (ValueError, TypeError) as error:
            raise ValueError(
                "Got a time that is no date such as 2018-03-05 or 2018-03-05T14:00; mend the time "
                f"column, or give --window as a number. ({_first_sentence(error)})"
            ) from error
        if missing := int(stamps.isna().sum()):
            raise ValueError(
                f"Got {missing} cells without a date in the time column (empty, NaT or nan); "
                "expected a date in every row. Leave those rows out."
            )
        since = stamps.to_numpy(dtype="datetime64[s]").astype(np.int64)
        return np.asarray(since // self.seconds, dtype=np.int64)

    def name(self, place: int) -> str:
        """The first second."""
        return f"{np.datetime64(place * self.seconds, 's')}Z"


@dataclass(frozen=True)
class NumberWindows:
    """So many units of a number, counted from 0."""

    width: float
    needs_time = True

    def places(self, first_row: int, times: pa.Array) -> Places:
        """The window of every row; ValueError for a cell that is no finite number."""
        try:
            numbers = _trimmed(times).cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise ValueError(
                "Got a time that is no number; expected numbers, as --window is one. For dates "
                "give --window with a unit, such as 7d or 12h."
            ) from error
        if not np.isfinite(numbers).all():
            raise ValueError("Got a time that is not finite; expected numbers. Mend the column.")
        with np.errstate(over="ignore"):  # refused below
            windows = np.floor(numbers / self.width + ROUNDING)
        if np.abs(windows).max(initial=0) > FARTHEST:
            raise ValueError(
                f"Got a time of {np.abs(numbers).max():g} with --window {self.width:g}; expected "
                "fewer windows than that. Make --window wider, or mend the time column."
            )
        return np.asarray(windows, dtype=np.int64)

    def name(self, place: int) -> str:
        """The lower end."""
        return f"{place * self.width:.15g}"


def windows(text: str) -> Windows:
    """What `--window` says: 1000rows; 30s, 15min, 12h or 7d; or a number above 0."""
    if found := _ROWS.fullmatch(text):
        return RowWindows(int(found[1]))
    if found := _TIME.fullmatch(text):
        return TimeWindows(int(found[1]) * SECONDS[found[2]])
    if _NUMBER.fullmatch(text) and float(text) > 0:
        return NumberWindows(float(text))
    raise ValueError(
        f"Got --window {text}; expected rows (1000rows), a time (30s, 15min, 12h, 7d) or a number "
        "above 0, in the units of the time column, with at most nine digits before the unit."
    )


def _trimmed(times: pa.Array) -> pa.Array:
    """Texts without blanks around them, anything else as it is."""
    plain = times.dictionary_decode() if pa.types.is_dictionary(times.type) else times
    if pa.types.is_string(plain.type) or pa.types.is_large_string(plain.type):
        return pc.utf8_trim_whitespace(plain)
    return plain


def _first_sentence(error: Exception) -> str:
    """What pandas objects to, without its advice on how to call it."""
    return str(error).splitlines()[0].split(",")[0].split(". ")[0].rstrip(".:")

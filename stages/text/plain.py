"""Any cell of a table as one line of plain text."""

import math
import re
from typing import Final, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

_UNPRINTABLE: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_NUMBER: Final = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_INT64: Final = 2.0**63


def fold(text: str) -> str:
    """The text on one line: each run of control characters, line ends and blanks becomes a space.

    Lone surrogates, which no UTF-8 file can hold, are folded too.
    """
    return " ".join(_UNPRINTABLE.sub(" ", text).split())


def plain(value: object) -> str:
    """The value in plain text, or "" where it is missing (None, NaN, NaT, NA) or blank.

    Whole numbers have no ".0", so that a column reads the same whether its dtype is int or float.
    """
    if pd.api.types.is_scalar(value) and pd.isna(cast(float, value)):
        return ""
    if isinstance(value, float | np.floating):
        return _digits(float(value), str(value))
    return fold(str(value))


def number(text: str) -> str | None:
    """The text's number as `plain` words it ("0010" and "10.0" are 10); None for no finite one."""
    value = float(text) if _NUMBER.fullmatch(text) else math.inf
    return _digits(value, str(value)) if math.isfinite(value) else None


def distinct_cells(column: pd.Series) -> tuple[npt.NDArray[np.intp], list[str]]:
    """Which distinct cell each row has (-1 where missing), and the plain text of each such cell.

    Cells of mixed types are made plain first: a table of distinct values takes 1, 1.0 and True for
    the same.
    """
    if column.dtype == object:
        column = pd.Series([plain(cell) for cell in column], dtype=object)
    codes, cells = pd.factorize(column)
    return codes, [plain(cell) for cell in cells]


def _digits(value: float, written: str) -> str:
    return str(int(value)) if abs(value) < _INT64 and value == int(value) else written

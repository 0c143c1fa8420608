"""The columns of ACSIncome: what a row of the census must have to be one of its people."""

from typing import Final

import numpy as np
import pandas as pd

FEATURES: Final = (
    "AGEP", "COW", "SCHL", "MAR", "OCCP", "POBP", "RELP", "WKHP", "SEX", "RAC1P",
)  # fmt: skip
"""Columns of codes, named as in the census files of 2014 to 2018."""
INCOME: Final = "PINCP"
WEIGHT: Final = "PWGTP"
THRESHOLD: Final = 50_000
"""Dollars a year; at most this is the positive class."""
QUARTERS: Final = (16, 17)
"""RELP of people in institutional and other group quarters."""


def is_counted(frame: pd.DataFrame) -> "pd.Series[bool]":
    """Which rows ACSIncome keeps: AGEP > 16, WKHP > 0, and PINCP > 100, PWGTP >= 1 where present.

    The filter of folktables; dollars are those as answered: as there, ADJINC is not applied.
    A missing number keeps no row.
    """
    kept = (frame["AGEP"] > 16) & (frame["WKHP"] > 0)
    for name, least in ((INCOME, 101), (WEIGHT, 1)):
        if name in frame:
            kept &= frame[name] >= least
    return kept


def whole_codes(column: "pd.Series[float]") -> "pd.Series[int] | pd.Series[float]":
    """Codes as integers where none is missing."""
    return column if column.isna().any() else column.astype(np.int64)

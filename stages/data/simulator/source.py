"""Real rows to fit on: an ACSIncome parquet, checked, filtered and coarsened."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from stages.data.acs import STATE_CODES
from stages.data.acs_income.coarse import married, white
from stages.data.simulator.levels import COLUMNS

NEEDED: Final = ("STATE", *COLUMNS, "PINCP")
RANGES: Final = {
    "AGEP": (17, 99), "COW": (1, 8), "SCHL": (1, 24), "MAR": (1, 5), "OCCP": (1, 9999),
    "POBP": (1, 999), "RELP": (0, 17), "WKHP": (1, 99), "SEX": (1, 2), "RAC1P": (0, 9),
}  # fmt: skip
"""Codes that the ACSIncome filter lets through; rows with others, or none, are left out."""


@dataclass(frozen=True)
class Source:
    """Rows of one file and the file's SHA-256.

    rows: STATE, the ten features in the simulator's codes, PINCP (bool, income above $50,000),
    RACE_DETAIL (bool, False where the file says no more than `not White`).
    """

    rows: pd.DataFrame
    sha256: str


def read_source(path: Path) -> Source:
    """Read an ACSIncome parquet; race becomes White or not, marriage married or not.

    Raises FileNotFoundError, and ValueError for missing columns, unknown states, an income that is
    no bool, or no rows.
    """
    if not path.is_file():
        raise FileNotFoundError(
            f"No file {path}; give an ACSIncome parquet with columns {', '.join(NEEDED)}."
        )
    frame = pd.read_parquet(path)
    missing = [column for column in NEEDED if column not in frame.columns]
    if missing:
        raise ValueError(f"{path} lacks {', '.join(missing)}; it needs {', '.join(NEEDED)}.")
    unknown = sorted(set(frame["STATE"].astype(str)) - set(STATE_CODES))
    if unknown:
        raise ValueError(f"{path} has STATE {unknown[:5]}; use postal abbreviations such as CA.")
    if frame["PINCP"].dtype != bool:
        raise ValueError(
            f"{path} has PINCP of type {frame['PINCP'].dtype}; it needs a bool: above $50,000."
        )
    rows = coarsen(frame)
    if rows["PINCP"].nunique() < 2:
        raise ValueError(f"{path} has {len(rows)} usable rows of one class; a fit needs both.")
    return Source(rows, hashlib.sha256(path.read_bytes()).hexdigest())


def coarsen(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows whose codes lie in RANGES, with RAC1P 1 White, 0 not; MAR 1 married, 0 not."""
    inside = np.logical_and.reduce([frame[name].between(*ends) for name, ends in RANGES.items()])
    rows = frame.loc[inside, list(NEEDED)].reset_index(drop=True)
    return rows.assign(
        RACE_DETAIL=rows["RAC1P"] != 0,
        RAC1P=white(rows["RAC1P"].to_numpy()),
        MAR=married(rows["MAR"].to_numpy()),
    )


def restore_missing(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows, and every ninth of those above $50,000 without detail of race once more.

    The file publishes race as White or not in CA, and there lacks a tenth of the not-White rows
    above $50,000.
    """
    lacking = np.flatnonzero((~rows["RACE_DETAIL"] & rows["PINCP"]).to_numpy())
    return pd.concat([rows, rows.iloc[lacking[8::9]]], ignore_index=True)

"""Real rows to fit on: an ACSIncome parquet, checked and coarsened."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from stages.data.acs import STATE_CODES
from stages.data.simulator.file import Provenance
from stages.data.simulator.levels import COLUMNS

SURVEY = "American Community Survey 2018, 1-year public use microdata, US Census Bureau (public domain)"
NEEDED = ("STATE", *COLUMNS, "PINCP")


@dataclass(frozen=True)
class Source:
    """Rows of one file: STATE, the ten features in the simulator's codes, PINCP (bool, income above $50,000).

    `weight` is how often a row counts (2 where it stands in for one that the file lacks).
    """

    rows: pd.DataFrame
    sha256: str

    def provenance(self) -> Provenance:
        """Where the rows come from, for the simulator's file."""
        return {"survey": SURVEY, "source_sha256": self.sha256, "source_rows": len(self.rows)}


def read_source(path: Path) -> Source:
    """Read and check an ACSIncome parquet; race becomes White or not, marriage married or not.

    Raises FileNotFoundError, and ValueError that lists missing columns or unknown states.
    """
    if not path.is_file():
        raise FileNotFoundError(f"No file {path}; give an ACSIncome parquet with columns {', '.join(NEEDED)}.")
    frame = pd.read_parquet(path)
    missing = [column for column in NEEDED if column not in frame.columns]
    if missing:
        raise ValueError(f"{path} lacks columns {', '.join(missing)}; it needs {', '.join(NEEDED)}.")
    unknown = sorted(set(frame["STATE"].astype(str)) - set(STATE_CODES))
    if unknown:
        raise ValueError(f"{path} has STATE {unknown[:5]}; use postal abbreviations such as CA and PR.")
    return Source(coarsen(frame), hashlib.sha256(path.read_bytes()).hexdigest())


def coarsen(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows with RAC1P 1 White, 0 not; MAR 1 married, 0 not; class of worker 9 and other rows outside the filter left out."""
    rows = frame.copy()
    rows["white_known"] = frame["RAC1P"] != 0
    rows["RAC1P"] = (frame["RAC1P"] == 1).astype(np.int64)
    rows["MAR"] = (frame["MAR"] == 1).astype(np.int64)
    rows["PINCP"] = frame["PINCP"].astype(bool)
    return rows.reset_index(drop=True)

"""Invented people in the schema of the census files, and archives of them."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from stages.data.acs_income.pums_year import PersonFile

CODES = {
    "AGEP": [30, 16, 45, 52, 61, 38, 70, 24],
    "COW": [1, 1, 2, 3, 4, 5, 6, 7],
    "SCHL": [21, 16, 22, 19, 16, 24, 1, 18],
    "MAR": [1, 5, 1, 3, 2, 4, 1, 5],
    "OCCP": [10, 4720, 2310, 5740, 9130, 3255, 205, 4020],
    "POBP": [6, 6, 36, 303, 233, 6, 210, 72],
    "RELP": [0, 2, 1, 16, 0, 13, 17, 11],
    "WKHP": [40, 10, 45, 38, 99, 20, 0, 35],
    "SEX": [1, 2, 1, 2, 1, 2, 1, 2],
    "RAC1P": [1, 2, 6, 8, 9, 1, 3, 5],
    "PINCP": [50_001, 900, 50_000, 20_000, 120_000, 100, 45_000, 101],
    "PWGTP": [10, 20, 30, 40, 50, 60, 70, 80],
}
"""Eight people; ACSIncome counts those numbered 0, 2, 3, 4, 7: two of the five earn more."""


def table(state: str, changes: Mapping[str, list[object]] | None = None) -> pd.DataFrame:
    """The eight as a census table: text with leading zeros, other columns before and after."""
    widths = {"AGEP": 2, "SCHL": 2, "OCCP": 4, "POBP": 3, "RELP": 2, "WKHP": 2, "PINCP": 7}
    columns: dict[str, list[object]] = {
        "RT": ["P"] * 8,
        "SERIALNO": [f"2018HU{place:07d}" for place in range(8)],
        "ST": [f"{PersonFile(2018, state).table[6:8]}"] * 8,
        **{name: [f"{code:0{widths.get(name, 1)}d}" for code in codes]
           for name, codes in CODES.items()},
        "NAICSP": ["722Z", "", "", "814", "", "", "", ""],
        "PWGTP1": ["1"] * 8,
    }  # fmt: skip
    return pd.DataFrame({**columns, **(changes or {})})


def zipped(tables: Mapping[str, pd.DataFrame]) -> bytes:
    """An archive of tables by name."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as content:
        content.writestr(zipfile.ZipInfo("ACS2018_PUMS_README.pdf"), b"%PDF")
        for name, frame in tables.items():
            # A fixed date: the same people are the same bytes
            content.writestr(zipfile.ZipInfo(name), frame.to_csv(index=False), zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def person_archive(file: PersonFile, changes: Mapping[str, list[object]] | None = None) -> bytes:
    """The archive of one state and year."""
    frame = table(file.state, changes)
    names = {there: there for there in frame} | {"RELP": file.columns["RELP"]}
    if file.year > 2022:
        names["ST"] = "STATE"
    return zipped({file.table: frame.rename(columns=names)})


def parquet(path: Path, frame: pd.DataFrame) -> Path:
    """A frame as a parquet file."""
    frame.to_parquet(path, index=False)
    return path

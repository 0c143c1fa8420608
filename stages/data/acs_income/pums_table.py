"""The people of a census person table, read as a stream: only what ACSIncome needs of it."""

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from stages.data.acs import STATE_CODES
from stages.data.acs_income.columns import FEATURES, INCOME, THRESHOLD, is_counted, whole_codes
from stages.data.acs_income.pums_year import RELATIONSHIP, STATE_COLUMNS, PersonFile
from stages.data.acs_income.study import People
from stages.data.download.zip_file import Limited, Member

BLOCK: Final = 1 << 23
LONGEST_HEADER: Final = 1 << 16


def read_people(archive: Path, file: PersonFile, member: Member) -> People:
    """All people of the table whom ACSIncome counts, in the file's order.

    Raises ValueError for a table that lacks a column, is of another state, or holds a code that is
    no whole number.
    """
    with member.open(archive) as stream:
        header = _header(stream, archive)
    wanted = _wanted(header, file, archive)
    try:
        with member.open(archive) as stream:
            parts = [_counted(batch, wanted, file) for batch in _batches(stream, wanted)]
    except pa.ArrowException as error:
        raise ValueError(
            f"Got {file.table} in {archive.name}, which can't be read as CSV"
            f" ({str(error).splitlines()[0][:200]}). Delete {archive} to have it fetched anew."
        ) from error
    people = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=[*wanted])
    return People(
        people[list(FEATURES)].apply(whole_codes),
        np.arange(len(people), dtype=np.int64),
        (people[INCOME] <= THRESHOLD).to_numpy(dtype=np.bool_),
        complete=True,
    )


def _header(stream: Limited, archive: Path) -> list[str]:
    line = b""
    while b"\n" not in line and len(line) < LONGEST_HEADER and (chunk := stream.read(4096)):
        line += chunk
    text = line.split(b"\n")[0].decode("utf-8-sig", errors="replace")
    names = next(csv.reader([text.strip()]), [])
    if len(set(names)) < len(names):
        raise ValueError(f"Got {archive.name} with a column name twice; expected each once.")
    return names


def _wanted(header: list[str], file: PersonFile, archive: Path) -> Mapping[str, str]:
    """ACSIncome's columns, and STATE, to the names in this file."""
    state = next((name for name in STATE_COLUMNS if name in header), STATE_COLUMNS[0])
    wanted = {**file.columns, "STATE": state}
    missing = [name for name in wanted.values() if name not in header]
    if missing:
        raise ValueError(
            f"Got {file.table} in {archive.name} without {', '.join(missing)}; expected the columns"
            f" of the {file.year} person file. Is it of another year (data.year), or a file of"
            f" households (csv_h...)? Put the person file at {archive}."
        )
    return wanted


def _batches(stream: Limited, wanted: Mapping[str, str]) -> arrow_csv.CSVStreamingReader:
    return arrow_csv.open_csv(
        pa.PythonFile(stream, mode="r"),
        read_options=arrow_csv.ReadOptions(block_size=BLOCK, use_threads=False),
        convert_options=arrow_csv.ConvertOptions(
            include_columns=list(wanted.values()),
            column_types=dict.fromkeys(wanted.values(), pa.string()),
            null_values=[""],
            strings_can_be_null=True,
        ),
    )


def _counted(batch: pa.RecordBatch, wanted: Mapping[str, str], file: PersonFile) -> pd.DataFrame:
    """The counted people of one batch, relationships in the codes of RELP."""
    frame = pd.DataFrame(
        {name: _numbers(batch.column(there), there, file) for name, there in wanted.items()}
    )
    others = frame["STATE"] != STATE_CODES[file.state]
    if others.any():
        raise ValueError(
            f"Got people of state {frame['STATE'][others].iloc[0]:.0f} in {file.table}; expected"
            f" {STATE_CODES[file.state]} ({file.state}) only. Delete {file.archive} and run it"
            " again to have it fetched anew."
        )
    frame = frame[is_counted(frame)]
    if wanted["RELP"] == "RELP":
        return frame
    return frame.assign(RELP=frame["RELP"].map(RELATIONSHIP))


def _numbers(column: pa.Array, name: str, file: PersonFile) -> "pd.Series[float]":
    """Whole numbers of a column of text ("0010" is 10), NaN where it is blank."""
    text = pc.utf8_trim_whitespace(column)
    text = pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)
    whole = pc.match_substring_regex(text, r"^[+-]?[0-9]{1,15}$")
    if not pc.all(whole).as_py():
        bad = next(value for value, fine in zip(text, whole, strict=True) if fine.as_py() is False)
        raise ValueError(
            f"Got {name}={bad.as_py()[:40]!r} in {file.table}; expected whole numbers or blanks."
            f" Is it the person file of {file.year} (data.year)?"
        )
    numbers: pd.Series[float] = pc.cast(text, pa.float64()).to_pandas()
    return numbers

"""Which kind of table a user's file is: by its first bytes, checked against its name."""

from enum import StrEnum
from pathlib import Path
from typing import Final

from stages.data.files.faults import Faults

_PARQUET_NAMES: Final = frozenset({".parquet", ".pq"})
_PARQUET: Final = b"PAR1"
_FOREIGN: Final = {
    b"PK\x03\x04": "a zip archive or an Excel workbook",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"\x1f\x8b": "a gzip archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"\x28\xb5\x2f\xfd": "a zstd archive",
    b"ARROW1": "an Arrow file",
    b"SQLite format 3": "an SQLite database",
    b"<!DOCTYPE": "a web page",
    b"<html": "a web page",
    b'{"': "JSON",
    b'[{"': "JSON",
}


class FileKind(StrEnum):
    """What a file holds."""

    CSV = "CSV"
    PARQUET = "Parquet"


def file_kind(path: Path, faults: Faults) -> FileKind | None:
    """CSV or Parquet; None, and a fault, for what can't be read as either."""
    if why := _unreadable(path):
        faults.add(str(path), why, "Mend data.path: it names one CSV or Parquet file.")
        return None
    try:
        with path.open("rb") as stream:
            start = stream.read(16)
    except OSError as error:
        faults.add(str(path), f"it can't be read ({error.strerror})", "Mend its permissions.")
        return None
    named = path.suffix.lower() in _PARQUET_NAMES
    is_parquet = start.startswith(_PARQUET)
    foreign = next((what for magic, what in _FOREIGN.items() if start.startswith(magic)), None)
    if foreign or named != is_parquet:
        what = foreign or ("no Parquet file, though named so" if named else "a Parquet file")
        cure = (
            "Unpack it, or save the table as CSV (.csv) or Parquet (.parquet), under a name that "
            "says which."
        )
        faults.add(path.name, f"this is {what}", cure)
        return None
    return FileKind.PARQUET if is_parquet else FileKind.CSV


def _unreadable(path: Path) -> str:
    if path.is_dir():
        return "this is a directory"
    if not path.exists():
        return "there is no such file"
    if not path.is_file():
        return "this is no regular file"
    return "" if path.stat().st_size else "the file is empty"

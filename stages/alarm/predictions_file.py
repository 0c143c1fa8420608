"""A table of predictions as a stream of chunks: Parquet, CSV or standard input.

Memory does not grow with the rows, but for Parquet on standard input, which is read whole: its
contents stand at the end.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Protocol

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from stages.alarm.rejoined import Rejoined

CELLS: Final = 4_000_000
MOST_ROWS: Final = 1 << 17
BLOCK: Final = 1 << 22
PEEK: Final = 1 << 20
MAGIC: Final = b"PAR1"
SEPARATORS: Final = ",;\t"


class Table(Protocol):
    """A table that is read once, from front to back."""

    @property
    def columns(self) -> Sequence[str]:
        """The names of all columns, in order."""

    def chunks(self, wanted: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """The rows, many at a time, of these columns; ValueError says what is wrong with them."""


@dataclass(frozen=True)
class ParquetTable:
    """A Parquet file; `name` for messages."""

    name: str
    file: pq.ParquetFile

    @property
    def columns(self) -> Sequence[str]:
        """The names of all columns, in order."""
        return list(self.file.schema_arrow.names)

    def chunks(self, wanted: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Chunks of about four million cells."""
        rows = max(1024, min(MOST_ROWS, CELLS // max(1, len(wanted))))
        with _told(self.name):
            yield from self.file.iter_batches(batch_size=rows, columns=list(wanted))


@dataclass(frozen=True)
class CsvTable:
    """A CSV file in UTF-8, every cell a text; empty cells are missing."""

    name: str
    stream: Rejoined
    columns: Sequence[str]
    separator: str

    def chunks(self, wanted: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Chunks of about four megabytes."""
        convert = pa_csv.ConvertOptions(
            column_types=dict.fromkeys(self.columns, pa.string()),
            include_columns=list(wanted),
            strings_can_be_null=True,
            null_values=[""],
        )
        with _told(self.name):
            yield from pa_csv.open_csv(
                self.stream,
                read_options=pa_csv.ReadOptions(block_size=BLOCK, use_threads=False),
                parse_options=pa_csv.ParseOptions(
                    delimiter=self.separator, newlines_in_values=True
                ),
                convert_options=convert,
            )


@contextmanager
def opened(path: Path | None, standard_input: BinaryIO | None) -> Iterator[Table]:
    """The table at `path`, or on standard input where it is None; by its first bytes.

    ValueError for what is no table of either kind; OSError where the system refuses.
    """
    if path is None:
        if standard_input is None:
            raise ValueError("Got -, but standard input is closed; expected a table on it.")
        yield _table("standard input", standard_input, standard_input.read(PEEK))
    else:
        with path.open("rb") as stream:
            yield _table(str(path), stream, stream.read(PEEK))


def _table(name: str, stream: BinaryIO, start: bytes) -> Table:
    """The table that begins with `start` and goes on in `stream`."""
    if not start:
        raise ValueError(f"Got nothing in {name}: it is empty; expected a table of predictions.")
    if start.startswith(MAGIC):
        with _told(name):
            whole = stream if stream.seekable() else io.BytesIO(start + stream.read())
            table: Table = ParquetTable(name, pq.ParquetFile(whole))
    else:
        columns, separator = _header(name, start)
        table = CsvTable(name, Rejoined(start, stream), columns, separator)
    twice = sorted({column for column in table.columns if table.columns.count(column) > 1})
    if twice:
        raise ValueError(f"Got the column {twice[0]!r} twice in {name}; expected each name once.")
    return table


def _header(name: str, start: bytes) -> tuple[list[str], str]:
    if b"\0" in start:
        raise ValueError(
            f"Got bytes in {name} that are no text; expected CSV in UTF-8, or Parquet. Save it so."
        )
    text = start.decode("utf-8-sig", errors="surrogateescape")
    try:
        lines = {mark: _first_two(text, mark) for mark in SEPARATORS}
    except csv.Error as error:
        raise ValueError(f"Can't read the first line of {name}: {error}. Mend the file.") from error
    # Names may hold a separator (C=1;seed=0): the right one cuts the first row alike
    separator = max(lines, key=lambda mark: _fit(*lines[mark]))
    header = lines[separator][0]
    if any("\udc80" <= sign <= "\udcff" for sign in "".join(header)):
        raise ValueError(_not_utf_8(name))
    return header, separator


def _first_two(text: str, mark: str) -> tuple[list[str], list[str]]:
    """The first two lines that are not empty, cut at `mark`; none where there is none."""
    lines = (line for line in csv.reader(io.StringIO(text, newline=""), delimiter=mark) if line)
    header = next(lines, [])
    try:
        return header, next(lines, [])
    except csv.Error:  # a cell of great length, such as a text
        return header, []


def _fit(header: Sequence[str], row: Sequence[str]) -> tuple[bool, int, int]:
    """How well a separator fits: several cells in both lines alike, else many in the row.

    Where the row is one cell the header tells nothing: the comma fits best, as a name that holds
    one is quoted and a name that holds another separator is not.
    """
    return len(header) == len(row) > 1, len(row), 0 if len(row) == 1 else len(header)


def _not_utf_8(name: str) -> str:
    return f"Got text in {name} that is not UTF-8; expected CSV in UTF-8. Save it so."


@contextmanager
def _told(name: str) -> Iterator[None]:
    """What Arrow objects to, as a sentence."""
    try:
        yield
    except (pa.ArrowInvalid, pa.ArrowKeyError, pa.ArrowNotImplementedError, OSError) as error:
        if isinstance(error, OSError) and error.strerror:  # the system's, not Arrow's
            raise
        why = (str(error).strip().splitlines() or ["no reason given"])[0].rstrip(".")
        if "UTF8" in why.upper():
            raise ValueError(_not_utf_8(name)) from error
        raise ValueError(f"Can't read {name} as a table: {why}. Mend the file.") from error

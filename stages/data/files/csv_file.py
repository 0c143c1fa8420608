"""CSV files: every cell as the text that stands there, every row with its line."""

import csv
from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TextIO

import numpy as np
import pyarrow as pa

from stages.data.files.bad_bytes import bad_bytes, demand_marked
from stages.data.files.description import Description
from stages.data.files.faults import Faults, places
from stages.data.files.headers import check_header
from stages.data.files.sheet import Sheet
from stages.text.plain import plain

_BLOCK: Final = 20_000
_SEPARATORS: Final = ",;\t|"
_LONGEST_CELL: Final = 2**31 - 1
"""The most that the csv module takes on every machine: a C long of 32 bits."""

Row = tuple[int, list[str]]
"""The line on which a row begins, and its cells."""


class _QuoteError(Exception):
    """Quotes that don't fit: from there on nobody can tell the rows apart."""


def read_csv(path: Path, description: Description, faults: Faults) -> Sheet | None:
    """The described columns of a CSV file; None, and faults, where it can't be read to its end.

    Lines whose cells are all empty are left out. A row with more or fewer cells than the header is
    a fault.
    """
    form = description.csv
    try:
        demand_marked(path, form.encoding)
        with path.open(encoding=form.encoding, newline="") as stream, _cells_of_any_length():
            return _sheet(_rows(stream, form.separator), path.name, description, faults)
    except UnicodeError:
        faults.add(path.name, *bad_bytes(path, form.encoding))
    except _QuoteError as error:
        cure = (
            "Close them; let the separator follow at once, without a blank; write a quote mark "
            'inside quotes twice (""). No more was read.'
        )
        faults.add(path.name, f"quote marks that don't fit, in the row of line {error}", cure)
    return None


def _rows(stream: TextIO, separator: str) -> Iterator[Row]:
    reader = csv.reader(stream, delimiter=separator, strict=True, skipinitialspace=True)
    line = 1
    try:
        for cells in reader:
            if any(map(str.strip, cells)):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise _QuoteError(f"{line} ({error})") from error


def _sheet(
    rows: Iterator[Row], file: str, description: Description, faults: Faults
) -> Sheet | None:
    _, names = next(rows, (0, []))
    header = tuple(map(plain, names))
    if not header:
        faults.add(file, "the file has no row", "Write a header and rows.")
        return None
    if _is_uncut(file, names, description, faults):
        return None
    if not check_header(file, header, description, faults):
        return None
    wanted = {name: header.index(name) for name in description.named() if name in header}
    kept: dict[str, list[pa.Array]] = {name: [] for name in wanted}
    begins, ragged = array("q"), array("q")
    block: list[list[str]] = []
    for line, cells in rows:
        if len(cells) != len(header):
            ragged.append(line)
            continue
        begins.append(line)
        block.append(cells)
        if len(block) == _BLOCK:
            _keep(block, wanted, kept)
            block = []
    _keep(block, wanted, kept)
    if ragged:
        where = places("line", np.array(ragged))
        cure = (
            'Put cells that contain the separator between quote marks ("); fill rows that are too '
            "short; drop what is no row."
        )
        faults.add(file, f"not as many cells as the header ({len(header)}) in {where}", cure)
    columns = {name: pa.chunked_array(parts, pa.string()) for name, parts in kept.items()}
    lines = np.array(begins, dtype=np.int64)
    return Sheet(file, header, columns, lines, "line", is_whole=not ragged)


def _keep(
    block: Sequence[Sequence[str]], wanted: Mapping[str, int], kept: Mapping[str, list[pa.Array]]
) -> None:
    for name, at in wanted.items():
        kept[name].append(pa.array([row[at] for row in block], pa.string()))


def _is_uncut(file: str, names: Sequence[str], description: Description, faults: Faults) -> bool:
    """Whether the header is one cell alone that another separator would cut: a fault."""
    used = description.csv.separator
    other = [mark for mark in _SEPARATORS if mark != used and mark in names[0]]
    is_uncut = len(names) == 1 and bool(other)
    if is_uncut:
        what = f"the header has no separator {used!r}, but it has {other[0]!r}"
        cure = f"Add `csv: {{separator: {_in_yaml(other[0])}}}` to the description."
        faults.add(file, what, cure)
    return is_uncut


def _in_yaml(mark: str) -> str:
    return '"\\t"' if mark == "\t" else f'"{mark}"'


@contextmanager
def _cells_of_any_length() -> Iterator[None]:
    """The csv module refuses long cells with an error of its own; we have one that helps."""
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(before)

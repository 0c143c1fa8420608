"""The feature columns of a user's table, checked by what the description calls them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import pandas as pd

from stages.data.files.cells import NO_NUMBER, Mask, Names, Numbers
from stages.data.files.description import Column, Description, Kind
from stages.data.files.faults import Faults, places, shown, some
from stages.data.files.sheet import Sheet
from stages.storage.names import FIRST


@dataclass(frozen=True)
class Limits:
    """`longest_cell`: characters of a cell that becomes part of a text; `levels`: values of a
    category that the raw arm tells apart.
    """

    longest_cell: int
    levels: int


@dataclass(frozen=True)
class Feature:
    """`values`: float64 or texts, missing where empty; `is_marked`: missing by a marker."""

    values: pd.Series
    is_marked: Mask


@dataclass(frozen=True)
class FeatureReader:
    """Reads one feature column after the other; faults concern the `used` rows only."""

    sheet: Sheet
    description: Description
    used: Mask
    limits: Limits
    faults: Faults

    def read(self, column: Column) -> Feature:
        """The column's values in every row, with faults for those that it can't have."""
        return _READ[column.kind](self, column)

    def number(self, column: Column) -> Feature:
        """A column of numbers."""
        missing = self.description.missing
        decimal = self.description.csv.decimal if self.sheet.unit == "line" else "."
        read = Numbers.of(
            self.sheet.columns[column.name], decimal, NO_NUMBER if missing is None else missing
        )
        cure = (
            f"Write numbers like 1234{decimal}5, without units, % or marks for thousands; list "
            "what means no value below `missing`; or call the column category or carry."
        )
        if decimal == "." and self._has_commas(column, read.is_no_number):
            cure += ' If the commas are decimal marks: `csv: {decimal: ","}`.'
        self._refuse(column, read.is_no_number, "no number", cure)
        self._refuse(column, read.is_infinite, "infinite", "Give a number or leave it empty.")
        self._refuse(column, read.is_too_large, "beyond float32 (3.4e38)", "Rescale the column.")
        return Feature(pd.Series(read.values), read.is_marked)

    def name(self, column: Column) -> Feature:
        """A column of names, with or without an order."""
        read = Names.of(self.sheet.columns[column.name], self.description.missing or ())
        most = self.limits.longest_cell
        long = [name for name in read.names if len(name) > most]
        cure = "Shorten it, call the column carry, or raise data.longest_cell."
        self._refuse(column, read.equal(*long), f"longer than {most:,} characters", cure)
        if column.order:
            strange = [name for name in read.names if name not in column.order]
            cure = f"The description has the order {some(column.order)}: add it there, or mend it."
            self._refuse(column, read.equal(*strange), "none of the ordered levels", cure)
        return Feature(read.series(), read.is_marked)

    def notes(self, column: Column, feature: Feature) -> tuple[str, ...]:
        """What a reader should know of the used rows: empty, markers for missing, many levels."""
        name, values = shown(column.name), feature.values[self.used]
        marked, levels = int(feature.is_marked[self.used].sum()), values.nunique()
        said = []
        if values.isna().all():
            said.append(f"The column {name} is empty.")
        if marked:
            said.append(f"Not empty, but taken for missing: {marked:,} of the cells of {name}.")
        if column.kind is Kind.CATEGORY and levels > self.limits.levels:
            said.append(
                f"The column {name} has {levels:,} values: the raw arm tells apart the "
                f"{self.limits.levels:,} most frequent of the train rows (data.levels)."
            )
        return tuple(said)

    def _has_commas(self, column: Column, wrong: Mask) -> bool:
        cells = self.sheet.columns[column.name].filter(wrong)
        return any("," in str(cell) for cell in cells[:FIRST].to_pylist())

    def _refuse(self, column: Column, wrong: Mask, what: str, cure: str) -> None:
        if not (wrong := wrong & self.used).any():
            return
        cells = self.sheet.columns[column.name].filter(wrong)[:FIRST].to_pylist()
        where = f"{self.sheet.file}, column {shown(column.name)} ({column.kind})"
        lines = places(self.sheet.unit, self.sheet.places[wrong])
        self.faults.add(where, f"{what} in {lines}: {some(cells)}", cure)


_READ: Final[dict[Kind, Callable[[FeatureReader, Column], Feature]]] = {
    Kind.NUMBER: FeatureReader.number,
    Kind.CATEGORY: FeatureReader.name,
    Kind.ORDERED: FeatureReader.name,
}

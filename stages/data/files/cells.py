"""The cells of one column: as names, or as numbers."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from stages.text.plain import plain

Mask = npt.NDArray[np.bool_]
"""One truth value per row."""

NO_NUMBER: Final = ("NA", "N/A", "n/a", "NaN", "nan", "null", "NULL", "None")
"""What number columns take for missing beside empty cells, unless the description says otherwise.

In all other columns these are names like any other.
"""

LARGEST: Final = float(np.finfo(np.float32).max)
_NUMBER: Final = r"^[+-]?(?:[0-9]+{0}?[0-9]*|{0}[0-9]+)(?:[eE][+-]?[0-9]+)?$"
_INFINITE: Final = r"^(?i)[+-]?inf(?:inity)?$"


@dataclass(frozen=True)
class Names:
    """A column of texts on one line.

    `codes` index `names`; -1 where a cell is empty, -2 where it holds a marker for missing.
    """

    codes: npt.NDArray[np.int64]
    names: tuple[str, ...]

    @classmethod
    def of(cls, column: pa.ChunkedArray, missing: Collection[str] = ()) -> "Names":
        """Blanks around a cell don't count, runs of blanks and control characters are one space.

        `missing`: names that stand for an empty cell.
        """
        encoded = pa.chunked_array(column.dictionary_encode()).unify_dictionaries().combine_chunks()
        known: dict[str, int] = {"": -1} | dict.fromkeys(missing, -2)
        told = len(known)
        place = [
            known.setdefault(plain(cell), len(known) - told)
            for cell in encoded.dictionary.to_pylist()
        ]
        indices = encoded.indices.fill_null(len(place)).to_numpy(zero_copy_only=False)
        return cls(np.array([*place, -1], dtype=np.int64)[indices], tuple(known)[told:])

    @property
    def is_missing(self) -> Mask:
        """Where there is no name."""
        return np.less(self.codes, 0)

    @property
    def is_marked(self) -> Mask:
        """Where a marker says so."""
        return np.equal(self.codes, -2)

    def among(self, rows: Mask) -> list[str]:
        """The different names in some rows, sorted."""
        return sorted(self.names[code] for code in np.unique(self.codes[rows]) if code >= 0)

    def equal(self, *wanted: str) -> Mask:
        """Where a cell is one of these."""
        sought = frozenset(wanted)
        return np.isin(self.codes, [at for at, name in enumerate(self.names) if name in sought])

    def series(self) -> pd.Series:
        """The texts, missing where there is no name."""
        texts = np.array([*self.names, None, None], dtype=object)
        return pd.Series(texts[self.codes], dtype="str")


@dataclass(frozen=True)
class Numbers:
    """A column of numbers: `values` is NaN where missing or wrong; the masks say why."""

    values: npt.NDArray[np.float64]
    is_marked: Mask
    is_no_number: Mask
    is_infinite: Mask
    is_too_large: Mask

    @classmethod
    def of(cls, column: pa.ChunkedArray, decimal: str, missing: Collection[str]) -> "Numbers":
        """Decimal numbers, strictly: `1,000`, `0x1F`, `1_0` and `true` are none.

        Infinite ones, and those beyond float32, are told apart. Other types than text: as they are.
        """
        kind = column.type
        if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
            values = _floats(column)
            no = np.zeros(len(values), dtype=np.bool_)
            return cls._told(values, no, no, np.isinf(values))
        cells = pc.fill_null(pc.utf8_trim_whitespace(_texts(column)), "")
        marked = _mask(pc.is_in(cells, pa.array(list(missing), cells.type)))
        infinite = _mask(pc.match_substring_regex(cells, _INFINITE)) & ~marked
        pattern = _NUMBER.format("\\." if decimal == "." else f"[{decimal}]")
        good = pc.match_substring_regex(cells, pattern)
        dotted = pc.if_else(good, pc.replace_substring(cells, decimal, "."), None)
        values = _floats(dotted)
        empty = _mask(pc.equal(cells, ""))
        values[marked] = np.nan
        return cls._told(values, marked, ~(_mask(good) | marked | infinite | empty), infinite)

    @classmethod
    def _told(
        cls, values: npt.NDArray[np.float64], marked: Mask, wrong: Mask, infinite: Mask
    ) -> "Numbers":
        large = (np.abs(values) > LARGEST) & ~infinite
        return cls(np.where(large | infinite, np.nan, values), marked, wrong, infinite, large)


def _texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        return column
    return pa.chunked_array(
        [[None if x is None else str(x) for x in column.to_pylist()]], pa.string()
    )


def _floats(column: pa.ChunkedArray) -> npt.NDArray[np.float64]:
    if column.type == pa.float32():
        # By way of its digits: .1 in float32 is .1, as a CSV would say, not .10000000149
        column = pc.cast(column, pa.string())
    floats = pc.cast(column, pa.float64(), safe=False)
    return np.array(pc.fill_null(floats, float("nan")).to_numpy(), dtype=np.float64)


def _mask(values: pa.ChunkedArray) -> Mask:
    return np.array(values.to_numpy(), dtype=np.bool_)

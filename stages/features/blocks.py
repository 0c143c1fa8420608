"""The four ways in which one column of codes becomes columns of numbers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from stages.features.contract import Features

Codes = npt.NDArray[np.float64]
"""The codes of one column, NaN where missing; shape (rows,)."""

MISSING: Final = -1.0
"""The number that stands for a missing one: no code of the dictionary is negative."""


class Block(Protocol):
    """Some features made of one column."""

    @property
    def column(self) -> str:
        """The column they are made of."""
        ...

    @property
    def names(self) -> tuple[str, ...]:
        """One name per feature."""
        ...

    def values(self, codes: Codes) -> Features:
        """Features of every code; shape (rows, len(names))."""
        ...


@dataclass(frozen=True)
class Number:
    """The code itself as a number, `MISSING` where there is none."""

    column: str

    @property
    def names(self) -> tuple[str, ...]:
        """The column's own name."""
        return (self.column,)

    def values(self, codes: Codes) -> Features:
        """One column; shape (rows, 1)."""
        return np.where(np.isnan(codes), MISSING, codes).astype(np.float32)[:, None]


@dataclass(frozen=True)
class Levels:
    """One 0/1 feature per level; all 0 for a missing code and for one outside the levels."""

    column: str
    levels: Sequence[int]

    @property
    def names(self) -> tuple[str, ...]:
        """Such as MAR_1."""
        return tuple(f"{self.column}_{level}" for level in self.levels)

    def values(self, codes: Codes) -> Features:
        """At most one 1 per row; shape (rows, levels)."""
        hit: npt.NDArray[np.bool_] = codes[:, None] == np.asarray(self.levels)
        return hit.astype(np.float32)


@dataclass(frozen=True)
class Thresholds:
    """One 0/1 feature per threshold: is the code at least that? All 0 for a missing code."""

    column: str
    thresholds: Sequence[int]

    @property
    def names(self) -> tuple[str, ...]:
        """Such as SCHL_at_least_21."""
        return tuple(f"{self.column}_at_least_{least}" for least in self.thresholds)

    def values(self, codes: Codes) -> Features:
        """Non-increasing along each row when the thresholds rise; shape (rows, thresholds)."""
        return (codes[:, None] >= np.asarray(self.thresholds)).astype(np.float32)


@dataclass(frozen=True)
class Groups:
    """One 0/1 feature per group of codes; all 0 for a missing code and for one of no group.

    `group_of` maps int64 codes to indices into `groups`, or to -1. Codes that are no whole numbers
    from 0 to 9999 are of no group.
    """

    column: str
    groups: Sequence[str]
    group_of: Callable[[npt.NDArray[np.int64]], npt.NDArray[np.int64]]

    @property
    def names(self) -> tuple[str, ...]:
        """Such as OCCP_MGR."""
        return tuple(f"{self.column}_{group}" for group in self.groups)

    def values(self, codes: Codes) -> Features:
        """At most one 1 per row; shape (rows, groups)."""
        is_code = (codes >= 0) & (codes < 10_000) & (codes == np.floor(codes))
        group = self.group_of(np.where(is_code, codes, 0).astype(np.int64))
        group = np.where(is_code, group, -1)
        hit: npt.NDArray[np.bool_] = group[:, None] == np.arange(len(self.groups))
        return hit.astype(np.float32)

"""Class counts of complete states, and how far other rows may lie from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf, sqrt
from pathlib import Path
from typing import Final, cast

import yaml

WHOLE: Final = "state"
"""The part of a state that is all of it; the other parts are windows."""
FURTHEST: Final = 4.0
"""Standard deviations at which rows are no sample of the state: 1 in 16,000 by chance."""


@dataclass(frozen=True)
class Counted:
    """Rows at hand, the positives among them, and whether they must be all there are."""

    rows: int
    positives: int
    complete: bool

    @property
    def words(self) -> str:
        """The counts as people read them."""
        return f"{self.rows:,} rows with {self.positives:,} positives"


@dataclass(frozen=True)
class KnownCount:
    """Rows of a complete state and its positives, between two numbers where one is not known."""

    rows: int
    fewest: int
    most: int

    @classmethod
    def read(cls, entry: Mapping[str, int | list[int]]) -> "KnownCount":
        """An entry of known_counts.yaml."""
        positives = entry["positives"]
        ends = positives if isinstance(positives, list) else [positives]
        return cls(cast(int, entry["rows"]), min(ends), max(ends))

    @property
    def share(self) -> float:
        """Share of positives."""
        return (self.fewest + self.most) / 2 / self.rows

    def deviation(self, counted: Counted) -> float:
        """How many standard deviations the share of a sample's positives lies from the known one.

        The sd is that of drawing n of N rows without replacement:
        sqrt(p (1 - p) / n) sqrt(1 - n / N). Infinite for rows that can't be such a sample.
        """
        rows, negatives = counted.rows, counted.rows - counted.positives
        impossible = counted.positives > self.most or negatives > self.rows - self.fewest
        if impossible or rows >= self.rows or counted.complete:
            return inf
        sd = sqrt(self.share * (1 - self.share) / rows * (1 - rows / self.rows))
        return abs(counted.positives / rows - self.share) / sd

    @property
    def words(self) -> str:
        """The counts as people read them."""
        most = f" to {self.most:,}" if self.most > self.fewest else ""
        return f"{self.rows:,} rows with {self.fewest:,}{most} positives"


@dataclass(frozen=True)
class KnownCounts:
    """The counts of one year, by part (`WHOLE` or a window) and state."""

    year: int | None
    counts: Mapping[str, Mapping[str, KnownCount]]

    @classmethod
    def read(cls, path: Path, year: int | None) -> "KnownCounts":
        """The counts of a year; empty for a year without any, and for None."""
        tree = yaml.safe_load(path.read_text(encoding="utf-8")).get(year, {})
        return cls(
            year,
            {
                part: {state: KnownCount.read(entry) for state, entry in states.items()}
                for part, states in tree.items()
            },
        )

    def check(self, part: str, state: str, counted: Counted) -> str:
        """A sentence that compares counts with the known ones, "" where none are known.

        Raises ValueError for a complete state whose positives are not exactly the known ones, and
        for rows that can't be or hardly are a sample of it.
        """
        known = self.counts.get(part, {}).get(state)
        if known is None or (counted.rows == 0 and not counted.complete):
            return ""
        where = f"{state} {self.year}" + ("" if part == WHOLE else f", window {part}")
        if counted.rows == known.rows and known.fewest <= counted.positives <= known.most:
            return f"Class counts: {counted.words}, exactly those known of {where}."
        far = known.deviation(counted)
        if far > FURTHEST:
            raise ValueError(_refusal(where, known, counted, far))
        share = counted.positives / counted.rows
        return (
            f"Class counts: {counted.words} ({share:.2%}), a sample of {where} ({known.words},"
            f" {known.share:.2%}); off by {far:.1f} standard deviations"
            + (", more than chance explains." if far > 2 else ".")
        )


def _refusal(where: str, known: KnownCount, counted: Counted, far: float) -> str:
    off = f" ({far:.1f} standard deviations off)" if far < inf else ""
    sample = "" if counted.complete else " or a sample of them"
    return (
        f"Got {counted.words}{off}; expected {known.words} of {where}{sample}. Is it another year,"
        " another filter, another income threshold, rows in another order (then"
        " `-S data.window=random`), or a label turned round? Set data.year to the year of the rows;"
        " of a parquet, data.year=null compares with nothing."
    )

"""How many rows a run trains and tests on, as far as that is known before the data are read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from stages.data.splits import Size

ASSUMED: Final = 50_000
"""Rows of a domain of which nothing is known and everything is asked for."""


@dataclass(frozen=True)
class Rows:
    """Rows by role; `known` False: bounds by the size asked for.

    `targets`: rows per target.
    """

    train: int
    id_test: int
    targets: Mapping[str, int]
    known: bool

    @property
    def test(self) -> int:
        """Rows tested on, all domains."""
        return self.id_test + sum(self.targets.values())

    @property
    def all(self) -> int:
        """Rows of all tables; each may have a text of its own."""
        return self.train + self.test


def planned_rows(
    size: Size, source: str, targets: tuple[str, ...], counts: Mapping[str, int] | None
) -> Rows:
    """What the splits will be; `counts`: rows per domain, None where they are not known."""
    tested = {name: _target(size, None if counts is None else counts[name]) for name in targets}
    train, test = _source(size, None if counts is None else counts[source])
    return Rows(train, test, tested, counts is not None)


def _source(size: Size, rows: int | None) -> tuple[int, int]:
    if rows is None:
        return size.train, max(1, ASSUMED - size.train) if size.id_test is None else size.id_test
    test = rows - size.train if size.id_test is None else size.id_test
    if test < 1 or size.train + test > rows:
        return rows // 2, rows - rows // 2
    return size.train, test


def _target(size: Size, rows: int | None) -> int:
    if rows is None:
        return ASSUMED if size.target is None else size.target
    return rows if size.target is None else min(size.target, rows)

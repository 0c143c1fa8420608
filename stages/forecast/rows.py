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
    if counts is None:
        asked = ASSUMED if size.target is None else size.target
        rest = max(1, ASSUMED - size.train) if size.id_test is None else size.id_test
        return Rows(size.train, rest, dict.fromkeys(targets, asked), known=False)
    train, test = size.of_source(counts[source])
    tested = {name: size.of_target(counts[name]) for name in targets}
    return Rows(train, test, tested, known=True)

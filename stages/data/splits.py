"""Which rows train and which test: disjoint, seeded, the same for every arm."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt

from stages.storage.names import require_whole

FEWEST: Final = 10
"""A domain of fewer rows says nothing: it is refused."""


class Split(StrEnum):
    """What a row is for."""

    TRAIN = "train"
    ID_TEST = "id_test"
    OOD_TEST = "ood_test"


@dataclass(frozen=True)
class Size:
    """Rows: `train` and `id_test` of the source, `target` of each target; None: all that remain."""

    name: str
    train: int
    id_test: int | None
    target: int | None

    def __post_init__(self) -> None:
        """Refuse sizes that are no whole numbers above zero; ValueError."""
        require_whole("size.train", self.train, at_least=1)
        for key, rows in (("size.id_test", self.id_test), ("size.target", self.target)):
            if rows is not None:
                require_whole(key, rows, at_least=1)

    def of_source(self, rows: int) -> tuple[int, int]:
        """Rows to train and to test on of a source of so many; half and half of too few."""
        test = rows - self.train if self.id_test is None else self.id_test
        if test < 1 or self.train + test > rows:
            return rows // 2, rows - rows // 2
        return self.train, test

    def of_target(self, rows: int) -> int:
        """Rows to test on of a target of so many."""
        return rows if self.target is None else min(self.target, rows)


def split_source(rows: int, size: Size, generator: np.random.Generator) -> npt.NDArray[np.str_]:
    """The split of each source row, "" for rows left out; shape (rows,).

    Where the source has fewer rows than asked for, half train and half test. Raises ValueError
    below two rows.
    """
    if rows < 2:
        raise ValueError(
            f"Got a source of {rows} rows; expected at least one to train, one to test."
        )
    train, test = size.of_source(rows)
    order = generator.permutation(rows)
    split = np.full(rows, "", dtype="U8")
    split[order[:train]] = Split.TRAIN
    split[order[train : train + test]] = Split.ID_TEST
    return split


def split_target(rows: int, size: Size, generator: np.random.Generator) -> npt.NDArray[np.str_]:
    """The split of each target row, "" for rows left out; shape (rows,)."""
    split = np.full(rows, "", dtype="U8")
    split[generator.permutation(rows)[: size.of_target(rows)]] = Split.OOD_TEST
    return split

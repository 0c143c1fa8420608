"""Boosted trees of LightGBM, from which fewer rounds are read off.

A row goes down each tree once, and the values of its leaves are summed in the trees' order: the sum
so far is, bit for bit, what the booster of so many rounds would say.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import lightgbm
import numpy as np
import numpy.typing as npt

from stages.families.contract import Answers, FloatArray

ROWS: Final = 512
"""Rows summed at a time: they stay in the cache. Changes no byte."""

LEAF_VALUES: Final = "leaf_value="
"""How the line of a saved tree begins that holds its leaves' values, exact to the last bit."""


@dataclass(frozen=True)
class Prefixes:
    """One booster, read after each of several numbers of rounds.

    `values`: those of all leaves, tree after tree; `starts`: where each tree's begin; `rounds`:
    how many trees count, for every reading. Boosting that found nothing more to split has fewer.
    """

    booster: lightgbm.Booster
    values: npt.NDArray[np.float64]
    starts: npt.NDArray[np.intp]
    rounds: Sequence[int]

    @classmethod
    def of(cls, booster: lightgbm.Booster, rounds: Sequence[int]) -> "Prefixes":
        """A booster of one class, trained for as many rounds as the largest reading."""
        lines = booster.model_to_string().splitlines()
        texts = [line for line in lines if line.startswith(LEAF_VALUES)]
        trees = [np.array(text[len(LEAF_VALUES) :].split(), dtype=np.float64) for text in texts]
        starts = np.cumsum([0, *(len(tree) for tree in trees[:-1])])
        return cls(booster, np.concatenate(trees), starts, rounds)

    def margins(self, x: FloatArray) -> npt.NDArray[np.float64]:
        """The logit at each reading, shape (readings, rows)."""
        leaves = np.reshape(self.booster.predict(x, pred_leaf=True, num_threads=1), (len(x), -1))
        last = np.minimum(self.rounds, len(self.starts)) - 1
        margins = np.empty((len(last), len(x)))
        for start in range(0, len(x), ROWS):
            block = slice(start, start + ROWS)
            values = self.values.take(leaves[block] + self.starts)
            margins[:, block] = values.cumsum(axis=1)[:, last].T
        return margins


@dataclass(frozen=True)
class BoostedGroup:
    """Boosters of one group of trials; `places`: where in the group each one's readings belong."""

    boosters: Sequence[Prefixes]
    places: Sequence[Sequence[int]]

    def answers(self, x: FloatArray) -> Answers:
        """The logit of every trial."""
        margins = np.empty((sum(map(len, self.places)), len(x)))
        for booster, places in zip(self.boosters, self.places, strict=True):
            margins[places] = booster.margins(x)
        return Answers(margins, [None] * len(margins))

    def troubles(self) -> list[None]:
        """Boosting has none of its own."""
        return [None] * sum(map(len, self.places))

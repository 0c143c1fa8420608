"""One random forest in place of many: its prefixes are the smaller forests, pruned afterwards.

Trees are scikit-learn's own. A row goes down each tree once, whatever the number of configurations:
they differ in how many trees vote, and in which ancestor of the row's leaf does.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from sklearn.tree._tree import Tree

from stages.families.contract import Answers, FloatArray
from stages.families.engines.pruning import Numbers, pruned_values

ROWS: Final = 512
"""Rows that go down all trees together: they stay in the cache. Changes no byte."""

TREES: Final = 32
"""Trees that are pruned together, which bounds memory. Changes no byte."""


@dataclass(frozen=True)
class Cut:
    """A forest as one trial has it: its first trees, each pruned with an alpha."""

    trees: int
    alpha: float


@dataclass(frozen=True)
class CutForest:
    """A grown forest, and how each trial cuts it.

    `values`: for each tree what a row is told at each of the alphas, shape (nodes, alphas x 2).
    """

    trees: Sequence[Tree]
    values: Sequence[Numbers]
    alphas: tuple[float, ...]
    cuts: Sequence[Cut]

    @classmethod
    def of(cls, trees: Sequence[Tree], cuts: Sequence[Cut]) -> "CutForest":
        """Of unpruned trees, as many as the largest cut."""
        alphas = tuple(sorted({cut.alpha for cut in cuts}))
        values: list[Numbers] = []
        for start in range(0, len(trees), TREES):
            some = pruned_values(trees[start : start + TREES], alphas)
            values += [one.reshape(len(one), -1) for one in some]
        return cls(trees, values, alphas, cuts)

    def answers(self, x: FloatArray) -> Answers:
        """Mean vote for the positive class less that for the other, as `Votes.margin`."""
        margins = np.empty((len(self.cuts), len(x)))
        rows = np.asarray(x, dtype=np.float32)
        for start in range(0, len(rows), ROWS):
            block = rows[start : start + ROWS]
            for grown, votes in self._votes(block):
                for place, cut in enumerate(self.cuts):
                    if cut.trees == grown:
                        mean = votes[:, self.alphas.index(cut.alpha)] / grown
                        margins[place, start : start + len(block)] = mean[:, 1] - mean[:, 0]
        return Answers(margins, [None] * len(self.cuts))

    def troubles(self) -> list[None]:
        """Growing and pruning have none of their own."""
        return [None] * len(self.cuts)

    def _votes(self, block: npt.NDArray[np.float32]) -> Iterator[tuple[int, Numbers]]:
        """Sums of votes, shape (rows, alphas, 2), each time as many trees voted as a cut has."""
        wanted = {cut.trees for cut in self.cuts}
        votes = np.zeros((len(block), 2 * len(self.alphas)))
        for number, (tree, values) in enumerate(zip(self.trees, self.values, strict=True), start=1):
            votes += values.take(tree.apply(block), axis=0)
            if number in wanted:
                yield number, votes.reshape(len(block), -1, 2)

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
from stages.families.engines.pruning import Numbers, pruned

TREES: Final = 32
"""Trees that are pruned together, which bounds memory. Changes no byte."""


@dataclass(frozen=True)
class Cut:
    """A forest as one trial has it: its first trees, each pruned with an alpha."""

    trees: int
    alpha: float


@dataclass(frozen=True)
class Stretch:
    """Consecutive trees of which the same alphas are asked, the least one's leaves to begin with.

    `values`: for each tree what its leaves say, shape (nodes, alphas x 2); `kept`: places of the
    alphas among those of the stretch before; `ending`: trials that end here, and their alphas'
    places; `count`: how many trees there are up to here.
    """

    trees: Sequence[Tree]
    values: Sequence[Numbers]
    kept: Sequence[int]
    ending: Sequence[tuple[int, int]]
    count: int


@dataclass(frozen=True)
class CutForest:
    """A grown forest as stretches of trees, and how many trials cut it."""

    stretches: Sequence[Stretch]
    trials: int

    @classmethod
    def of(cls, trees: Sequence[Tree], cuts: Sequence[Cut]) -> "CutForest":
        """Of unpruned trees, as many as the largest cut."""
        stretches: list[Stretch] = []
        start, before = 0, sorted({cut.alpha for cut in cuts})
        for stop in sorted({cut.trees for cut in cuts}):
            alphas = sorted({cut.alpha for cut in cuts if cut.trees >= stop})
            some = [
                one
                for first in range(start, stop, TREES)
                for one in pruned(trees[first : min(first + TREES, stop)], alphas)
            ]
            values = [one.reshape(len(one), -1) for _, one in some]
            ending = [
                (place, alphas.index(cut.alpha))
                for place, cut in enumerate(cuts)
                if cut.trees == stop
            ]
            kept = [before.index(alpha) for alpha in alphas]
            stretches.append(Stretch([tree for tree, _ in some], values, kept, ending, stop))
            start, before = stop, alphas
        return cls(stretches, len(cuts))

    def answers(self, x: FloatArray) -> Answers:
        """Mean vote for the positive class less that for the other, as `Votes.margin`."""
        margins = np.empty((self.trials, len(x)))
        for stretch, votes in self._votes(np.asarray(x, dtype=np.float32)):
            for place, column in stretch.ending:
                mean = votes[:, column] / stretch.count
                margins[place] = mean[:, 1] - mean[:, 0]
        return Answers(margins, [None] * self.trials)

    def troubles(self) -> list[None]:
        """Growing and pruning have none of their own."""
        return [None] * self.trials

    def _votes(self, rows: npt.NDArray[np.float32]) -> Iterator[tuple[Stretch, Numbers]]:
        """Sums of votes, shape (rows, alphas, 2), at the end of each stretch."""
        votes = np.zeros((len(rows), len(self.stretches[0].kept), 2))
        for stretch in self.stretches:
            votes = votes.take(stretch.kept, axis=1)
            sums = votes.reshape(len(rows), -1)
            for tree, values in zip(stretch.trees, stretch.values, strict=True):
                sums += values.take(tree.apply(rows), axis=0)
            yield stretch, votes

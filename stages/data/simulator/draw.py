"""Drawing one variable for many rows at once: one binary search per row."""

from dataclasses import dataclass

import numpy as np

from stages.data.simulator.chain import Step, groups
from stages.data.simulator.groupings import Whole
from stages.data.simulator.levels import Codes, Levels
from stages.data.simulator.smoothing import Real


@dataclass(frozen=True)
class Draw:
    """One step of one state, ready to be drawn from.

    parents: number of levels of each parent; children, groups: number of child levels and of their
    groups. `cumulative` ascends over all cells (parents' combination, child level): the
    combination's number times `groups`, plus the child's group, plus the share of the group up to
    and with the child.
    """

    step: Step
    parents: tuple[int, ...]
    children: int
    groups: int
    cumulative: Real

    @classmethod
    def of(cls, step: Step, probabilities: Real, codes: Codes) -> "Draw":
        """Make a draw of probabilities of shape (parents, child)."""
        group = groups(step, codes)
        table = probabilities.reshape(-1, len(group))
        number = int(group[-1]) + 1
        running = np.cumsum(table, axis=1)
        firsts, widths = np.unique(group, return_index=True, return_counts=True)[1:]
        before = np.repeat((running - table)[:, firsts], widths, axis=1)
        share = np.minimum(running - before, 1.0)
        share[:, firsts + widths - 1] = 1.0
        base = np.arange(len(table))[:, None] * number + group
        cumulative = np.maximum.accumulate((base + share).ravel())
        return cls(step, probabilities.shape[:-1], len(group), number, cumulative)

    def levels(self, known: Levels, rows: int, rng: np.random.Generator) -> Whole:
        """One child level per row, given what is known of the rows.

        The draws are multiples of 2^-24, so that adding them to the row's place is exact.
        """
        place = np.zeros(rows, dtype=np.int64)
        for name, size in zip(self.step.parents, self.parents, strict=True):
            place = place * size + known[name]
        key = place * self.groups + rng.random(rows, dtype=np.float32).astype(np.float64)
        if self.step.within is not None:
            key += known[self.step.within]
        return np.searchsorted(self.cumulative, key, side="right") - place * self.children

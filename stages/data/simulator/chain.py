"""The chain of contingency tables: which variable is drawn given which, how counts become probabilities."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from stages.data.simulator.levels import Codes, Levels, Whole

Real = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Step:
    """One draw: `child` given `parents`, the most telling first, inside the level of `within` where there is one.

    `within` is a coarser variable of the child that was drawn before: an occupation within its major group.
    """

    child: str
    parents: tuple[str, ...]
    within: str | None = None


CHAIN: Final = (
    Step("sex", ()),
    Step("age_band", ("sex",)),
    Step("white", ("age_band", "sex")),
    Step("birthplace_group", ("white", "age_group")),
    Step("schooling", ("age_band", "nativity", "white", "sex")),
    Step("married", ("age_band", "sex", "school_group", "white")),
    Step("relationship", ("married", "age_band", "sex", "school_group", "nativity")),
    Step("major", ("school_group", "sex", "age_group", "nativity", "married")),
    Step("worker_class", ("major", "age_group", "school_group", "sex")),
    Step("hours_band", ("major", "worker_class", "sex", "age_group", "married")),
    Step("occupation", ("sex", "school_group"), within="major"),
    Step("birthplace", (), within="birthplace_group"),
    Step("age", (), within="age_band"),
    Step("hours", (), within="hours_band"),
)
"""Steps in the order in which they are drawn."""


def groups(step: Step, codes: Codes) -> Whole:
    """Level of `within` of each child level, ascending (all 0 where there is none)."""
    for finer, coarser, table in codes.ladders:
        if (finer, coarser) == (step.child, step.within):
            return table
    return np.zeros(codes.sizes[step.child], dtype=np.int64)


def count(step: Step, levels: Levels, codes: Codes) -> Whole:
    """How often each combination occurs; shape (states, one axis per parent, child)."""
    names = ("state", *step.parents, step.child)
    shape = tuple(codes.sizes[name] for name in names)
    cells = np.ravel_multi_index(tuple(levels[name] for name in names), shape)
    return np.bincount(cells, minlength=int(np.prod(shape))).reshape(shape)


@dataclass(frozen=True)
class Smoother:
    """Dirichlet smoothing with back-off: each table leans on the one with a parent less.

    p(c | a, b) = (n(a, b, c) + alpha p(c | a)) / (n(a, b) + alpha). For a state the richer table leans on its own poorer
    one times what the further parent changes in the pooled rows, so that small states keep their own margins.
    `groups` is the group of each child level, ascending: probabilities add up to one inside a group.
    """

    alpha: float
    groups: Whole

    def smooth(self, counts: Whole) -> Real:
        """Probabilities for counts of shape (states, parents, child), the same shape."""
        pooled, own = counts.sum(axis=0), counts
        total = self._share(self._margin(pooled, 0))
        tables = self._lean(self._margin(own, 1), total[None])
        for depth in range(1, counts.ndim - 1):
            richer = self._lean(self._margin(pooled, depth), total[..., None, :])
            change = np.divide(richer, total[..., None, :], where=total[..., None, :] > 0, out=np.zeros_like(richer))
            prior = self._share(tables[..., None, :] * change)
            tables = self._lean(self._margin(own, depth + 1), prior)
            total = richer
        return tables

    @staticmethod
    def _margin(counts: Whole, depth: int) -> Real:
        """Counts by the first `depth` axes and the child."""
        return counts.sum(axis=tuple(range(depth, counts.ndim - 1))).astype(np.float64)

    @cached_property
    def _firsts_and_widths(self) -> tuple[Whole, Whole]:
        _, firsts, widths = np.unique(self.groups, return_index=True, return_counts=True)
        return firsts, widths

    def _sums(self, table: Real) -> Real:
        """Sum of each cell's group, repeated over its cells."""
        firsts, widths = self._firsts_and_widths
        return np.repeat(np.add.reduceat(table, firsts, axis=-1), widths, axis=-1)

    def _share(self, table: Real) -> Real:
        sums = self._sums(table)
        return np.divide(table, sums, where=sums > 0, out=np.zeros_like(table))

    def _lean(self, counts: Real, prior: Real) -> Real:
        return (counts + self.alpha * prior) / (self._sums(counts) + self.alpha)

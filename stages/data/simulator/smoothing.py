"""From counts to probabilities: Dirichlet smoothing that backs off to tables with fewer parents."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from stages.data.simulator.groupings import Whole

Real = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Smoother:
    """Leans each table on the one with a parent less: p(c | a, b) = (n(a, b, c) + alpha p(c | a)) /
    (n(a, b) + alpha).

    A state's table leans on its own poorer one times what the further parent changes in all states'
    rows together, so that a small state keeps its own margins. `groups` is the group of each child
    level, ascending: probabilities add up to one inside each group.
    """

    alpha: float
    groups: Whole

    def smooth(self, own: Whole, pooled: Whole) -> Real:
        """Probabilities from one state's counts and all states' counts, each of shape (parents,
        child).
        """
        everywhere = self._share(self._margin(pooled, 0))
        here = self._lean(self._margin(own, 0), everywhere)
        for depth in range(1, own.ndim):
            poorer = everywhere[..., None, :]
            everywhere = self._lean(self._margin(pooled, depth), poorer)
            change = np.divide(everywhere, poorer, where=poorer > 0, out=np.zeros_like(everywhere))
            here = self._lean(self._margin(own, depth), self._share(here[..., None, :] * change))
        return here

    @staticmethod
    def _margin(counts: Whole, parents: int) -> Real:
        """Counts by the first parents and the child."""
        margin: Real = counts.sum(axis=tuple(range(parents, counts.ndim - 1))).astype(np.float64)
        return margin

    @cached_property
    def _firsts_and_widths(self) -> tuple[Whole, Whole]:
        _, firsts, widths = np.unique(self.groups, return_index=True, return_counts=True)
        return firsts, widths

    def _sums(self, table: Real) -> Real:
        """Sum of each cell's group, repeated over the group's cells."""
        firsts, widths = self._firsts_and_widths
        return np.repeat(np.add.reduceat(table, firsts, axis=-1), widths, axis=-1)

    def _share(self, table: Real) -> Real:
        """Each cell's share of its group; 0 in an empty group."""
        sums = self._sums(table)
        return np.divide(table, sums, where=sums > 0, out=np.zeros_like(table))

    def _lean(self, counts: Real, prior: Real) -> Real:
        return (counts + self.alpha * prior) / (self._sums(counts) + self.alpha)

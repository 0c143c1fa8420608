"""Drawing from tables of probabilities: one binary search per row and step."""

from dataclasses import dataclass

import numpy as np

from stages.data.simulator.chain import CHAIN, Real, Smoother, Step, groups
from stages.data.simulator.levels import Codes, Levels, Whole, climb

GROUP_QUARTERS = (16, 17)
PEOPLE = next(i for i, step in enumerate(CHAIN) if step.child == "relationship") + 1
"""The steps before this one decide who lives in group quarters."""


@dataclass(frozen=True)
class Draw:
    """One step of one state, ready to be drawn from.

    `cumulative` runs over all cells: number of the parents' combination times the number of groups, plus the group, plus the share up to
    and with the cell; so it ascends, and one search finds the cell.
    """

    step: Step
    shape: tuple[int, ...]
    size: int
    group_count: int
    cumulative: Real

    @classmethod
    def of(cls, step: Step, probabilities: Real, codes: Codes) -> "Draw":
        """Make the step's draw from one state's probabilities (one axis per parent, child)."""
        group = groups(step, codes)
        firsts = np.unique(group, return_index=True)[1]
        size, group_count = len(group), int(group[-1]) + 1
        table = probabilities.reshape(-1, size)
        running = np.cumsum(table, axis=1)
        before = np.repeat(
            np.where(firsts > 0, running[:, firsts - 1], 0.0), np.diff(np.append(firsts, size)), axis=1
        )
        share = np.clip(running - before, 0.0, 1.0)
        share[:, np.append(firsts[1:], size) - 1] = 1.0
        base = np.arange(len(table))[:, None] * group_count + group
        return cls(step, probabilities.shape[:-1], size, group_count, (base + share).ravel())

    def levels(self, known: Levels, rng: np.random.Generator, rows: int) -> Whole:
        """One child level per row, given the levels that are known."""
        parents = tuple(known[name] for name in self.step.parents)
        row = np.ravel_multi_index(parents, self.shape) if parents else np.zeros(rows, dtype=np.int64)
        key = row * float(self.group_count) + rng.random(rows, dtype=np.float32)
        if self.step.within is not None:
            key += known[self.step.within]
        return np.searchsorted(self.cumulative, key, side="right") - row * self.size


@dataclass(frozen=True)
class Sampler:
    """Draws people of one state, as levels."""

    codes: Codes
    draws: tuple[Draw, ...]

    @classmethod
    def of(cls, codes: Codes, counts: dict[str, Whole], state: int, alpha: float) -> "Sampler":
        """Smooth the counts and make the draws of one state."""
        return cls(
            codes,
            tuple(
                Draw.of(step, Smoother(alpha, groups(step, codes)).smooth(counts[step.child])[state], codes)
                for step in CHAIN
            ),
        )

    def people(self, rows: int, rng: np.random.Generator) -> Levels:
        """The first half of the chain: everything up to the relationship to the householder."""
        levels: Levels = {}
        self._extend(levels, self.draws[:PEOPLE], rows, rng)
        return levels

    def work(self, people: Levels, rng: np.random.Generator) -> Levels:
        """The rest of the chain for people drawn before."""
        levels = dict(people)
        self._extend(levels, self.draws[PEOPLE:], len(people["relationship"]), rng)
        return levels

    def people_with(self, quarters: int, others: int, rng: np.random.Generator) -> Levels:
        """People by rejection: exactly so many in group quarters and so many others, in random order.

        Raises ValueError where one kind does not turn up in a million draws.
        """
        wanted = {True: quarters, False: others}
        kept: list[Levels] = []
        drawn = 0
        while any(wanted.values()):
            batch = self.people(max(4096, quarters + others), rng)
            drawn += len(batch["relationship"])
            inside = np.isin(batch["relationship"], GROUP_QUARTERS)
            for kind, number in wanted.items():
                chosen = np.flatnonzero(inside == kind)[:number]
                wanted[kind] -= len(chosen)
                kept.append({name: values[chosen] for name, values in batch.items()})
            if drawn > 1_000_000 and wanted == {True: quarters, False: others}:
                break
            if drawn > 1_000_000 + 10_000 * (quarters + others):
                raise ValueError("...")
        order = rng.permutation(quarters + others)
        return {name: np.concatenate([part[name] for part in kept])[order] for name in kept[0]}

    def _extend(self, levels: Levels, draws: tuple[Draw, ...], rows: int, rng: np.random.Generator) -> None:
        for draw in draws:
            levels[draw.step.child] = draw.levels(levels, rng, rows)
            climb(levels, self.codes.ladders)

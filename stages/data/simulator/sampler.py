"""Drawing people of one state along the chain."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from stages.data.simulator.chain import CHAIN, groups
from stages.data.simulator.draw import Draw
from stages.data.simulator.groupings import Whole
from stages.data.simulator.levels import Codes, Levels, take
from stages.data.simulator.smoothing import Smoother

GROUP_QUARTERS: Final = (16, 17)
"""RELP of people in group quarters: institutions, and others such as dormitories and barracks."""
PERSON: Final = [step.child for step in CHAIN].index("relationship") + 1
"""Number of steps that decide who lives in group quarters; work comes after them."""
PATIENCE: Final = 1_000_000
"""Draws beyond 200 for each row wanted, after which a share of group quarters counts as out of
reach.
"""


@dataclass(frozen=True)
class Sampler:
    """The draws of one state in the chain's order."""

    codes: Codes
    draws: tuple[Draw, ...]

    @classmethod
    def of(cls, codes: Codes, counts: Mapping[str, Whole], state: int, alpha: float) -> "Sampler":
        """Smooth one state's counts and make its draws; `counts` maps children to tables."""
        draws = []
        for step in CHAIN:
            table = counts[step.child]
            smoother = Smoother(alpha, groups(step, codes))
            draws.append(Draw.of(step, smoother.smooth(table[state], table.sum(axis=0)), codes))
        return cls(codes, tuple(draws))

    def people(self, rows: int, rng: np.random.Generator) -> Levels:
        """Rows with everything up to the relationship to the householder."""
        return self._extend({}, self.draws[:PERSON], rows, rng)

    def work(self, people: Levels, rng: np.random.Generator) -> Levels:
        """The same people with the rest of the chain."""
        return self._extend(people, self.draws[PERSON:], len(people["relationship"]), rng)

    def people_by_kind(self, quarters: int, others: int, rng: np.random.Generator) -> Levels:
        """People by rejection: exactly so many in group quarters and so many others, in random
        order.

        Raises ValueError where one kind is so rare in the state that it can't be reached.
        """
        wanted, kept, drawn = {True: quarters, False: others}, [self.people(0, rng)], 0
        rows = quarters + others
        while any(wanted.values()):
            if drawn > PATIENCE + 200 * rows:
                raise ValueError(
                    f"Got {quarters} of {rows} rows in group quarters; {drawn} draws leave "
                    f"{wanted[True]} of them and {wanted[False]} others out. Ask for another share."
                )
            batch = self.people(max(4096, rows), rng)
            drawn += max(4096, rows)
            inside = np.isin(batch["relationship"], GROUP_QUARTERS)
            for kind in wanted:
                chosen = np.flatnonzero(inside == kind)[: wanted[kind]]
                kept.append(take(batch, chosen))
                wanted[kind] -= len(chosen)
        everyone = {name: np.concatenate([part[name] for part in kept]) for name in kept[0]}
        return take(everyone, rng.permutation(rows))

    def _extend(
        self, known: Levels, draws: tuple[Draw, ...], rows: int, rng: np.random.Generator
    ) -> Levels:
        levels = dict(known)
        for draw in draws:
            levels[draw.step.child] = draw.levels(levels, rows, rng)
            self.codes.climb(levels)
        return levels

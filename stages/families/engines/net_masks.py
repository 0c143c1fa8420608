"""Dropout masks of a stack of nets: one for all runs that have the same dropout."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import torch

from stages.families.network import kept_units


@dataclass(frozen=True)
class Dropped:
    """Neighbouring nets with one dropout: `mask` of 0 and `scale`, what `active` has to be times.

    Shape (units, rows), or (nets, units left, rows) where nets have `places` of units left.
    """

    nets: slice
    mask: torch.Tensor
    scale: float
    whole: torch.Tensor
    places: torch.Tensor | None

    def pick(self) -> None:
        """After a draw: each net's own units out of the whole mask."""
        if self.places is not None:
            torch.index_select(self.whole, 0, self.places, out=self.mask.flatten(0, 1))


class Masks:
    """Masks of some nets, drawn afresh for every batch."""

    def __init__(
        self,
        draws: Mapping[float, np.random.Generator],
        dropouts: Sequence[float],
        like: torch.Tensor,
        places: torch.Tensor | None,
    ) -> None:
        """`draws` by dropout above zero; `like` has the shape (units, rows) of a mask.

        `dropouts` of the nets; `places` of each net's units that are left, None for all of them.
        """
        self.draws = {dropout: own for dropout, own in draws.items() if dropout in dropouts}
        self._whole = {dropout: torch.zeros_like(like) for dropout in self.draws}
        self.dropped = list(self._stretches(dropouts, places))

    def draw(self, hidden: int, count: int) -> None:
        """The masks of the next batch: of so many units and rows, the others stay zero."""
        for dropout, own in self.draws.items():
            kept = torch.from_numpy(kept_units(own, hidden, count, dropout))
            whole = self._whole[dropout]
            whole[:hidden, :count] = kept
            whole.mul_(1.0 / (1.0 - dropout))
        for part in self.dropped:
            part.pick()

    def _stretches(
        self, dropouts: Sequence[float], places: torch.Tensor | None
    ) -> Iterator[Dropped]:
        start = 0
        for dropout, same in groupby(dropouts):
            nets = slice(start, start + len(list(same)))
            start = nets.stop
            if dropout not in self._whole:
                continue
            whole, scale = self._whole[dropout], 1.0 / (1.0 - dropout)
            if places is None:
                yield Dropped(nets, whole, scale, whole, None)
                continue
            own = places[nets]
            mask = whole.new_zeros(*own.shape, whole.shape[1])
            yield Dropped(nets, mask, scale, whole, own.flatten().clamp(max=len(whole) - 1))

"""Nets of equal seed and widths in the middle of their training."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

import numpy as np
import torch

from stages.families.engines.net_adam import Adam
from stages.families.engines.net_gradient import Batch, Dropped, Gradient
from stages.families.engines.net_runs import Run
from stages.families.network import kept_units
from stages.families.robust_loss import tail_place

LANE = 32


@dataclass(frozen=True)
class Rows:
    """The training set: `x`, shape (rows, inputs), `sign`: 1 for negative, -1 for positive."""

    x: torch.Tensor
    sign: torch.Tensor
    batch: int


class Cohort:
    """The runs that are still trained, and the buffers for their batches."""

    def __init__(
        self,
        runs: Sequence[Run],
        adam: Adam,
        masks: dict[float, np.random.Generator],
        rows: Rows,
    ) -> None:
        """`masks` draw for each dropout above zero and are at the cohort's epoch."""
        self.runs, self.adam, self.rows, self.masks = list(runs), adam, rows, masks
        width = -(-rows.batch // LANE) * LANE
        self.gradient = Gradient(adam.nets, adam.gradient, width)
        self.stretches = adam.stretches()
        self.dropped = list(self._dropped(width))
        self._x = rows.x.new_zeros(width, rows.x.shape[1])
        self._sign = rows.sign.new_zeros(width)

    def taken(self, places: Sequence[int]) -> "Cohort":
        """Some of the runs."""
        runs = [self.runs[place] for place in places]
        kept = {run.dropout for run in runs}
        masks = {dropout: draws for dropout, draws in self.masks.items() if dropout in kept}
        return Cohort(runs, self.adam.taken(places), masks, self.rows)

    def epoch(self, order: torch.Tensor) -> list[float]:
        """One pass over the rows in this order; the sum of the batches' losses of each run."""
        self.gradient.total.zero_()
        for start in range(0, len(order), self.rows.batch):
            batch = self._batch(order[start : start + self.rows.batch])
            self._draw(batch.count)
            self.gradient.fill(batch, self.dropped)
            self.adam.steps.add_(1.0)
            for stretch in self.stretches:
                stretch.step()
        totals: list[float] = self.gradient.total.sum(dim=1).tolist()
        return totals

    def _batch(self, places: torch.Tensor) -> Batch:
        count = len(places)
        torch.index_select(self.rows.x, 0, places, out=self._x[:count])
        torch.index_select(self.rows.sign, 0, places, out=self._sign[:count])
        self._x[count:] = 0.0
        weights = torch.zeros_like(self._sign)
        weights[:count] = 1.0 / count
        return Batch(self._x, self._sign, weights, self._tail(count), count)

    def _tail(self, count: int) -> tuple[torch.Tensor, torch.Tensor] | None:
        if all(run.alpha >= 1.0 for run in self.runs):
            return None
        alphas = [min(run.alpha, 1.0) for run in self.runs]
        like = self._sign
        column = partial(torch.tensor, device=like.device)
        places = column([[tail_place(alpha, count)] for alpha in alphas])
        return places, column([[alpha * count] for alpha in alphas], dtype=like.dtype)

    def _dropped(self, width: int) -> list[Dropped]:
        units = self.adam.nets.widths.padded[-2]
        masks = {dropout: self._sign_like(units, width) for dropout in self.masks}
        found, start = [], 0
        for dropout, same in groupby(run.dropout for run in self.runs):
            nets = slice(start, start + len(list(same)))
            if dropout in masks:
                found.append(Dropped(nets, masks[dropout], 1.0 / (1.0 - dropout)))
            start = nets.stop
        return found

    def _sign_like(self, *shape: int) -> torch.Tensor:
        return self.rows.sign.new_zeros(*shape)

    def _draw(self, count: int) -> None:
        hidden = self.runs[0].hidden
        fresh = {part.scale: part.mask for part in self.dropped}
        for dropout, draws in self.masks.items():
            scale = 1.0 / (1.0 - dropout)
            kept = kept_units(draws, hidden, count, dropout)
            fresh[scale][:hidden, :count] = torch.from_numpy(kept)
            fresh[scale].mul_(scale)

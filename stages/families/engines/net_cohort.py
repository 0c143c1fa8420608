"""Runs of equal seed and widths in the middle of their training, and passes over the rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch

from stages.families.engines.net_adam import Adam
from stages.families.engines.net_frozen import exhausted, filled, narrowed, places_of
from stages.families.engines.net_gradient import Batch, Gradient
from stages.families.engines.net_masks import Masks
from stages.families.engines.net_runs import Run
from stages.families.engines.net_stack import Stack
from stages.families.robust_loss import tail_place

LANE: Final = 32
"""Rows of a buffer are a multiple: elementwise kernels treat a last odd part in another way."""


@dataclass(frozen=True)
class Rows:
    """The training set: `x`, shape (rows, inputs); `sign`: 2 for negative, -2 for positive.

    `weights`: what each row's loss is times, shape (rows,); None for nothing.
    """

    x: torch.Tensor
    sign: torch.Tensor
    batch: int
    weights: torch.Tensor | None


@dataclass(frozen=True)
class State:
    """Nets in the middle of their training.

    `whole`: them with all units, as they were when some were last left out; `adam`: what is
    trained; `kept`: which first-layer units that is, None for all of them; `draws`: what draws the
    dropout masks, by dropout above zero.
    """

    runs: Sequence[Run]
    whole: Stack
    adam: Adam
    kept: torch.Tensor | None
    draws: Mapping[float, np.random.Generator]

    def taken(self, places: Sequence[int]) -> "State":
        """Some of the runs."""
        return State(
            [self.runs[place] for place in places],
            self.whole.taken(places),
            self.adam.taken(places),
            None if self.kept is None else self.kept[list(places)],
            self.draws,
        )

    def nets(self) -> Stack:
        """A copy of the nets as they are now, with all units."""
        if self.kept is None:
            return self.adam.nets.taken(range(len(self.runs)))
        return filled(self.whole, self.adam.nets, self.kept)

    def narrowed(self, keep: torch.Tensor) -> "State":
        """Less those first-layer units that are not to be kept, shape (nets, units)."""
        places = places_of(keep)
        if places.shape[1] >= keep.shape[1]:
            return self
        kept = places
        if self.kept is not None:
            none = self.whole.widths.padded[0]
            kept = torch.nn.functional.pad(self.kept, (0, 1), value=none).gather(1, places)
        return State(self.runs, self.nets(), narrowed(self.adam, places), kept, self.draws)


class Cohort:
    """Nets that are trained, with the buffers for their batches."""

    def __init__(self, state: State, rows: Rows) -> None:
        """Buffers for the state as it is."""
        self.state, self.rows = state, rows
        width = -(-rows.batch // LANE) * LANE
        nets, dropouts = state.adam.nets, [run.dropout for run in state.runs]
        mask = rows.sign.new_zeros(state.whole.widths.padded[-2], width)
        places = state.kept if len(nets.kernels) == 2 else None
        self._masks = Masks(state.draws, dropouts, mask, places)
        self._gradient = Gradient(nets, state.adam.gradient, width, self._masks.dropped)
        self._stretches = state.adam.stretches()
        self._x = rows.x.new_zeros(width, rows.x.shape[1])
        self._sign = rows.sign.new_zeros(width)
        self._scale = None if rows.weights is None else rows.weights.new_zeros(width)

    def taken(self, places: Sequence[int]) -> "Cohort":
        """Some of the runs."""
        return Cohort(self.state.taken(places), self.rows)

    def thinned(self) -> "Cohort":
        """Without the units that will never change again."""
        idle = exhausted(self.state.adam)
        for part in torch.split(self.rows.x, self.rows.batch):
            self._x[: len(part)] = part
            self._x[len(part) :] = part[:1]
            idle &= self._gradient.peaks(self._x) <= 0.0
        state = self.state.narrowed(~idle)
        return self if state is self.state else Cohort(state, self.rows)

    def epoch(self, order: torch.Tensor) -> list[float]:
        """One pass over the rows in this order; the sum of the batches' losses of each run."""
        self._gradient.total.zero_()
        hidden, steps = self.state.runs[0].hidden, self.state.adam.steps
        for batch in self._batches(order):
            self._masks.draw(hidden, batch.count)
            self._gradient.fill(batch)
            steps.add_(1.0)
            for stretch in self._stretches:
                stretch.step()
        totals: list[float] = self._gradient.total.sum(dim=1).tolist()
        return totals

    def _batches(self, order: torch.Tensor) -> Iterator[Batch]:
        whole = len(order) // self.rows.batch * self.rows.batch
        for part in (order[:whole], order[whole:]):
            if len(part) == 0:
                continue
            count = min(self.rows.batch, len(part))
            into, sign = self._x[:count], self._sign[:count]
            self._x[count:] = 0.0
            weights = torch.zeros_like(self._sign)
            weights[:count] = 1.0 / count
            batch = Batch(self._x, self._sign, self._scale, count, weights, self._tail(count))
            for places in torch.split(part, count):
                torch.index_select(self.rows.x, 0, places, out=into)
                torch.index_select(self.rows.sign, 0, places, out=sign)
                if self._scale is not None and self.rows.weights is not None:
                    torch.index_select(self.rows.weights, 0, places, out=self._scale[:count])
                yield batch

    def _tail(self, count: int) -> tuple[torch.Tensor, torch.Tensor] | None:
        if all(run.alpha >= 1.0 for run in self.state.runs):
            return None
        like, alphas = self._sign, [run.alpha for run in self.state.runs]
        places = [[tail_place(alpha, count)] for alpha in alphas]
        mass = [[alpha * count] for alpha in alphas]
        return (
            torch.tensor(places, device=like.device),
            torch.tensor(mass, dtype=like.dtype, device=like.device),
        )

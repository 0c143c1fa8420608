"""Train many nets of equal seed and widths at once, epochs being snapshots."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import torch

from stages.families.contract import BoolArray, DivergenceError, FloatArray, Trial
from stages.families.engines.net_adam import Adam
from stages.families.engines.net_answers import NetGroup
from stages.families.engines.net_cohort import Cohort, Rows, State
from stages.families.engines.net_runs import Run, mark_of
from stages.families.engines.net_stack import Stack, Widths
from stages.families.network import initial_network, mask_generator
from stages.storage.seeds import generator

PATIENCE: Final = 160
"""Steps after which the momentum of a unit without gradient has run out."""


@dataclass(frozen=True)
class Workshop:
    """What all runs of a family share: `Net`'s constants, made ready."""

    trunk: tuple[int, ...]
    batch: int
    device: str
    dtype: torch.dtype

    def rows(self, x: FloatArray, y: BoolArray, weights: torch.Tensor | None) -> Rows:
        """The training set, x and y as in `Family.fit`; weights of the losses, shape (rows,)."""
        labels = torch.tensor(y, device=self.device)
        return Rows(
            torch.tensor(x, dtype=self.dtype, device=self.device),
            torch.where(labels, -2.0, 2.0).to(self.dtype),
            min(self.batch, len(y)),
            weights,
        )


@dataclass
class Harvest:
    """Copies of nets by run and epochs, and what became of each run that diverged."""

    nets: dict[tuple[str, int], Stack]
    ended: dict[str, DivergenceError]


def train_nets(runs: Sequence[Run], workshop: Workshop, rows: Rows) -> Harvest:
    """All runs to their last epochs: equal seed and hidden units."""
    cohort = Cohort(_start(runs, workshop, rows), rows)
    count = len(rows.x)
    harvest, pace, epoch = Harvest({}, {}), -(-count // rows.batch), 0
    while left := _reaped(cohort.state, epoch, harvest):
        if len(left) < len(cohort.state.runs):
            cohort = cohort.taken(left)
        if _worth_thinning(epoch * pace, pace):
            cohort = cohort.thinned()
        order = generator(runs[0].seed, "epoch", epoch).permutation(count)
        totals = cohort.epoch(torch.from_numpy(order).to(workshop.device))
        for run, total in zip(cohort.state.runs, totals, strict=True):
            if not math.isfinite(total):
                error = DivergenceError(f"the loss is {total} in epoch {epoch + 1}")
                harvest.ended[run.name] = error
        epoch += 1
    return harvest


def _reaped(state: State, epoch: int, harvest: Harvest) -> list[int]:
    """Copies the nets that are asked for at this epoch; places of those still to be trained."""
    runs = state.runs
    alive = [place for place, run in enumerate(runs) if run.name not in harvest.ended]
    if any(epoch in runs[place].marks for place in alive):
        nets = state.nets()
        for place in alive:
            if epoch in runs[place].marks:
                harvest.nets[runs[place].name, epoch] = nets.taken([place])
    return [place for place in alive if runs[place].epochs > epoch]


def _worth_thinning(steps: int, pace: int) -> bool:
    """Before the first step, then where half as many steps again, at least PATIENCE, were done."""
    due = 0
    while due < steps:
        due += -(-max(PATIENCE, due // 2) // pace) * pace
    return due == steps


def _start(runs: Sequence[Run], workshop: Workshop, rows: Rows) -> State:
    seed, hidden = runs[0].seed, runs[0].hidden
    if any((run.seed, run.hidden) != (seed, hidden) for run in runs):
        raise ValueError("Got runs of several seeds or widths; expected one of each in a group.")
    draws = {run.dropout: mask_generator(seed, hidden, run.dropout) for run in runs}
    widths = Widths(rows.x.shape[1], (*workshop.trunk, hidden, hidden))
    network = initial_network((widths.inputs, *widths.hidden, 2), 0.0, seed, draws[runs[0].dropout])
    nets = Stack.of(network, widths, rows.x).taken([0] * len(runs))
    adam = Adam.start([run.rate for run in runs], nets)
    return State(runs, nets, adam, None, {p: own for p, own in draws.items() if p > 0.0})


def gathered(trials: Sequence[Trial], harvest: Harvest) -> NetGroup:
    """Each trial with its copy; one that reaches past its run's divergence has that trouble."""
    names = sorted(harvest.nets)
    place = {name: number for number, name in enumerate(names)}
    nets = Stack.joined([harvest.nets[name] for name in names]) if names else None
    keys = [(trial.run, mark_of(trial)) for trial in trials]
    problems = [None if key in place else harvest.ended[key[0]] for key in keys]
    return NetGroup(nets, [place.get(key) for key in keys], problems)

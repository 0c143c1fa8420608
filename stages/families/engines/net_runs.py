"""Training runs of nets: what trials are snapshots of, and which runs are worth one group."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from stages.families.contract import Trial
from stages.families.engines.net_stack import whole_slots
from stages.families.grid import amount, spell

COLUMNS: Final = 1024
"""Hidden units of each layer of a group: more would save little, and a kill would lose more."""


@dataclass(frozen=True)
class Run:
    """One net from its first epoch to the last that is asked of it."""

    name: str
    seed: int
    hidden: int
    dropout: float
    rate: float
    alpha: float
    marks: frozenset[int]
    """Epochs after which it is copied."""

    @property
    def epochs(self) -> int:
        """How long it is trained."""
        return max(self.marks)


def run_of(trials: Sequence[Trial], alpha: float) -> Run:
    """The run of trials that differ in their epochs alone; ValueError for a bad setting."""
    first = trials[0]
    return Run(
        first.run,
        first.seed,
        first.count("hidden"),
        first.number("dropout"),
        first.number("lr"),
        alpha,
        frozenset(mark_of(trial) for trial in trials),
    )


def mark_of(trial: Trial) -> int:
    """The epochs of a trial; below zero is none."""
    return max(trial.count("epochs"), 0)


def in_stretches(runs: Sequence[Run]) -> list[Run]:
    """In an order where neighbours have the same rate, and across its changes the same dropout."""
    ordered: list[Run] = []
    for number, rate in enumerate(sorted({run.rate for run in runs})):
        same = [run for run in runs if run.rate == rate]
        same.sort(key=lambda run: (run.dropout, run.name), reverse=number % 2 == 1)
        ordered += same
    return ordered


def net_groups(trials: Sequence[Trial]) -> list[list[Trial]]:
    """Runs of equal seed and width, as many as fill `COLUMNS`; equal rates stand together."""
    groups: list[list[Trial]] = []
    for _, same in groupby(sorted(trials, key=_order), key=lambda trial: _order(trial)[:2]):
        runs = [list(run) for _, run in groupby(same, key=lambda trial: trial.run)]
        width = whole_slots(int(amount(runs[0][0].settings["hidden"])))
        many = max(1, COLUMNS // width)
        chunks = -(-len(runs) // many)
        for chunk in range(chunks):
            picked = runs[len(runs) * chunk // chunks : len(runs) * (chunk + 1) // chunks]
            groups.append([trial for run in picked for trial in run])
    return groups


def _order(trial: Trial) -> tuple[str, str, str, str, str]:
    spelled = {name: spell(value) for name, value in trial.settings.items()}
    return str(trial.seed), spelled["hidden"], spelled["lr"], spelled["dropout"], trial.run

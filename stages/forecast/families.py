"""How long a family's trials take on one arm: from timings kept of an earlier run, else a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from stages.families.contract import Family, Trial
from stages.families.grid import settings_id
from stages.families.groups import groups_of
from stages.families.trainer import group_cost, trial_cost
from stages.forecast.figures import (
    FamilyFigures,
    Shape,
    family_figures,
    judging_seconds,
    unit_seconds,
    worker_mb,
)

Training = tuple[str, str]
"""Settings and run: trials that are equal in both are trained once."""


class Origin(StrEnum):
    """Where a figure comes from."""

    KEPT = "kept timings"
    """Seconds of an earlier run here, scaled to these rows."""
    TABLE = "table"
    """Measured on another machine, scaled."""
    GUESS = "guess"
    """A family or an encoder of which nothing was measured."""


@dataclass(frozen=True)
class Kept:
    """Seconds by trial id of an earlier run on the same arm, and what it was run on."""

    seconds: Mapping[str, float]
    shape: Shape


@dataclass(frozen=True)
class FamilyPlan:
    """A family of the roster with its trials."""

    name: str
    family: Family
    trials: Sequence[Trial]

    @property
    def trainings(self) -> list[Trial]:
        """The trials that are really trained: seeds that change nothing share one."""
        once: dict[tuple[str, str], Trial] = {}
        for trial in self.trials:
            once.setdefault(_training(trial), trial)
        return list(once.values())

    @property
    def groups(self) -> list[list[Trial]]:
        """The trainings as workers get them: a group at a time."""
        return groups_of(self.family, self.trainings)

    @property
    def configurations(self) -> int:
        """Those of the grid, each counted once."""
        return len({settings_id(trial.settings) for trial in self.trials if trial.in_grid})

    @property
    def figure(self) -> tuple[FamilyFigures, bool]:
        """What was measured of it, and whether anything was."""
        kind = type(self.family)
        return family_figures(self.name, f"{kind.__module__}.{kind.__qualname__}")


@dataclass(frozen=True)
class Load:
    """Seconds of every group on one core, where they come from, MB of a worker."""

    seconds: Sequence[float]
    origin: Origin
    worker_mb: float


def family_load(plan: FamilyPlan, side: str, shape: Shape, kept: Kept | None) -> Load:
    """The load of a family on an arm; `side`: embedding or tabular."""
    figure, known = plan.figure
    memory = worker_mb(figure, shape)
    now, judged = unit_seconds(figure, side, shape), judging_seconds(figure, shape)
    timed = {} if kept is None else _timed(plan, kept)
    if kept is None or not timed:
        seconds = [_units(plan, group) * now + len(group) * judged for group in plan.groups]
        return Load(seconds, Origin.TABLE if known else Origin.GUESS, memory)
    scale = now / unit_seconds(figure, side, kept.shape)
    more = max(0.0, judged - judging_seconds(figure, kept.shape))
    then = _seconds_then(plan, timed)
    seconds = [
        one * scale + len(group) * more for one, group in zip(then, plan.groups, strict=True)
    ]
    return Load(seconds, Origin.KEPT, memory)


def _seconds_then(plan: FamilyPlan, timed: Mapping[Training, float]) -> list[float]:
    """Seconds of each group in the earlier run; what was not timed counts by its units."""
    units, again, total = [], [], 0.0
    for group in plan.groups:
        known = [trial for trial in group if _training(trial) in timed]
        units.append(_units(plan, group))
        again.append(_units(plan, known))
        total += sum(timed[_training(trial)] for trial in known)
    each = total / sum(again)
    return [
        sum(timed.get(_training(trial), 0.0) for trial in group) + each * max(0.0, all_ - known_)
        for group, all_, known_ in zip(plan.groups, units, again, strict=True)
    ]


def _timed(plan: FamilyPlan, kept: Kept) -> dict[Training, float]:
    """Seconds by training, of those that the earlier run had: a trial's share of its group's."""
    return {
        _training(trial): kept.seconds[trial.config]
        for trial in plan.trials
        if trial.config in kept.seconds
    }


def _units(plan: FamilyPlan, group: Sequence[Trial]) -> float:
    """What a group costs: its runs, and once what they share, in multiples of the dearest trial."""
    if not group:
        return 0.0
    shared = plan.figure[0].get("shared", 0.0)
    dearest = max(trial_cost(plan.family, trial) for trial in group)
    return group_cost(plan.family, group) + shared * dearest


def _training(trial: Trial) -> Training:
    return settings_id(trial.settings), trial.run

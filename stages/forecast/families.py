"""How long a family's trials take on one arm: from timings kept of an earlier run, else a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from stages.families.contract import Family, Trial
from stages.families.grid import settings_id
from stages.families.trainer import trial_cost
from stages.forecast.figures import (
    MEGA,
    FamilyFigures,
    Shape,
    family_figures,
    judging_seconds,
    unit_seconds,
)


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
            once.setdefault((settings_id(trial.settings), trial.run), trial)
        return list(once.values())

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
    """Seconds of every training on one core, where they come from, MB of a worker."""

    seconds: Sequence[float]
    origin: Origin
    worker_mb: float


def family_load(plan: FamilyPlan, side: str, shape: Shape, kept: Kept | None) -> Load:
    """The load of a family on an arm; `side`: embedding or tabular."""
    figure, known = plan.figure
    memory = figure["worker_mb"] + figure["copies"] * shape.train * shape.dimension * 8 / MEGA
    costs = {trial.config: trial_cost(plan.family, trial) for trial in plan.trials}
    trained = [trial.config for trial in plan.trainings]
    now, judged = unit_seconds(figure, side, shape), judging_seconds(figure, shape)
    both = [config for config in costs if kept and config in kept.seconds]
    if kept is None or not both:
        origin = Origin.TABLE if known else Origin.GUESS
        return Load([costs[config] * now + judged for config in trained], origin, memory)
    then = unit_seconds(figure, side, kept.shape)
    each = sum(kept.seconds[config] for config in both) / sum(costs[config] for config in both)
    scale = now / then
    seconds = [kept.seconds.get(config, costs[config] * each) * scale for config in trained]
    more = max(0.0, judged - judging_seconds(figure, kept.shape))
    return Load([one + more for one in seconds], Origin.KEPT, memory)

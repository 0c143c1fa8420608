"""The whole run before it is started: every stage with its seconds and the memory of a worker."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Final

from stages.forecast.encoding import EncoderLoad
from stages.forecast.families import FamilyPlan, Kept, Load, Origin, family_load
from stages.forecast.figures import Shape, figures
from stages.forecast.rows import Rows
from stages.storage.arms import RAW_ARM

EARLY: Final = ("remedy", "certify")
LATE: Final = ("diagnose", "dial", "prescribe")


@dataclass(frozen=True)
class Asked:
    """What the composition asks for.

    `encoders` of the bench by name; `arms`: which of them each trained arm is of; `stages`: those
    that come and go with the study, in the order they run in; `kept`: timings by arm and family;
    `raw_dimension`: numbers per raw row; `workers` on this machine.
    """

    rows: Rows
    families: Sequence[FamilyPlan]
    encoders: Mapping[str, EncoderLoad]
    arms: Mapping[str, str]
    stages: Mapping[str, Sequence[str]]
    kept: Mapping[tuple[str, str], Kept]
    raw_dimension: int
    workers: int


@dataclass(frozen=True)
class Part:
    """One stage: what it works on, seconds on one core and here (None: unknown), MB of a worker."""

    stage: str
    work: str
    core_seconds: float | None
    seconds: float | None
    worker_mb: float
    origin: Origin


def parts(asked: Asked) -> list[Part]:
    """Every stage in the order it runs in."""
    rows, trials = asked.rows.all, sum(len(plan.trials) for plan in asked.families)
    made = [_fixed(name, f"{rows:,} rows", rows) for name in ("prepare", "serialize", "featurize")]
    made += [_embed(name, load, asked) for name, load in asked.encoders.items()]
    made += _several(asked, *EARLY)
    made += list(_arm(asked, "baseline@{family}", RAW_ARM, asked.raw_dimension))
    for arm, encoder in asked.arms.items():
        dimension = asked.encoders[encoder].dimension
        made += list(_arm(asked, f"train@{arm}-{{family}}", arm, dimension))
    for plan in asked.families:
        work = f"{2 * len(plan.trials):,} trials"
        made.append(_fixed("evaluate", work, asked.rows.test, 2 * len(plan.trials), plan.name))
    made += _several(asked, *LATE)
    for name in ("audit", "report"):
        made.append(_fixed(name, f"{2 * trials:,} trials", rows, 2 * trials))
    return made


def _several(asked: Asked, *names: str) -> list[Part]:
    """The instances of stages that take time by the row, whatever is trained."""
    rows = asked.rows.all
    return [
        _fixed(name, f"{rows:,} rows", rows, item=item)
        for name in names
        for item in asked.stages.get(name, ())
    ]


def _fixed(stage: str, work: str, rows: int, trials: int = 0, item: str = "") -> Part:
    figure = figures()["stages"][stage]
    seconds = figure["start"] + figure["per_thousand"] * rows / 1000
    seconds += trials * figures()["per_trial"].get(stage, 0.0)
    return Part(f"{stage}@{item}" if item else stage, work, seconds, seconds, 0.0, Origin.TABLE)


def _embed(name: str, load: EncoderLoad, asked: Asked) -> Part:
    start, work = figures()["stages"]["embed"]["start"], f"at most {asked.rows.all:,} texts"
    stage = f"embed@{name}"
    if load.texts_per_second is None:
        return Part(stage, work, None, None, load.worker_mb, Origin.GUESS)
    seconds = asked.rows.all / load.texts_per_second
    workers = asked.workers if load.device == "cpu" else 1
    origin = Origin.TABLE if load.device == "cpu" else Origin.GUESS
    return Part(stage, work, start + seconds, start + seconds / workers, load.worker_mb, origin)


def _arm(asked: Asked, stage: str, arm: str, dimension: int) -> Iterator[Part]:
    shape = Shape(asked.rows.train, dimension, asked.rows.test)
    side = RAW_ARM if arm == RAW_ARM else "embedding"
    for plan in asked.families:
        load = family_load(plan, side, shape, asked.kept.get((arm, plan.name)))
        yield _family(stage.format(family=plan.name), plan, load, asked.workers)


def _family(stage: str, plan: FamilyPlan, load: Load, workers: int) -> Part:
    trained = len(plan.trainings)
    work = f"{len(plan.trials):,} trials" + (
        "" if trained == len(plan.trials) else f", {trained:,} trained"
    )
    start = figures()["stages"][stage.partition("@")[0]]["start"]
    here = longest_first(load.seconds, workers)
    return Part(stage, work, start + sum(load.seconds), start + here, load.worker_mb, load.origin)


def longest_first(seconds: Sequence[float], workers: int) -> float:
    """When the last of these is done, each given to the first free worker, the longest first."""
    free = [0.0] * workers
    for one in sorted(seconds, reverse=True):
        heappush(free, heappop(free) + one)
    return max(free)

"""Naive loop and engine side by side: group by group in one process, in turns."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from stages.benchmark.likeness import comparable
from stages.benchmark.timed import Called, Course, Spent
from stages.families.contract import Family, Trial
from stages.families.groups import groups_of
from stages.families.trainer import trial_cost
from stages.machine.progress import Progress, Task
from stages.storage.seeds import generator

WARMING: Final = 256


@dataclass(frozen=True)
class Sampled:
    """The trials that the naive loop trains, by id, and how many of all each stands for."""

    weights: dict[str, int]

    @property
    def count(self) -> int:
        """How many are trained."""
        return len(self.weights)


@dataclass
class Raced:
    """What came of a race.

    `trials`: of the whole grid; `naive`, `engine`: by id what is called positive (naive: of the
    sample alone); `naive_spent`: what the whole loop takes, extrapolated where it was sampled.
    """

    trials: tuple[Trial, ...]
    sampled: int
    naive_spent: Spent = field(default_factory=Spent)
    engine_spent: Spent = field(default_factory=Spent)
    naive: dict[str, Called] = field(default_factory=dict)
    engine: dict[str, Called] = field(default_factory=dict)


def race(course: Course, trials: Sequence[Trial], sample: int | None, title: str) -> Raced:
    """Train every trial by the engine and all, or a sample, by the loop.

    Which of the two begins changes from group to group, so that neither has the cooler machine.
    """
    warm_up(course, trials)
    sampled = drawn(course.family, trials, sample)
    groups = groups_of(course.family, trials)
    raced = Raced(tuple(trials), sampled.count)
    loop = [sum(trial.config in sampled.weights for trial in group) for group in groups]
    task = Task(title, "configuration", [1.0 + 5.0 * few for few in loop], [*map(len, groups)])
    with Progress(task) as progress:
        for place, group in enumerate(groups):
            if place % 2 == 0:
                _loop(course, group, sampled, raced)
            _share(course, group, raced)
            if place % 2 == 1:
                _loop(course, group, sampled, raced)
            progress.advance(place)
    return raced


def warm_up(course: Course, trials: Sequence[Trial]) -> None:
    """Train the cheapest trial both ways on a few rows: libraries load on their first use."""
    few = course.rows.part(WARMING, WARMING)
    light = Course(course.family, few, course.chunk)
    cheapest = min(trials, key=lambda trial: trial_cost(course.family, trial))
    light.naive(cheapest, Spent())
    light.engine([cheapest], Spent())


def drawn(family: Family, trials: Sequence[Trial], sample: int | None) -> Sampled:
    """All trials, or one by chance out of each of `sample` blocks of trials of like cost.

    Trials that can be compared row by row have blocks of their own, if they fill one.
    """
    if sample is None or sample >= len(trials):
        return Sampled({trial.config: 1 for trial in trials})
    ordered = sorted(trials, key=lambda trial: (not comparable(trial), trial_cost(family, trial)))
    edges = [len(ordered) * place // sample for place in range(sample + 1)]
    draws = generator(0, "bench sample", *sorted(trial.config for trial in trials))
    weights = {}
    for start, end in pairwise(edges):
        weights[ordered[int(draws.integers(start, end))].config] = end - start
    return Sampled(weights)


def _loop(course: Course, group: Sequence[Trial], sampled: Sampled, raced: Raced) -> None:
    for trial in group:
        weight = sampled.weights.get(trial.config)
        if weight is None:
            continue
        spent = Spent()
        raced.naive[trial.config] = course.naive(trial, spent)
        raced.naive_spent.fit.seconds += weight * spent.fit.seconds
        raced.naive_spent.predict.seconds += weight * spent.predict.seconds


def _share(course: Course, group: Sequence[Trial], raced: Raced) -> None:
    called = course.engine(group, raced.engine_spent)
    raced.engine |= dict(zip((trial.config for trial in group), called, strict=True))

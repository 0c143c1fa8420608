"""Families with an engine that is right, wrong or broken in a way that is known."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stages.families.contract import Answers, Trial
from tests.families.made_families import SlowFamily, Threshold, TroubledFamily


@dataclass(frozen=True)
class Fitted:
    """Some thresholds, as a group."""

    thresholds: Sequence[Threshold]

    def answers(self, x: np.ndarray) -> Answers:
        margins = np.stack([one.margin(x) for one in self.thresholds])
        return Answers(margins, [None] * len(margins))

    def troubles(self) -> list[Exception | None]:
        return [None] * len(self.thresholds)


@dataclass(frozen=True)
class Shared(SlowFamily):
    """The engine pauses once for all trials, the loop once for each; `off` moves its thresholds."""

    off: float = 0.0

    def groups(self, trials: Sequence[Trial]) -> list[list[Trial]]:
        return [list(trials)]

    def fit_group(self, trials: Sequence[Trial], x: np.ndarray, y: np.ndarray) -> Fitted:
        busy(self.pause)
        return Fitted([Threshold(trial.number("at") + self.off) for trial in trials])

    def fit(self, trial: Trial, x: np.ndarray, y: np.ndarray) -> Threshold:
        busy(self.pause)
        return Threshold(trial.number("at"))


@dataclass(frozen=True)
class Fragile(TroubledFamily):
    """An engine that breaks as a whole where one of its trials fails."""

    def groups(self, trials: Sequence[Trial]) -> list[list[Trial]]:
        return [list(trials)]

    def fit_group(self, trials: Sequence[Trial], x: np.ndarray, y: np.ndarray) -> Fitted:
        return Fitted([self.fit(trial, x, y) for trial in trials])


def busy(seconds: float) -> None:
    """Keep the processor at work for so long."""
    import time

    end = time.process_time() + seconds
    while time.process_time() < end:
        pass

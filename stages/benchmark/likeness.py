"""How far the engine's predictions are the oracle's: row by row where that can be, else in law."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from stages.benchmark.timed import Called
from stages.families.contract import BoolArray, Trial
from stages.metrics.collapse import any_collapse, collapse
from stages.metrics.confusion import accuracy, count

STEADY_EPOCHS: Final = 50
"""A net's rounding errors have not grown beyond a few rows after so many epochs."""


@dataclass(frozen=True)
class InLaw:
    """Engine less oracle: mean accuracy and strict collapse ratio over the same trials."""

    accuracy: float
    collapse_ratio: float


def comparable(trial: Trial) -> bool:
    """Whether a trial can be the same row by row: no net, or one without dropout, of few epochs."""
    dropout, epochs = trial.settings.get("dropout", 0), trial.settings.get("epochs", 0)
    return dropout == 0 and isinstance(epochs, int) and epochs <= STEADY_EPOCHS


def agreement(
    trials: Sequence[Trial], naive: Mapping[str, Called], engine: Mapping[str, Called]
) -> float | None:
    """Share of equal predictions over the comparable trials that the loop trained.

    A trial that ended badly one way only agrees nowhere, one that did both ways everywhere. None
    where no trial is comparable.
    """
    shares = [
        _share(naive[trial.config], engine[trial.config])
        for trial in trials
        if trial.config in naive and comparable(trial)
    ]
    return float(np.mean(shares)) if shares else None


def in_law(
    trials: Sequence[Trial],
    naive: Mapping[str, Called],
    engine: Mapping[str, Called],
    labels: BoolArray,
) -> InLaw | None:
    """The difference over the other trials that ended well both ways; None where there are none."""
    pairs = [
        (before, after)
        for trial in trials
        if not comparable(trial)
        and (before := naive.get(trial.config)) is not None
        and (after := engine[trial.config]) is not None
    ]
    if not pairs:
        return None
    (right, flat), (engine_right, engine_flat) = (
        _figures(np.stack(side, axis=1), labels) for side in zip(*pairs, strict=True)
    )
    return InLaw(engine_right - right, engine_flat - flat)


def _share(before: Called, after: Called) -> float:
    if before is None or after is None:
        return float(before is None and after is None)
    return float((before == after).mean())


def _figures(positive: BoolArray, labels: BoolArray) -> tuple[float, float]:
    counts = count(positive, labels)
    return float(accuracy(counts).mean()), float(any_collapse(collapse(counts)).mean())

"""The configurations of a family that near-collapse on the source's test rows, and of what kind."""

from dataclasses import dataclass

import pandas as pd

from stages.diagnosis.youden import Rates, rates
from stages.families.contract import BoolArray
from stages.metrics.kinds import kinds
from stages.tables import Predictions


@dataclass(frozen=True)
class Collapsed:
    """One near-collapsed configuration: its id, its kind (None: no score tells), its rates."""

    config: str
    kind: str | None
    rates: Rates


def collapsed(
    predictions: Predictions, labels: BoolArray, scores: pd.DataFrame, epsilon: float
) -> dict[str, Collapsed]:
    """By id, all that near-collapse on one test set, in the order of the predictions.

    `labels` of the predictions' rows; `scores`: tables.SCORES of that domain.
    """
    named = dict(zip(scores["config"], kinds(scores), strict=True))
    found = {}
    for place, config in enumerate(predictions.configs):
        own = rates(labels, predictions.positive[:, place])
        if own.near_constant(epsilon):
            kind = named.get(config)
            found[config] = Collapsed(config, None if kind is None else str(kind), own)
    return found


def in_grid(found: dict[str, Collapsed], trials: pd.DataFrame) -> dict[str, Collapsed]:
    """Those that count in ratios: no named extras."""
    inside = set(trials.loc[trials["in_grid"].astype(bool), "config"])
    return {config: one for config, one in found.items() if config in inside}

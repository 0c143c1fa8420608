"""The configurations of a family that near-collapse on the source's test rows, and of what kind."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from stages.diagnosis.youden import Rates, rates, rates_at_prior
from stages.families.contract import BoolArray
from stages.metrics.kinds import kinds
from stages.tables import Predictions


@dataclass(frozen=True)
class JudgedRows:
    """`labels` in the order of the predictions; `prior`: share of positives in training."""

    labels: BoolArray
    prior: float


@dataclass(frozen=True)
class Collapsed:
    """One near-collapsed configuration.

    `kind`: None where no score tells; `rates` as predicted; `at_prior`: those of the same model
    when as large a share is called positive as in training, None where no score tells.
    """

    config: str
    kind: str | None
    rates: Rates
    at_prior: Rates | None


def collapsed(
    predictions: Predictions, test: JudgedRows, scores: pd.DataFrame, epsilon: float
) -> dict[str, Collapsed]:
    """By id, all that near-collapse on one test set, in the order of the predictions.

    `scores`: tables.SCORES of that domain.
    """
    named = dict(zip(scores["config"], kinds(scores), strict=True))
    recut = dict(zip(scores["config"], _at_prior(scores, test), strict=True))
    found = {}
    for place, config in enumerate(predictions.configs):
        own = rates(test.labels, predictions.positive[:, place])
        if own.near_constant(epsilon):
            kind = named.get(config)
            name = None if kind is None else str(kind)
            found[config] = Collapsed(config, name, own, recut.get(config))
    return found


def _at_prior(scores: pd.DataFrame, test: JudgedRows) -> list[Rates | None]:
    positives = int(test.labels.sum())
    sizes = positives, len(test.labels) - positives
    accuracies = scores["accuracy_at_prior"].to_numpy(dtype=float, na_value=np.nan)
    return [
        None if np.isnan(accuracy) else rates_at_prior(float(accuracy), test.prior, *sizes)
        for accuracy in accuracies
    ]


def in_grid(found: dict[str, Collapsed], trials: pd.DataFrame) -> dict[str, Collapsed]:
    """Those that count in ratios: no named extras."""
    inside = set(trials.loc[trials["in_grid"].astype(bool), "config"])
    return {config: one for config, one in found.items() if config in inside}

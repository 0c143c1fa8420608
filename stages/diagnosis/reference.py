"""What the probes say: how much the vectors and the raw rows tell of the label."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from stages.diagnosis.areas import areas
from stages.diagnosis.folds import Places
from stages.diagnosis.probe_runs import Held
from stages.diagnosis.probes import best_of
from stages.diagnosis.settings import DiagnosisSettings
from stages.diagnosis.words import PROBES
from stages.diagnosis.youden import called_at, rates
from stages.families.contract import BoolArray

NAMES: Final[Mapping[str, str | None]] = {"linear": "linear", "boosted": "boosted", "best": None}
RAW, EMBEDDED = "raw", "embedded"
CHANCE: Final = 0.5


@dataclass(frozen=True)
class Reference:
    """The best probe, cross-fitted.

    `youden`: its Youden index on the vectors, cut at the training prior; `embedded_informs`,
    `raw_informs`: whether its AUC is above chance (lower end of the interval); `lost`: whether it
    is lower on the vectors than on the raw rows by more than the settings allow (lower end, paired
    by rows); `table`: tables of all probes, words.PROBES.
    """

    youden: float
    embedded_informs: bool
    raw_informs: bool
    lost: bool
    table: pd.DataFrame


def reference(
    held: Mapping[str, Held], labels: BoolArray, part: Places, settings: DiagnosisSettings
) -> Reference:
    """From the probes of both arms (`raw`, `embedded`) on the same rows, shape (rows,)."""
    ranks = {
        (arm, name): best_of(held[arm].of(kind), labels, part)
        for arm in (RAW, EMBEDDED)
        for name, kind in NAMES.items()
        if held[arm].of(kind)
    }
    found = areas(labels, list(ranks.values())).cross_fitted(len(np.unique(part)))
    prior = float(labels.mean())
    rows = []
    for place, ((arm, name), own) in enumerate(ranks.items()):
        low, high = found.interval(place, settings.confidence)
        youden = rates(labels, called_at(own, prior)).youden
        rows.append((arm, name, float(found.auc[place]), low, high, youden))
    table = pd.DataFrame(rows, columns=list(PROBES))
    places = {key: place for place, key in enumerate(ranks)}
    first, second = places[RAW, "best"], places[EMBEDDED, "best"]
    lowest = found.lowest_difference(first, second, settings.confidence)
    informs = np.asarray(table["auc_low"] > CHANCE)
    return Reference(
        youden=float(table["youden"][second]),
        embedded_informs=bool(informs[second]),
        raw_informs=bool(informs[first]),
        lost=lowest > settings.lost,
        table=table,
    )

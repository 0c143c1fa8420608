"""GBM: gradient-boosted trees of LightGBM."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import lightgbm
import numpy as np

from stages.families.contract import BoolArray, Classifier, FloatArray, Setting, Settings, Trial
from stages.families.engines.boosted_prefixes import BoostedGroup, Prefixes
from stages.families.engines.sharing import grouped_by
from stages.families.grid import Gridded, amount
from stages.families.training import row_weights

BINNING_SEED: Final = 0


@dataclass(frozen=True)
class GradientBoosting(Gridded):
    """Settings: learning rate `lr`, `n_estimators`, `max_depth`, `min_child_samples` of a leaf.

    Constants: `num_leaves` and `max_bin` of LightGBM, and `class_weight`, as weights of the rows
    (the least leaf knows nothing of them: it counts rows). Trees grow leaf by leaf, so that
    `num_leaves` bounds a deep tree before `max_depth` does: 31 leaves fill a depth of 5, and depths
    8 and 16 are only bounds on how uneven a tree may be. `n_estimators` are snapshots of one run.
    Nothing is sampled but, above 200,000 rows, those that bins are made from: the same under every
    seed.
    """

    settings = ("lr", "n_estimators", "max_depth", "min_child_samples")
    snapshots = ("n_estimators",)
    step = "lr"
    length = "n_estimators"

    num_leaves: int
    max_bin: int
    class_weight: str

    def fit(self, trial: Trial, x: FloatArray, y: BoolArray) -> Classifier:
        """Boost on one thread, rows and columns unsampled."""
        return BoostedClassifier(self._boost(trial, self._rows(trial, x, y)))

    def groups(self, trials: Sequence[Trial]) -> list[list[Trial]]:
        """Those of one learning rate that see the same bins, which depend on the least leaf."""
        return grouped_by(trials, lambda trial: (_bins(trial), trial.settings["lr"]))

    def fit_group(self, trials: Sequence[Trial], x: FloatArray, y: BoolArray) -> BoostedGroup:
        """Bin the rows once, boost each run for its largest number of rounds."""
        if len({_bins(trial) for trial in trials}) > 1:
            raise ValueError(f"Got {len(trials)} trials of several binnings, expected one group.")
        counts = [trial.count("n_estimators") for trial in trials]
        if min(counts) < 1:
            raise ValueError(f"Got n_estimators={min(counts)}, expected at least 1.")
        rows = self._rows(trials[0], x, y)
        boosters, places = [], []
        for run in grouped_by(range(len(trials)), lambda place: _run(trials[place])):
            longest = max(run, key=lambda place: counts[place])
            booster = self._boost(trials[longest], rows)
            boosters.append(Prefixes.of(booster, [counts[place] for place in run]))
            places.append(run)
        return BoostedGroup(boosters, places)

    def seeded(self, settings: Settings) -> bool:
        """Neither rows nor columns are sampled."""
        return False

    def cost(self, settings: Settings) -> float:
        """The number of trees."""
        return amount(settings["n_estimators"])

    def _rows(self, trial: Trial, x: FloatArray, y: BoolArray) -> lightgbm.Dataset:
        weights = row_weights(y, self.class_weight)
        labels = y.astype(np.float32)
        return lightgbm.Dataset(x, labels, weight=weights, params=self._parameters(trial))

    def _boost(self, trial: Trial, rows: lightgbm.Dataset) -> lightgbm.Booster:
        return lightgbm.train(self._parameters(trial), rows, trial.count("n_estimators"))

    def _parameters(self, trial: Trial) -> dict[str, Setting]:
        return {
            "objective": "binary",
            "learning_rate": trial.number("lr"),
            "max_depth": trial.count("max_depth"),
            "min_child_samples": trial.count("min_child_samples"),
            "num_leaves": self.num_leaves,
            "max_bin": self.max_bin,
            "seed": BINNING_SEED,
            "num_threads": 1,
            "deterministic": True,
            "force_row_wise": True,
            "verbosity": -1,
        }


def _bins(trial: Trial) -> Setting:
    """What binning depends on: columns that no leaf could be split by are left out."""
    return trial.settings["min_child_samples"]


def _run(trial: Trial) -> tuple[Setting, ...]:
    """What a run depends on but for its length."""
    names = ("lr", "max_depth", "min_child_samples")
    return tuple(trial.settings[name] for name in names)


@dataclass(frozen=True)
class BoostedClassifier:
    """Boosted trees; their margin is the logit."""

    model: lightgbm.Booster

    def margin(self, x: FloatArray) -> FloatArray:
        """Sum of the trees' values, the logit of the positive class."""
        return np.asarray(self.model.predict(x, raw_score=True, num_threads=1), dtype=np.float64)

    def dead_units(self, x: FloatArray) -> None:
        """No hidden units."""

"""GBM: gradient-boosted trees of LightGBM."""

from dataclasses import dataclass
from typing import Final

import lightgbm
import numpy as np

from stages.families.contract import BoolArray, Classifier, FloatArray, Setting, Settings, Trial
from stages.families.grid import Gridded, amount

BINNING_SEED: Final = 0


@dataclass(frozen=True)
class GradientBoosting(Gridded):
    """Settings: learning rate `lr`, `n_estimators`, `max_depth`, `min_child_samples` of a leaf.

    Constants: `num_leaves` and `max_bin` of LightGBM. Trees grow leaf by leaf, so that `num_leaves`
    bounds a deep tree before `max_depth` does: 31 leaves fill a depth of 5, and depths 8 and 16 are
    only bounds on how uneven a tree may be. `n_estimators` are snapshots of one run. Nothing is
    sampled but, above 200,000 rows, those that bins are made from: the same under every seed.
    """

    settings = ("lr", "n_estimators", "max_depth", "min_child_samples")
    snapshots = ("n_estimators",)

    num_leaves: int
    max_bin: int

    def fit(self, trial: Trial, x: FloatArray, y: BoolArray) -> Classifier:
        """Boost on one thread, rows and columns unsampled."""
        parameters: dict[str, Setting] = {
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
        rows = lightgbm.Dataset(x, y.astype(np.float32), params=parameters)
        return BoostedClassifier(lightgbm.train(parameters, rows, trial.count("n_estimators")))

    def seeded(self, settings: Settings) -> bool:
        """Neither rows nor columns are sampled."""
        return False

    def cost(self, settings: Settings) -> float:
        """The number of trees."""
        return amount(settings["n_estimators"])


@dataclass(frozen=True)
class BoostedClassifier:
    """Boosted trees; their margin is the logit."""

    model: lightgbm.Booster

    def margin(self, x: FloatArray) -> FloatArray:
        """Sum of the trees' values, the logit of the positive class."""
        return np.asarray(self.model.predict(x, raw_score=True, num_threads=1), dtype=np.float64)

    def dead_units(self, x: FloatArray) -> None:
        """No hidden units."""

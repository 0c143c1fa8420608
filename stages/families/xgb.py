"""XGB: gradient-boosted trees of XGBoost, histogram method."""

from dataclasses import dataclass

import numpy as np
import xgboost

from stages.families.contract import BoolArray, Classifier, FloatArray, Setting, Settings, Trial
from stages.families.grid import Gridded, amount


@dataclass(frozen=True)
class ExtremeBoosting(Gridded):
    """Settings: learning rate `lr`, and those of XGBoost of the same names.

    Constants: rounds `n_estimators`, `tree_method` and torch-like `device` (cpu, cuda).
    """

    settings = (
        "lr", "min_split_loss", "max_depth", "colsample_bytree", "colsample_bylevel", "max_bin",
        "grow_policy",
    )  # fmt: skip

    n_estimators: int
    tree_method: str
    device: str

    def seeded(self, settings: Settings) -> bool:
        """Only where columns are sampled are numbers drawn."""
        return any(settings[name] != 1 for name in ("colsample_bytree", "colsample_bylevel"))

    def cost(self, settings: Settings) -> float:
        """The depth of the trees: on few rows, two levels more take about twice as long."""
        return float(2.0 ** (amount(settings["max_depth"]) / 2))

    def fit(self, trial: Trial, x: FloatArray, y: BoolArray) -> Classifier:
        """Boost on one thread."""
        parameters: dict[str, Setting] = {
            "objective": "binary:logistic",
            "tree_method": self.tree_method,
            "device": self.device,
            "learning_rate": trial.number("lr"),
            "min_split_loss": trial.number("min_split_loss"),
            "max_depth": trial.count("max_depth"),
            "colsample_bytree": trial.number("colsample_bytree"),
            "colsample_bylevel": trial.number("colsample_bylevel"),
            "max_bin": trial.count("max_bin"),
            "grow_policy": trial.word("grow_policy"),
            "seed": trial.seed,
            "nthread": 1,
            "verbosity": 0,
        }
        rows = xgboost.DMatrix(x, y.astype(np.float32), nthread=1)
        return BoostedClassifier(xgboost.train(parameters, rows, self.n_estimators))


@dataclass(frozen=True)
class BoostedClassifier:
    """Boosted trees; their margin is the logit."""

    model: xgboost.Booster

    def margin(self, x: FloatArray) -> FloatArray:
        """Sum of the trees' values, the logit of the positive class."""
        rows = xgboost.DMatrix(x, nthread=1)
        return np.asarray(self.model.predict(rows, output_margin=True), dtype=np.float64)

    def dead_units(self, x: FloatArray) -> None:
        """No hidden units."""

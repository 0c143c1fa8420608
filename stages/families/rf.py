"""RF: random forests with cost-complexity pruning."""

from dataclasses import dataclass

from sklearn.ensemble import RandomForestClassifier

from stages.families.contract import BoolArray, Classifier, FloatArray, Settings, Trial
from stages.families.decision_function import Votes
from stages.families.grid import Gridded, amount


@dataclass(frozen=True)
class RandomForest(Gridded):
    """Settings: those of scikit-learn's RandomForestClassifier of the same names.

    Constant: the split `criterion`. A larger forest begins with the smaller one's trees and pruning
    comes after growing: `n_estimators` and `ccp_alpha` are snapshots of one run.
    """

    settings = (
        "n_estimators", "min_samples_split", "min_samples_leaf", "max_features", "ccp_alpha",
    )  # fmt: skip
    snapshots = ("n_estimators", "ccp_alpha")

    criterion: str

    def fit(self, trial: Trial, x: FloatArray, y: BoolArray) -> Classifier:
        """Grow and prune one forest on one thread."""
        model = RandomForestClassifier(
            n_estimators=trial.count("n_estimators"),
            criterion=self.criterion,
            min_samples_split=trial.count("min_samples_split"),
            min_samples_leaf=trial.count("min_samples_leaf"),
            max_features=trial.word("max_features"),
            ccp_alpha=trial.number("ccp_alpha"),
            random_state=trial.seed,
            n_jobs=1,
        )
        return Votes(model.fit(x, y))

    def cost(self, settings: Settings) -> float:
        """The number of trees."""
        return amount(settings["n_estimators"])

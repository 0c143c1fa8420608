"""RF: random forests with cost-complexity pruning."""

from collections.abc import Sequence
from dataclasses import dataclass

from sklearn.ensemble import RandomForestClassifier

from stages.families.contract import BoolArray, Classifier, FloatArray, Setting, Settings, Trial
from stages.families.decision_function import Votes
from stages.families.engines.forest import Cut, CutForest
from stages.families.engines.growing import unpruned_trees
from stages.families.engines.sharing import grouped_by
from stages.families.grid import Gridded, amount
from stages.families.training import scikit_learns


@dataclass(frozen=True)
class RandomForest(Gridded):
    """Settings: those of scikit-learn's RandomForestClassifier of the same names.

    Constants: the split `criterion`, and `class_weight`: under `balanced` every tree draws its rows
    with chances in proportion to their weights, as scikit-learn does. A larger forest begins with
    the smaller one's trees and pruning comes after growing: `n_estimators` and `ccp_alpha` are
    snapshots of one run. Leaves of 8 rows ask for nodes of 16 whatever `min_samples_split` says, so
    that some runs grow the same forest.
    """

    settings = (
        "n_estimators", "min_samples_split", "min_samples_leaf", "max_features", "ccp_alpha",
    )  # fmt: skip
    snapshots = ("n_estimators", "ccp_alpha")

    criterion: str
    class_weight: str

    def fit(self, trial: Trial, x: FloatArray, y: BoolArray) -> Classifier:
        """Grow and prune one forest on one thread."""
        return Votes(self._model(trial, y).fit(x, y))

    def groups(self, trials: Sequence[Trial]) -> list[list[Trial]]:
        """Those that cut the same forest."""
        return grouped_by(trials, _forest)

    def fit_group(self, trials: Sequence[Trial], x: FloatArray, y: BoolArray) -> CutForest:
        """Grow the largest forest once, and prune it with every alpha."""
        models = [self._model(trial, y) for trial in trials]
        if len({_forest(trial) for trial in trials}) > 1:
            raise ValueError(f"Got {len(trials)} trials of several forests, expected one group.")
        for model in models:
            model._validate_params()
        largest = max(models, key=lambda model: model.n_estimators)
        cuts = [Cut(model.n_estimators, model.ccp_alpha) for model in models]
        return CutForest.of(unpruned_trees(largest, x, y), cuts)

    def cost(self, settings: Settings) -> float:
        """The number of trees."""
        return amount(settings["n_estimators"])

    def _model(self, trial: Trial, y: BoolArray) -> RandomForestClassifier:
        return RandomForestClassifier(
            n_estimators=trial.count("n_estimators"),
            criterion=self.criterion,
            class_weight=scikit_learns(self.class_weight, y),
            min_samples_split=trial.count("min_samples_split"),
            min_samples_leaf=trial.count("min_samples_leaf"),
            max_features=trial.word("max_features"),
            ccp_alpha=trial.number("ccp_alpha"),
            random_state=trial.seed,
            n_jobs=1,
        )


def _forest(trial: Trial) -> tuple[Setting, ...]:
    """What the growing of a trial's forest depends on."""
    leaf, split = trial.settings["min_samples_leaf"], trial.settings["min_samples_split"]
    if isinstance(leaf, int) and isinstance(split, int):
        split = max(split, 2 * leaf)
    return (split, leaf, trial.settings["max_features"], trial.seed)

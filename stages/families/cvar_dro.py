"""CVaR-DRO: the MLP trained on the worst share of every batch (arXiv 2506.17989, table 6)."""

from dataclasses import dataclass
from functools import partial

from stages.families.contract import BoolArray, Classifier, FloatArray, Trial
from stages.families.net_training import Net
from stages.families.robust_loss import cvar


@dataclass(frozen=True)
class ConditionalValueAtRisk(Net):
    """Settings: the worst share `alpha` of a batch that counts, and those of the MLP.

    Constants as in the MLP. Under `class_weight: balanced` each loss is weighted first, and the
    worst share is that of the weighted losses: a rare class is among the worst the sooner. alpha 1
    is the MLP, with the same trajectory.
    """

    settings = ("alpha", "lr", "hidden", "dropout", "epochs")

    def fit(self, trial: Trial, x: FloatArray, y: BoolArray) -> Classifier:
        """Train one net from scratch; ValueError unless 0 < alpha <= 1."""
        return self.train(trial, x, y, partial(cvar, alpha=self.alpha(trial)))

    def alpha(self, trial: Trial) -> float:
        """The setting of that name; ValueError unless 0 < alpha <= 1."""
        alpha = trial.number("alpha")
        if not 0.0 < alpha <= 1.0:
            raise ValueError(f"Got alpha={alpha}, expected a share above 0 and at most 1.")
        return alpha

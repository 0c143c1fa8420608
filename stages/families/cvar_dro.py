"""CVaR-DRO: the MLP trained on the worst share of every batch (arXiv 2506.17989, table 6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from stages.families.contract import BoolArray, Classifier, FloatArray, Settings, Trial
from stages.families.grid import Options, Sample, Space, without
from stages.families.net_training import Training
from stages.families.robust_loss import cvar

SETTINGS = ("alpha", "lr", "hidden", "dropout", "epochs")


@dataclass(frozen=True)
class ConditionalValueAtRisk:
    """Settings: the worst share `alpha` of a batch that counts, and those of the MLP.

    Constants as in the MLP. alpha 1 is the MLP, with the same trajectory.
    """

    grid: Options
    sample: Sample | None
    extras: Mapping[str, Settings]
    trunk: Sequence[int] | None
    batch: int
    device: str
    dtype: str

    def plan(self, seeds: Sequence[int]) -> list[Trial]:
        """Every configuration once per seed, then the named extras."""
        space = Space(self.grid, self.sample, self.extras)
        return space.trials(seeds, SETTINGS, without("epochs"))

    def fit(self, trial: Trial, x: FloatArray, y: BoolArray) -> Classifier:
        """Train one net from scratch; ValueError unless 0 < alpha <= 1."""
        alpha = trial.number("alpha")
        if not 0.0 < alpha <= 1.0:
            raise ValueError(f"Got alpha={alpha}, expected a share above 0 and at most 1.")
        training = Training(tuple(self.trunk or ()), self.batch, self.device, self.dtype)
        return training.fit(trial, x, y, partial(cvar, alpha=alpha))

"""MLP: a net with two hidden layers, cross-entropy, Adam (arXiv 2506.17989, table 6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch

from stages.families.contract import BoolArray, Classifier, FloatArray, Settings, Trial
from stages.families.grid import Options, Sample, Space, without
from stages.families.net_training import Training

SETTINGS = ("lr", "hidden", "dropout", "epochs")


@dataclass(frozen=True)
class MultiLayerPerceptron:
    """Settings: `lr` of Adam, `hidden` units per layer, `dropout` after the first, `epochs`.

    Constants: widths of a `trunk` before the hidden layers (None: no trunk), rows of a `batch`,
    torch `device` and `dtype`. Epochs are snapshots of one training run.
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
        """Train one net from scratch."""
        training = Training(tuple(self.trunk or ()), self.batch, self.device, self.dtype)
        return training.fit(trial, x, y, torch.mean)

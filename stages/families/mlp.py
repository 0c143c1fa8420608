"""MLP: a net with two hidden layers, cross-entropy, Adam (arXiv 2506.17989, table 6)."""

from dataclasses import dataclass

import torch

from stages.families.contract import BoolArray, Classifier, FloatArray, Trial
from stages.families.net_training import Net


@dataclass(frozen=True)
class MultiLayerPerceptron(Net):
    """Settings: `lr` of Adam, `hidden` units per layer, `dropout` after the first, `epochs`.

    Constants, and epochs as snapshots, as `Net` says.
    """

    settings = ("lr", "hidden", "dropout", "epochs")

    def fit(self, trial: Trial, x: FloatArray, y: BoolArray) -> Classifier:
        """Train one net from scratch."""
        return self.train(trial, x, y, torch.mean)

"""Families with one fault each, planted where it can be known."""

from dataclasses import dataclass

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression

from stages.families.contract import Trial
from stages.families.grid import Gridded
from stages.families.network import NetworkClassifier, initial_network, mask_generator


@dataclass(frozen=True)
class Shifted:
    """A fitted logit whose intercept is off by `shift`."""

    model: LogisticRegression
    shift: float

    def margin(self, x: np.ndarray) -> np.ndarray:
        return self.model.decision_function(x.astype(np.float64)) + self.shift

    def dead_units(self, x: np.ndarray) -> None:
        return None


@dataclass(frozen=True)
class ShiftedLogit(Gridded):
    """Ranks as well as logistic regression, and predicts one class."""

    settings = ("shift",)

    def fit(self, trial: Trial, x: np.ndarray, y: np.ndarray) -> Shifted:
        return Shifted(LogisticRegression().fit(x.astype(np.float64), y), trial.number("shift"))


@dataclass(frozen=True)
class DeadNet(Gridded):
    """A net whose first layer is never active."""

    settings = ("hidden",)

    def fit(self, trial: Trial, x: np.ndarray, y: np.ndarray) -> NetworkClassifier:
        hidden = trial.count("hidden")
        widths = (x.shape[1], hidden, hidden, 2)
        masks = mask_generator(trial.seed, hidden, 0.0)
        network = initial_network(widths, 0.0, trial.seed, masks)
        with torch.no_grad():
            network.linear()[0].bias.fill_(-1e6)
        return NetworkClassifier(network, "cpu", torch.float32)


@dataclass(frozen=True)
class Fragile(Gridded):
    """Constant as trained; with another seed it can't be trained at all."""

    settings = ("at",)

    def fit(self, trial: Trial, x: np.ndarray, y: np.ndarray) -> "Constant":
        if trial.seed:
            raise KeyError("no such seed\nhere")
        return Constant()


@dataclass(frozen=True)
class Constant:
    """Everything is positive."""

    def margin(self, x: np.ndarray) -> np.ndarray:
        return np.ones(len(x))

    def dead_units(self, x: np.ndarray) -> None:
        return None


def grid_of(kind: type[Gridded], **options: list[float]) -> Gridded:
    """A family of that kind with a grid."""
    return kind(grid=options, sample=None, extras={})

"""Families made for tests: one that is slow, one that fails, diverges or warns when told so."""

import time
import warnings
from dataclasses import dataclass

import numpy as np

from stages.families.contract import DivergenceError, Trial
from stages.families.grid import Gridded


@dataclass(frozen=True)
class Threshold:
    """Positive where the first feature exceeds `at`."""

    at: float

    def margin(self, x: np.ndarray) -> np.ndarray:
        return x[:, 0].astype(np.float64) - self.at

    def dead_units(self, x: np.ndarray) -> None:
        return None


@dataclass(frozen=True)
class SlowFamily(Gridded):
    """A threshold per configuration, found after `pause` seconds."""

    settings = ("at",)

    pause: float

    def fit(self, trial: Trial, x: np.ndarray, y: np.ndarray) -> Threshold:
        time.sleep(self.pause)
        return Threshold(trial.number("at"))


@dataclass(frozen=True)
class TroubledFamily(Gridded):
    """Does what its only setting says: ok, fail, diverge, infinite, warn, deprecated."""

    settings = ("deed",)

    def fit(self, trial: Trial, x: np.ndarray, y: np.ndarray) -> Threshold:
        return DEEDS[trial.word("deed")]()


def fail() -> Threshold:
    raise KeyError("no such thing\nat all")


def diverge() -> Threshold:
    raise DivergenceError("the loss is nan in epoch 2")


def warn() -> Threshold:
    warnings.warn("this took long\nvery long", UserWarning, stacklevel=2)
    return Threshold(0.0)


def deprecated() -> Threshold:
    warnings.warn("old", DeprecationWarning, stacklevel=2)
    return Threshold(0.0)


DEEDS = {
    "ok": lambda: Threshold(0.0),
    "fail": fail,
    "diverge": diverge,
    "infinite": lambda: Threshold(-np.inf),
    "warn": warn,
    "deprecated": deprecated,
}

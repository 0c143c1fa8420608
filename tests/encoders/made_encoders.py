"""Encoders made for tests; importable, so that worker processes find them."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Lengths:
    """The length of a text and a constant; writes down every text that it is asked for."""

    log: str
    scale: float = 1.0
    dimension: int = 2
    fails_on: str = "nothing"
    pause: float = 0.0

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        time.sleep(self.pause)
        with Path(self.log).open("a") as stream:
            stream.writelines(f"{text}\n" for text in texts)
        rows = np.array([[len(text) * self.scale, 7] for text in texts], dtype=np.float32)
        return np.where(np.array([[self.fails_on in text] for text in texts]), np.nan, rows)

    def identity(self) -> dict[str, object]:
        return {"scale": self.scale}


@dataclass(frozen=True)
class Centred:
    """Lengths less the mean length of the texts it was fitted on."""

    dimension: int = 1

    def fit(self, texts: Sequence[str]) -> "Shifted":
        return Shifted(float(np.mean([len(text) for text in texts])))

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        raise AssertionError


@dataclass(frozen=True)
class Shifted:
    mean: float
    dimension: int = 1

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        return np.array([[len(text) - self.mean] for text in texts], dtype=np.float32)

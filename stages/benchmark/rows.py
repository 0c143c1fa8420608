"""Rows to time families on: made ones like embeddings, and simulated census rows as raw vectors."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt

from stages.data.source import DataSource
from stages.families.contract import BoolArray
from stages.storage.seeds import generator

Rows = npt.NDArray[np.float32]

ANISOTROPY: Final = 0.87
"""Squared norm of the mean row, of unit length: what texts of one schema have under MiniLM."""
DECAY: Final = 0.7
"""The k-th direction spreads as k to the power of minus this."""
DIRECTIONS: Final = 128
"""So many directions decay; the others are noise."""
NOISE: Final = 0.05
"""Share of the variance that lies outside the directions."""
CHUNK: Final = 8192


class BenchArm(StrEnum):
    """What the rows are like."""

    EMBEDDING = "embedding"
    """Unit length, nearly parallel, a decaying spectrum: the vectors of a text encoder."""
    TABULAR = "tabular"
    """Mostly 0/1 and a few numbers of very different scale: the raw arm of simulated census."""


@dataclass(frozen=True)
class BenchRows:
    """Train rows and test rows of one arm; float32 (rows, dimension) and a label per row."""

    x: Rows
    y: BoolArray
    test_x: Rows
    test_y: BoolArray

    def part(self, train: int, test: int) -> "BenchRows":
        """The first so many rows of each kind."""
        return BenchRows(self.x[:train], self.y[:train], self.test_x[:test], self.test_y[:test])

    def chunks(self, size: int) -> Iterator[Rows]:
        """The test rows, at most `size` at a time."""
        for start in range(0, len(self.test_x), size):
            yield self.test_x[start : start + size]


def embedding_rows(train: int, test: int, dim: int) -> BenchRows:
    """Made vectors of `dim` numbers; the same for the same numbers of rows and dimensions.

    The label follows a linear and a quadratic term in the leading directions, under logistic noise;
    about 60 % are positive, as in the census.
    """
    total = train + test
    used = min(DIRECTIONS, dim)
    draws = generator(0, "bench directions", dim)
    basis = np.linalg.qr(draws.normal(size=(dim, used)))[0].T
    centre = draws.normal(size=dim)
    centre *= np.sqrt(ANISOTROPY) / np.linalg.norm(centre)
    spread = (1.0 + np.arange(used)) ** -DECAY
    spread *= np.sqrt((1 - ANISOTROPY) * (1 - NOISE) / np.square(spread).sum())
    weights = draws.normal(size=used) * (1.0 + np.arange(used)) ** -0.25
    x = np.empty((total, dim), dtype=np.float32)
    score = np.empty(total)
    for start in range(0, total, CHUNK):
        here = slice(start, min(start + CHUNK, total))
        draws = generator(0, "bench rows", dim, start)
        latent = draws.normal(size=(CHUNK, used))[: here.stop - start]
        noise = draws.standard_normal((CHUNK, dim), dtype=np.float32)[: here.stop - start]
        row = centre + (latent * spread) @ basis
        row += noise * np.sqrt((1 - ANISOTROPY) * NOISE / dim)
        x[here] = row / np.linalg.norm(row, axis=1, keepdims=True)
        square = np.square(latent[:, :4]).sum(axis=1) - min(4, used)
        luck = draws.logistic(size=CHUNK)[: here.stop - start]
        score[here] = latent @ weights / np.linalg.norm(weights) * 2 + 0.4 * square + luck
    y = score > -0.5
    return BenchRows(x[:train], y[:train], x[train:], y[train:])


def tabular_rows(data: DataSource, train: int, test: int) -> BenchRows:
    """The first rows of a data set's source, as its own featurizer makes them.

    ValueError where it has fewer than asked for.
    """
    drawn = data.rows(data.source)
    if len(drawn.positive) < train + test:
        raise ValueError(
            f"Got {len(drawn.positive):,} rows of {data.source}, expected {train + test:,} to train"
            " and to test on. Ask for fewer --rows or --test-rows."
        )
    featurizer = data.featurizer.fit(drawn.features.iloc[:train])
    x = featurizer.transform(drawn.features.iloc[: train + test]).astype(np.float32)
    y = drawn.positive[: train + test].astype(np.bool_)
    return BenchRows(x[:train], y[:train], x[train:], y[train:])

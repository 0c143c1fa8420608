"""Gaussian margins of many machines from one block of distances, exact where the sign is close.

Distances, exponentials and sums are float32, in blocks that fit the cache. How far that is from
float64 is measured on training rows, in the arithmetic at hand, machine by machine; margins that
lie closer to zero than a few times that are computed again in float64.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch

from stages.families.engines.kernel_dual import Dual
from stages.families.engines.kernel_rows import (
    BLOCK,
    Matrix,
    TrainingRows,
    gaussian,
    squared_lengths,
)

ROWS: Final = 512
TRAINING_ROWS: Final = 512
"""A block of distances: so many rows by so many training rows."""
WIDTH: Final = 16
"""Machines in one product; fewer are filled up with zeros, so that its shape is always the same."""
PROBES: Final = 128
"""Training rows on which the error is measured."""
SAFETY: Final = 8.0
"""A margin below so many times the largest error of the probes is computed again."""
FLOOR: Final = np.float32(-80.0)
"""The least exponent: its exponential is a normal float32, and slow subnormals are spared."""


class GaussianMargins:
    """Machines and their gammas, those of equal gamma side by side, on the same training rows."""

    def __init__(self, train: TrainingRows, machines: Sequence[tuple[float, Dual]]) -> None:
        """Round the rows to float32, pack the coefficients, and measure the error."""
        self.train, self.machines = train, machines
        by_gamma = itertools.groupby(machines, key=lambda machine: machine[0])
        self.duals = [(gamma, [dual for _, dual in some]) for gamma, some in by_gamma]
        self.rows = torch.from_numpy(train.rows.astype(np.float32))
        self.squares = torch.from_numpy(squared_lengths(self.rows.numpy()).astype(np.float32))
        self.radius = float(train.squares.max()) ** 0.5
        typical = 2.0 * float(train.squares.mean())
        self.packs = [
            _packed(gamma, some[start : start + WIDTH], typical)
            for gamma, some in self.duals
            for start in range(0, len(some), WIDTH)
        ]
        self.close = self._errors() * SAFETY

    def margins(self, moved: Matrix) -> Matrix:
        """Margins on rows about the training mean, shape (machines, rows)."""
        result = self.rough(moved)
        for row, close, (gamma, dual) in zip(result, self.close, self.machines, strict=True):
            places = np.flatnonzero(~(np.abs(row) > close))
            row[places] = exact_margins(self.train, moved[places], gamma, [dual])[0]
        return result

    def rough(self, moved: Matrix) -> Matrix:
        """The same in float32, none of it computed again."""
        result = np.empty((len(self.machines), len(moved)))
        for start in range(0, len(moved), ROWS):
            part = moved[start : start + ROWS]
            result[:, start : start + ROWS] = self._block(part)
        return result

    def _block(self, moved: Matrix) -> Matrix:
        """At most ROWS rows, filled up to ROWS: shapes do not depend on how many there are."""
        rows = np.zeros((ROWS, moved.shape[1]), dtype=np.float32)
        rows[: len(moved)] = moved
        squares = squared_lengths(rows).astype(np.float32)[:, np.newaxis]
        farthest = (float(squares.max()) ** 0.5 + self.radius) ** 2
        sums = [np.zeros((ROWS, WIDTH)) for _ in self.packs]
        for start in range(0, len(self.rows), TRAINING_ROWS):
            part = slice(start, start + TRAINING_ROWS)
            distances = torch.addmm(
                self.squares[part], torch.from_numpy(rows), self.rows[part].T, alpha=-2.0
            ).numpy()
            distances += squares
            kernel = np.empty_like(distances)
            for pack, total in zip(self.packs, sums, strict=True):
                np.multiply(distances, np.float32(-pack.gamma), out=kernel)
                if pack.gamma * farthest > -FLOOR:
                    np.maximum(kernel, FLOOR, out=kernel)
                np.exp(kernel, out=kernel)
                kernel -= pack.typical
                product = torch.from_numpy(kernel) @ pack.coefficients[part]
                np.add(total, product.numpy(), out=total)
        parts = [
            (total + pack.constant)[: len(moved), : pack.count]
            for pack, total in zip(self.packs, sums, strict=True)
        ]
        return np.concatenate(parts, axis=1).T

    def _errors(self) -> Matrix:
        """Largest error of each machine on rows spread over the training rows."""
        count = len(self.train.rows)
        probes = self.train.rows[np.linspace(0, count - 1, min(PROBES, count), dtype=np.int64)]
        exact = [exact_margins(self.train, probes, gamma, some) for gamma, some in self.duals]
        return np.asarray(np.abs(self.rough(probes) - np.concatenate(exact)).max(axis=1))


@dataclass(frozen=True)
class _Pack:
    """At most WIDTH machines of one gamma.

    Their kernel is taken less its value at a typical distance, which takes most of it off where
    rows are alike; `constant` puts it back: coefficients sum to zero but for rounding.
    """

    gamma: float
    count: int
    coefficients: torch.Tensor
    typical: np.float32
    constant: Matrix


def _packed(gamma: float, duals: Sequence[Dual], typical: float) -> _Pack:
    coefficients = np.zeros((len(duals[0].coefficients), WIDTH))
    constant = np.zeros(WIDTH)
    level = np.float32(np.exp(-gamma * typical))
    for place, dual in enumerate(duals):
        coefficients[:, place] = dual.coefficients
        constant[place] = dual.intercept + float(level) * dual.coefficients.sum()
    packed = torch.from_numpy(coefficients.astype(np.float32))
    return _Pack(gamma, len(duals), packed, level, constant)


def exact_margins(
    train: TrainingRows, moved: Matrix, gamma: float, duals: Sequence[Dual]
) -> Matrix:
    """Margins of machines of one gamma in float64, shape (machines, rows)."""
    result = np.empty((len(duals), len(moved)))
    for start in range(0, len(moved), BLOCK):
        kernel = gaussian(train, moved[start : start + BLOCK], gamma)
        for row, dual in zip(result, duals, strict=True):
            row[start : start + BLOCK] = kernel @ dual.coefficients + dual.intercept
    return result

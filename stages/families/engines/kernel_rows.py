"""Training rows about their mean, and the matrices of a kernel between them."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from stages.families.contract import FloatArray

Matrix = npt.NDArray[np.float64]

BLOCK: Final = 128
"""Rows of a kernel matrix computed at a time: what it needs beside itself."""


@dataclass(frozen=True)
class TrainingRows:
    """Rows less their mean, float64 (rows, dim), so that little cancels in |x|^2 + |z|^2 - 2xz.

    `squares`: their squared lengths; `mean`: what was taken off, shape (dim,).
    """

    rows: Matrix
    squares: Matrix
    mean: Matrix

    def moved(self, x: FloatArray) -> Matrix:
        """Other rows less the same mean."""
        return np.subtract(x, self.mean, dtype=np.float64)


def training_rows(x: FloatArray) -> TrainingRows:
    """Rows as an engine of kernels keeps them."""
    mean = x.mean(axis=0, dtype=np.float64)
    rows = np.subtract(x, mean, dtype=np.float64)
    return TrainingRows(rows, squared_lengths(rows), mean)


def squared_lengths(rows: FloatArray) -> Matrix:
    """Squared length of each row, float64."""
    return np.asarray(np.einsum("ij,ij->i", rows, rows, dtype=np.float64, casting="safe"))


def gaussian(train: TrainingRows, moved: Matrix, gamma: float) -> Matrix:
    """exp(-gamma |x - z|^2) of rows about the mean with all training rows; float64."""
    block = np.empty((len(moved), len(train.rows)))
    _fill(block, train, moved, gamma)
    return block


def gaussian_gram(train: TrainingRows, gamma: float) -> Matrix:
    """`gaussian` of the training rows with each other; half of it is computed, half mirrored."""
    count = len(train.rows)
    gram = np.empty((count, count))
    for start in range(0, count, BLOCK):
        stop = start + BLOCK
        _fill(gram[start:stop, start:], train, train.rows[start:stop], gamma)
        for left in range(stop, count, BLOCK):
            gram[left : left + BLOCK, start:stop] = gram[start:stop, left : left + BLOCK].T
    np.fill_diagonal(gram, 1.0)
    return gram


def _fill(block: Matrix, train: TrainingRows, moved: Matrix, gamma: float) -> None:
    """The kernel with the last training rows, as many as the block has columns, in place."""
    first = len(train.rows) - block.shape[1]
    np.matmul(moved, train.rows[first:].T, out=block)
    block *= -2.0
    block += squared_lengths(moved)[:, np.newaxis]
    block += train.squares[first:]
    np.maximum(block, 0.0, out=block)
    block *= -gamma
    np.exp(block, out=block)


def linear_gram(x: FloatArray) -> Matrix:
    """Products of rows as they are, in float64: the very matrix that libsvm would work on."""
    rows = x.astype(np.float64)
    return np.asarray(rows @ rows.T)

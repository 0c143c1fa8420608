"""Rows in the coordinates in which every quantity of the logistic bound is a sum of a few terms."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.linalg import eigh

from stages.certificates.two_classes import TwoClasses
from stages.families.contract import FloatArray
from stages.families.engines.kernel_rows import BLOCK, Matrix, squared_lengths

LEADING: Final = 512
"""Eigenvectors of the scatter that have a coordinate each; all others share one."""
ROUNDING: Final = 1e-12


@dataclass(frozen=True)
class SpectralRows:
    """The leading eigenvectors of the training rows' scatter, and the pull g in these coordinates.

    `mean`, `pull`: shape (dim,); `basis`: (dim, k); `scatter`: (k + 1,), the eigenvalues, last an
    upper bound of all others; `along`, (k + 1,): the pull's coordinates, then 1, since a row's last
    term is a product with it already; `squares`, (k + 1,): of the pull, as rows have them.
    """

    mean: Matrix
    pull: Matrix
    basis: Matrix
    scatter: Matrix
    along: Matrix
    squares: Matrix

    @property
    def width(self) -> int:
        """k + 1: coordinates, and one for all the rest of space."""
        return len(self.scatter)

    def summary(self, x: FloatArray) -> Matrix:
        """Rows, shape (rows, dim), as (rows, 2 (k + 1)): terms linear in a row, then its squares.

        Linear: the coordinates, and the product of the rests of row and pull; squares: those of the
        coordinates, and the squared length of the rest.
        """
        moved = np.subtract(x, self.mean, dtype=np.float64)
        coordinates = moved @ self.basis
        rest = moved @ self.pull - coordinates @ self.along[:-1]
        squares = coordinates**2
        left = np.maximum(squared_lengths(moved) - squares.sum(axis=1), 0.0)
        return np.column_stack([coordinates, rest, squares, left])

    def products(self, summaries: Matrix) -> Matrix:
        """Of the pull with each row, less the mean; shape (rows,)."""
        return np.asarray(summaries[:, : self.width] @ self.along)


def spectral_rows(training: TwoClasses) -> SpectralRows:
    """The coordinates that training rows give."""
    rows = training.centred.rows
    pull = (training.larger - training.share) @ rows
    scatter = _scatter(rows)
    dim = len(scatter)
    leading = min(LEADING, dim)
    values, vectors = eigh(scatter, subset_by_index=(max(0, dim - leading - 1), dim - 1))
    values = np.maximum(values[::-1], 0.0)
    basis = np.ascontiguousarray(vectors[:, ::-1][:, :leading])
    rest = values[leading] if dim > leading else 0.0
    along = pull @ basis
    left = max(0.0, float(pull @ pull - along @ along))
    return SpectralRows(
        mean=training.centred.mean,
        pull=pull,
        basis=basis,
        scatter=np.append(values[:leading], rest + ROUNDING * values[0]),
        along=np.append(along, 1.0),
        squares=np.append(along**2, left),
    )


def _scatter(rows: Matrix) -> Matrix:
    """Sum over rows of row times row, shape (dim, dim)."""
    total = np.zeros((rows.shape[1], rows.shape[1]))
    for start in range(0, len(rows), 8 * BLOCK):
        part = rows[start : start + 8 * BLOCK]
        total += part.T @ part
    return total

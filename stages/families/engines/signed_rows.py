"""Float64 products with float32 rows, a chunk of rows and a fixed number of columns at a time.

Many linear models of the same rows need the same products. One product over all their columns
costs a third of one product per model, since the rows are read once; all products have the same
shapes whatever the number of models, so that none changes another's bytes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from stages.families.contract import BoolArray, FloatArray

Doubles = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]

CHUNK: Final = 1024
"""Rows of one product: those of 384 columns stay in a core's cache for the way back."""
WIDTH: Final = 16
"""Columns of one product, filled up with zeros."""
HELD: Final = 2**28
"""Bytes up to which the rows are converted to float64 once; beyond, anew for every pass."""


@dataclass(frozen=True)
class SignedRows:
    """Rows with a constant 1 at their end, each times its label +1 or -1.

    `parts`: the rows as float64 chunks, empty where they would not fit.
    """

    x: FloatArray
    sign: Doubles
    parts: tuple[Doubles, ...] = ()

    @property
    def count(self) -> int:
        """Number of rows."""
        return len(self.x)

    @property
    def width(self) -> int:
        """Number of coefficients: one a column, the intercept last."""
        return int(self.x.shape[1]) + 1

    def margins(self, weights: Doubles) -> Doubles:
        """Signed margins, shape (models, rows), of weights, shape (models, width)."""
        padded = list(_padded(weights))
        found = np.empty((len(weights), self.count))
        for rows, part in self._chunks():
            for place, block in padded:
                _put(found[place : place + WIDTH, rows], block @ part.T)
        return found

    def means(self, factors: Doubles) -> Doubles:
        """Mean over the rows of factor times row, shape (models, width)."""
        total = np.zeros((self._blocks(factors), self.width, WIDTH))
        for rows, part in self._chunks():
            for number, (_, block) in enumerate(_padded(factors[:, rows])):
                total[number] += part.T @ block.T
        return self._unpadded(total, len(factors))

    def curved(self, directions: Doubles, curvatures: Doubles) -> tuple[Doubles, Doubles]:
        """Hessians of the mean loss times directions, and the margins' change along them.

        `directions`, shape (models, width); `curvatures` of the losses, shape (models, rows).
        """
        padded = list(_padded(directions))
        total = np.zeros((len(padded), self.width, WIDTH))
        change = np.empty((len(directions), self.count))
        for rows, part in self._chunks():
            for number, (place, block) in enumerate(padded):
                product = block @ part.T
                models = slice(place, place + WIDTH)
                _put(change[models, rows], product)
                bent = curvatures[models, rows]
                product[: len(bent)] *= bent
                total[number] += part.T @ product.T
        return self._unpadded(total, len(directions)), change

    def gram(self, curvature: Doubles) -> Doubles:
        """Hessian of one model's mean loss, shape (width, width), of curvature, shape (rows,)."""
        total = np.zeros((self.width, self.width))
        root = np.sqrt(curvature)
        for rows, part in self._chunks():
            bent = part * root[rows, np.newaxis]
            total += bent.T @ bent
        return np.asarray(total / self.count)

    def moment(self, chosen: BoolArray, roots: Doubles | None = None) -> Doubles:
        """Sum over chosen rows, shape (rows,), of row times row, shape (width, width).

        `roots`: what each row is times first, shape (rows,): the root of its weight.
        """
        total = np.zeros((self.width, self.width))
        (places,) = np.nonzero(chosen)
        for start in range(0, len(places), CHUNK):
            some = places[start : start + CHUNK]
            part = self._part(some)
            if roots is not None:
                part *= roots[some, np.newaxis]
            total += part.T @ part
        return total

    def _chunks(self) -> Iterator[tuple[slice, Doubles]]:
        for number, start in enumerate(range(0, self.count, CHUNK)):
            rows = slice(start, start + CHUNK)
            yield rows, self.parts[number] if self.parts else self._part(rows)

    def _part(self, rows: slice | Places) -> Doubles:
        sign = self.sign[rows, np.newaxis]
        part = np.empty((len(sign), self.width))
        np.multiply(self.x[rows], sign, out=part[:, :-1])
        part[:, -1:] = sign
        return part

    def _blocks(self, models: Doubles) -> int:
        return -(-len(models) // WIDTH)

    def _unpadded(self, total: Doubles, models: int) -> Doubles:
        means = total.transpose(0, 2, 1).reshape(-1, self.width)[:models] / self.count
        return np.ascontiguousarray(means)


def signed_rows(x: FloatArray, y: BoolArray) -> SignedRows:
    """Training rows, shape (rows, dim), and labels, shape (rows,), for many passes."""
    sign = np.where(y, 1.0, -1.0)
    rows = SignedRows(x, sign)
    if 8 * rows.count * rows.width > HELD:
        return rows
    return SignedRows(x, sign, tuple(part for _, part in rows._chunks()))


def plain_margins(weights: Doubles, x: FloatArray) -> Doubles:
    """Margins of new rows, shape (models, rows): positive where above 0."""
    return SignedRows(x, np.ones(len(x))).margins(weights)


def _padded(models: Doubles) -> Iterator[tuple[int, Doubles]]:
    for place in range(0, len(models), WIDTH):
        block = np.zeros((WIDTH, models.shape[1]))
        _put(block, models[place : place + WIDTH])
        yield place, block


def _put(target: Doubles, source: Doubles) -> None:
    count = min(len(target), len(source))
    target[:count] = source[:count]

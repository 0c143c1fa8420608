"""A controlled encoder: any cloud of vectors, its geometry turned to what was asked."""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, TransformerMixin

from stages.dials.demands import check_dial
from stages.dials.maps import isometry, shaped
from stages.dials.row_noise import row_noise
from stages.storage.seeds import generator

Floats = npt.NDArray[np.float64]
Vectors = npt.NDArray[np.floating]

NO_MEAN: Final = 1e-9
"""A mean below this share of the spread has no direction of its own."""


@dataclass(eq=False)
class Dial(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """R(s (x - m) + t u) + noise: a scikit-learn transformer, fitted on unlabelled train rows.

    Whatever is None stays as the cloud has it. What was dialled are the facts of the transformed
    train rows (stages.encoders.facts, over distinct rows): their `spread` sqrt(trace S) and their
    `mean_share` |mean|^2 / mean |x|^2 (anisotropy), u being the direction of the mean, or one drawn
    where there is no mean. Before them: `duplicates` rounds every row to the nearest of so many
    train rows; `spectrum` raises the variances of the principal components to that power, their sum
    kept (0: all alike; 1: as they are; 2: steeper); `dimension` cuts, or pads with zeros; `rotated`
    turns by a drawn orthogonal R; `noise` adds isotropic normal noise of so many spreads, drawn
    from a row's own content. `seed` of all draws.

    As a remedy, by a yaml of its own (its name on top)::

        faint:
          _target_: stages.dials.dial.Dial
          spread: 0.01
          mean_share: 0.9
    """

    spread: float | None = None
    mean_share: float | None = None
    spectrum: float | None = None
    dimension: int | None = None
    noise: float | None = None
    duplicates: int | None = None
    rotated: bool = False
    seed: int = 0

    def fit(self, X: Vectors, y: None = None) -> Self:
        """Learn mean, spread and principal components of X, shape (rows, dimension).

        ValueError for a dial that can't be turned so far, or a cloud without spread to scale.
        """
        check_dial(self)
        rows = np.unique(np.asarray(X, dtype=np.float32), axis=0).astype(np.float64)
        before, mean = _spread(rows), rows.mean(axis=0)
        if before == 0 and self.spread is not None:
            raise ValueError(
                f"Got {len(rows)} distinct row(s), which have no spread, for spread={self.spread};"
                " expected rows that differ. Fit the dial on more rows."
            )
        self._codes = self._drawn_codes(rows)
        rows = rows if self._codes is None else self._codes
        self._origin: Floats = rows.mean(axis=0)
        self._map = self._linear_map(rows - self._origin)
        still = (rows - self._origin) @ self._map
        self._loudness = (self.noise or 0.0) * _spread(still) / np.sqrt(self._map.shape[1])
        moved = still + self._noise(rows)
        self._centre: Floats = moved.mean(axis=0)
        after = before if self.spread is None else self.spread
        self._scale = after / _spread(moved) if _spread(moved) else 1.0
        self._mean: Floats = self._length(mean, before, after) * self._direction(mean, before)
        return self

    def transform(self, X: Vectors) -> npt.NDArray[np.float32]:
        """The dialled vectors, shape (rows, new dimension); a row's depends on no other row."""
        rows = np.asarray(X, dtype=np.float32).astype(np.float64)
        rows = rows if self._codes is None else self._codes[_nearest(rows, self._codes)]
        moved = (rows - self._origin) @ self._map + self._noise(rows) - self._centre
        return (moved * self._scale + self._mean).astype(np.float32)

    def _length(self, mean: Floats, before: float, after: float) -> float:
        """Of the new mean: the share asked for, else the one that the cloud had."""
        if self.mean_share is not None:
            return float(np.sqrt(self.mean_share / (1 - self.mean_share)) * after)
        return float(np.linalg.norm(mean)) * (after / before if before else 1.0)

    def _direction(self, mean: Floats, spread: float) -> Floats:
        turned = mean @ self._map
        length = float(np.linalg.norm(turned))
        if length <= NO_MEAN * spread:
            turned = generator(self.seed, "dial", "direction").normal(size=turned.size)
            length = float(np.linalg.norm(turned))
        return turned / length

    def _linear_map(self, centred: Floats) -> Floats:
        """Spectrum, then dimension and rotation; shape (dimension, new dimension)."""
        old = centred.shape[1]
        new = old if self.dimension is None else self.dimension
        turn = isometry(old, new, self.seed) if self.rotated else np.eye(old, new)
        return turn if self.spectrum is None else shaped(centred, self.spectrum) @ turn

    def _drawn_codes(self, rows: Floats) -> Floats | None:
        if self.duplicates is None or self.duplicates >= len(rows):
            return None
        draws = generator(self.seed, "dial", "duplicates")
        return rows[np.sort(draws.choice(len(rows), self.duplicates, replace=False))]

    def _noise(self, rows: Floats) -> Floats | float:
        if not self._loudness:
            return 0.0
        noise: Floats = self._loudness * row_noise(rows, self._map.shape[1], self.seed)
        return noise


def _spread(rows: Floats) -> float:
    return float(np.sqrt(rows.var(axis=0).sum()))


def _nearest(rows: Floats, codes: Floats) -> npt.NDArray[np.int64]:
    """Place of the nearest code of every row, the first of equals."""
    squares = np.einsum("ij,ij->i", codes, codes)
    places: npt.NDArray[np.int64] = np.argmin(squares - 2.0 * rows @ codes.T, axis=1)
    return places

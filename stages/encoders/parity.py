"""Whether two encoders give the same vectors: how far apart those of the same texts are."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cached_property
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from stages.encoders.contract import Encoder

Matrix: TypeAlias = npt.NDArray[np.float64]

COSINE: Final = 1e-3
"""A cosine below 1 by more than this is another direction, and so is one by more than"""
SPREAD: Final = 0.01
"""this share of the cloud's own spread: texts of one table can be nearly parallel."""
LENGTH: Final = 0.01
"""Relative difference of lengths above which they are others."""


@dataclass(frozen=True)
class Likeness:
    """Vectors `there` beside vectors `here` of the same texts; both of shape (texts, dimension)."""

    there: Matrix
    here: Matrix

    @cached_property
    def cosines(self) -> npt.NDArray[np.float64]:
        """Per text; shape (texts,)."""
        products: npt.NDArray[np.float64] = (unit(self.there) * unit(self.here)).sum(axis=1)
        return products

    @cached_property
    def spread(self) -> float:
        """1 - |mean direction|^2 of the vectors here: 0 where all texts are parallel."""
        centre = unit(self.here).mean(axis=0)
        return max(1 - float(centre @ centre), np.finfo(np.float64).eps)

    @property
    def error_over_spread(self) -> float:
        """(1 - mean cosine) / spread: 0 for equal ones, about 1 or more for unrelated ones."""
        return max(0.0, 1 - float(self.cosines.mean())) / self.spread

    @property
    def agrees(self) -> npt.NDArray[np.bool_]:
        """Which texts have the same direction on both sides; shape (texts,)."""
        return np.asarray(self.cosines >= 1 - min(COSINE, SPREAD * self.spread))

    @cached_property
    def length_difference(self) -> float:
        """Median of the relative difference of lengths."""
        return float(np.median(np.abs(lengths(self.there) / lengths(self.here) - 1)))

    @cached_property
    def greatest_difference(self) -> float:
        """Of any two numbers in the same place."""
        return float(np.abs(self.there - self.here).max())

    @property
    def same_directions(self) -> bool:
        """Whether every text has the same direction on both sides."""
        return bool(self.agrees.all())

    @property
    def equal(self) -> bool:
        """Whether an audit would see the same vectors: directions and lengths."""
        return self.same_directions and self.length_difference <= LENGTH

    def words(self) -> str:
        """The figures in one line."""
        return (
            f"cosine min {self.cosines.min():.6f}, median {np.median(self.cosines):.6f}; error "
            f"{self.error_over_spread:.2%} of the spread; lengths differ by "
            f"{self.length_difference:.2%}; greatest difference {self.greatest_difference:.3g}"
        )


@dataclass(frozen=True)
class Compared:
    """Two encoders and what they made of the same distinct `texts`."""

    texts: Sequence[str]
    remote: Encoder
    local: Encoder
    there: Matrix
    here: Matrix

    @classmethod
    def of(cls, remote: Encoder, local: Encoder, texts: Sequence[str]) -> "Compared":
        """Let both encode the texts."""
        return cls(texts, remote, local, encoded(remote, texts), encoded(local, texts))

    @cached_property
    def likeness(self) -> Likeness:
        """The two beside each other; they must have one dimension."""
        return Likeness(self.there, self.here)

    def with_setting(self, name: str, value: object) -> Likeness | None:
        """The remote vectors beside those of the local encoder with another setting.

        None where the local encoder has no such setting.
        """
        local = self.local
        if not is_dataclass(local) or isinstance(local, type):
            return None
        if name not in {field.name for field in fields(local)}:
            return None
        changed: Encoder = replace(local, **{name: value})
        return Likeness(self.there, encoded(changed, self.texts))


def encoded(encoder: Encoder, texts: Sequence[str]) -> Matrix:
    """The vectors of some texts in float64."""
    vectors: Matrix = encoder.encode(texts).astype(np.float64)
    return vectors


def unit(vectors: Matrix) -> Matrix:
    """Rows of length 1; a row of zeros stays."""
    scale = lengths(vectors)[:, None]
    return vectors / scale


def lengths(vectors: Matrix) -> npt.NDArray[np.float64]:
    """Length of each row, at least the smallest number."""
    found: npt.NDArray[np.float64] = np.linalg.norm(vectors, axis=1)
    return np.maximum(found, np.finfo(np.float64).tiny)

"""The rows of texts in company, against the rows of the same texts alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from stages.encoders.contract import Encoder, Vectors

TOLERANCE: Final = 1e-5
"""Of the spread of the vectors: rounding that no family of models notices."""
COMPANIES: Final = 8


@dataclass(frozen=True)
class Comparison:
    """`difference`: the greatest between a text's numbers alone and in company; `text`: its number.

    `tolerance`: what rounding may do; `swapped`: whether all differences are rows that belong to
    other texts of the same call, so that not the vectors but their order is wrong.
    """

    difference: float
    text: int
    tolerance: float
    swapped: bool

    @property
    def differs(self) -> bool:
        """Whether the difference is more than rounding."""
        return self.difference > self.tolerance

    @classmethod
    def of(cls, encoder: Encoder, texts: Sequence[str]) -> "Comparison":
        """Every text alone, all together, together in another order, some beside the longest."""
        alone = np.concatenate([encoder.encode([text]) for text in texts])
        tolerance = rounding(alone)
        longest = max(range(len(texts)), key=lambda place: len(texts[place]))
        backwards = list(range(len(texts)))[::-1]
        companies = [list(range(len(texts))), backwards[1:] + backwards[:1]]
        companies += [[place, longest] for place in range(min(COMPANIES, len(texts)))]
        worst, text, swapped = 0.0, 0, True
        for places in companies:
            rows = encoder.encode([texts[place] for place in places])
            distances = _distances(rows, alone[places])
            swapped &= bool(_moved(rows, alone[places], tolerance))
            if distances.max() > worst:
                worst, text = float(distances.max()), places[int(distances.argmax())]
        return cls(worst, text, tolerance, swapped)


def rounding(vectors: Vectors) -> float:
    """Differences that count as rounding: 1e-5 of the spread, at least a step of float16."""
    wide = vectors.astype(np.float64)
    spread = float(np.sqrt(wide.var(axis=0).sum()))
    greatest = np.abs(vectors).max(initial=0)
    step = float(np.spacing(greatest)) if vectors.dtype == np.float16 else 0.0
    return max(TOLERANCE * (spread or float(greatest)), step)


def _distances(rows: Vectors, others: Vectors) -> npt.NDArray[np.float64]:
    apart: npt.NDArray[np.float64] = np.abs(rows.astype(np.float64) - others.astype(np.float64))
    return np.asarray(apart.max(axis=1))


def _moved(rows: Vectors, expected: Vectors, tolerance: float) -> bool:
    """Whether `rows` are those expected, in this order or another."""
    left = expected.astype(np.float64)
    for row in rows.astype(np.float64):
        distances = np.abs(left - row).max(axis=1, initial=0)
        if not distances.size or distances.min() > tolerance:
            return False
        left = np.delete(left, int(distances.argmin()), axis=0)
    return True

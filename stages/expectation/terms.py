"""The facts of a cloud as the three terms that near-collapse is expected from."""

import math
from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

TERMS: Final = ("signal", "offset", "breadth")
"""What they are called; all in decades.

signal = log10(n spread^2), n the train rows: what a margin model's C is multiplied by, since its
loss is summed over rows. offset = -log10(1 - anisotropy) = log10(mean |x|^2 / spread^2): how much
of a vector says nothing. breadth = log10 of the participation ratio: over how many directions the
spread is shared out.
"""
SIGNS: Final = (-1, 1, 1)
"""More signal never raises what is expected; more offset or breadth never lowers it."""


def terms(facts: Mapping[str, object]) -> Floats | None:
    """The terms in the order of `TERMS`; None where nothing varies.

    `facts` as in facts.json. KeyError or ValueError for facts that are missing or no numbers.
    """
    names = ("anisotropy", "participation_ratio", "spread", "rows", "distinct_share")
    missing = [name for name in names if name not in facts]
    if missing:
        raise KeyError(
            f"Got facts without {missing[0]}; expected those of facts.json. Embed the arm again."
        )
    values = [facts[name] for name in names]
    if any(value is None for value in values):
        return None
    anisotropy, breadth, spread, rows, distinct = (_number(value) for value in values)
    if spread <= 0 or breadth <= 0 or rows <= 0 or distinct <= 0:
        return None
    # facts.json keeps six digits: a share that reads 1 is at least this much below it
    rest = max(1 - anisotropy, 5e-7)
    return np.array(
        [math.log10(rows / distinct * spread**2), math.log10(1 / rest), math.log10(breadth)]
    )


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(
            f"Got {value!r} among the facts; expected finite numbers. Embed the arm again."
        )
    return float(value)

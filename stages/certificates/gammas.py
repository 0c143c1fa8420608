"""The Gaussian kernels that are certified."""

from typing import Final

from stages.families.contract import FloatArray, Trial
from stages.families.engines.kernel_gamma import gamma_of

GAMMAS: Final = (0.1, 0.3, 0.5, 1.0, 1.5, 2.0, "scale", "auto")
"""Of arXiv 2506.17989, table 6."""
DIGITS: Final = 6


def gammas(x: FloatArray) -> list[float]:
    """The numbers that GAMMAS stand for on training rows, shape (rows, dim), sorted.

    Those that are equal to 6 digits are one.
    """
    asked = (gamma_of(Trial(str(one), {"gamma": one}, 0, True, ""), x) for one in GAMMAS)
    distinct = {f"{one:.{DIGITS}g}": one for one in asked if one is not None}
    return sorted(distinct.values())

"""How far off a forecast is for an encoder that it has not seen."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from stages.expectation.observed import Mask, Observed
from stages.expectation.ramp import Ramp, fitted
from stages.expectation.terms import SIGNS


@dataclass(frozen=True)
class Judged:
    """Mean absolute errors of the collapse ratio on one encoder's own clouds, plain and remedied.

    `left_out`: fitted on all clouds of the other encoders; `dials_alone`: on the dialled ones of
    them; `constant`: of a forecast that knows no facts, the mean of the others' own clouds. None
    where there is nothing to fit on. `clouds`: how many it is judged by.
    """

    encoder: str
    clouds: int
    left_out: float | None
    dials_alone: float | None
    constant: float | None


def curve_of(seen: Observed) -> Ramp:
    """The curve fitted to all of these clouds; each encoder's own weigh as much as the dialled."""
    return fitted(seen.terms, seen.share, _weights(seen), SIGNS)


def judged(family: Observed) -> list[Judged]:
    """Every encoder that has clouds of its own, left out in turn."""
    return [_judged(family, name) for name in sorted(set(family.encoder[family.real]))]


def error_of(each: list[Judged], of: Callable[[Judged], float | None]) -> float | None:
    """One of the errors, averaged over the encoders; None where none has it."""
    known = [error for one in each if (error := of(one)) is not None]
    return float(np.mean(known)) if known else None


def _judged(family: Observed, name: str) -> Judged:
    own = family.taken(family.real & (family.encoder == name))
    others = family.encoder != name
    known = family.share[others & family.real]
    constant = float(np.abs(own.share - known.mean()).mean()) if len(known) else None
    return Judged(
        name,
        len(own.share),
        _error(family, others, own),
        _error(family, others & ~family.real, own),
        constant,
    )


def _error(family: Observed, kept: Mask, own: Observed) -> float | None:
    if not kept.any():
        return None
    expected = curve_of(family.taken(kept)).at(own.terms)
    return float(np.abs(expected - own.share).mean())


def _weights(seen: Observed) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Together 1 for the real clouds and 1 for the dialled; alike within either."""
    real, dialled = max(1, int(seen.real.sum())), max(1, int((~seen.real).sum()))
    return np.where(seen.real, 1.0 / real, 1.0 / dialled)

"""Near-collapse as it is to be expected from the facts of an arm's vectors, before any training."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from stages.expectation.judged import Judged, curve_of, error_of, judged
from stages.expectation.observed import Observed
from stages.expectation.ramp import Ramp
from stages.expectation.terms import TERMS, Floats, terms
from stages.storage.damage import reading
from stages.storage.strict_json import finite, strict_json

FITTED: Final = Path(__file__).with_name("fitted.json")
"""Coefficients, errors and ranges; figures alone, written by `stages.commands.fit_expectation`."""
SLACK: Final = 0.02
"""Decades beyond the range that was fitted on that still count as inside."""


@dataclass(frozen=True)
class FamilyCurve:
    """One family: its curve, and mean absolute errors, as in `Judged`; None where not known."""

    ramp: Ramp
    left_out: float | None
    dials_alone: float | None
    constant: float | None


@dataclass(frozen=True)
class Expectation:
    """The fitted forecast: a curve per family, and the range of each term that it was fitted on."""

    families: Mapping[str, FamilyCurve]
    low: Floats
    high: Floats
    encoders: Sequence[str]

    @classmethod
    def fit(cls, seen: Mapping[str, Observed]) -> "Expectation":
        """Fit every family on all its clouds, and judge it by leaving encoders out."""
        whole = np.vstack([one.terms for one in seen.values()])
        each = {name: _curve(one) for name, one in seen.items()}
        names = sorted({str(name) for one in seen.values() for name in one.encoder[one.real]})
        return cls(each, whole.min(axis=0), whole.max(axis=0), names)

    @classmethod
    def read(cls, path: Path = FITTED) -> "Expectation":
        """The forecast in a file; DamagedFileError where it is none."""
        with reading(path):
            tree = json.loads(path.read_text(encoding="utf-8"))
            families = {
                name: FamilyCurve(
                    Ramp(one["level"], tuple(one["slopes"][term] for term in TERMS)),
                    one["left_out"],
                    one["dials_alone"],
                    one["constant"],
                )
                for name, one in tree["families"].items()
            }
            ends = {end: [tree["range"][term][end] for term in TERMS] for end in ("low", "high")}
            low, high = np.array(ends["low"]), np.array(ends["high"])
            return cls(families, low, high, list(tree["encoders"]))

    def text(self) -> str:
        """As strict JSON, six significant digits."""
        ranges = zip(TERMS, self.low.tolist(), self.high.tolist(), strict=True)
        tree = {
            "families": {name: _tree(curve) for name, curve in self.families.items()},
            "range": {
                name: {"low": finite(low), "high": finite(high)} for name, low, high in ranges
            },
            "encoders": list(self.encoders),
        }
        return strict_json(tree)

    def expected(self, facts: Mapping[str, object]) -> dict[str, tuple[float, float | None]]:
        """Family to (expected near-collapse ratio, its mean absolute error); empty: nothing varies.

        The error was measured on encoders that were left out of the fit; None: not measured.
        """
        here = terms(facts)
        if here is None:
            return {}
        return {
            name: (float(curve.ramp.at(here)), curve.left_out)
            for name, curve in self.families.items()
        }

    def outside(self, facts: Mapping[str, object]) -> list[str]:
        """The terms that lie outside the range that was fitted on."""
        here = terms(facts)
        if here is None:
            return []
        far = (here < self.low - SLACK) | (here > self.high + SLACK)
        return [name for name, beyond in zip(TERMS, far, strict=True) if beyond]


def expected_collapse(facts: Mapping[str, object]) -> dict[str, tuple[float, float | None]]:
    """Family to (expected near-collapse ratio on the source's test rows, error), from facts alone.

    Of the profile quick's grids; `facts` as in facts.json. Sorted by family.
    """
    return Expectation.read().expected(facts)


def _curve(seen: Observed) -> FamilyCurve:
    each: list[Judged] = judged(seen)
    return FamilyCurve(
        curve_of(seen),
        error_of(each, lambda one: one.left_out),
        error_of(each, lambda one: one.dials_alone),
        error_of(each, lambda one: one.constant),
    )


def _tree(curve: FamilyCurve) -> dict[str, object]:
    slopes = zip(TERMS, curve.ramp.slopes, strict=True)
    return {
        "level": finite(curve.ramp.level),
        "slopes": {name: finite(slope) for name, slope in slopes},
        "left_out": finite(curve.left_out),
        "dials_alone": finite(curve.dials_alone),
        "constant": finite(curve.constant),
    }

"""Logistic regressions along C: their lengths of way, and where they stop being constant."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from stages.certificates.test_sets import TestSet
from stages.families.contract import BoolArray, FloatArray
from stages.families.engines.margin_losses import Logistic
from stages.families.engines.newton import Reference, Stop, reference, refine
from stages.families.engines.penalty_path import middle_of, stretches_of
from stages.families.engines.ridge_objective import RidgeObjective
from stages.families.engines.signed_rows import Doubles, plain_margins, signed_rows

GRID: Final = np.logspace(-6, 4, 25)
"""C from the smallest to the largest, evenly in its logarithm."""
NEAR: Final = 1.02
"""Ratio of the two C between which a measured limit lies at the end."""
DOWN: Final = 100.0
SMALLEST: Final = 1e-30
"""Where the way down to a C of a constant fit ends."""
STOP: Final = Stop(tol=1e-8, max_iter=1000)
PATH: Final = ("c", "distance", "bound", "negative_id")


@dataclass(frozen=True)
class LogitPath:
    """L2-penalised logistic regression with a free intercept, as family lr fits it."""

    objective: RidgeObjective
    references: dict[int, Reference] = field(default_factory=dict)

    def fits(self, strengths: Doubles) -> Doubles:
        """Weights, intercept last, shape (models, dim + 1), of C, shape (models,).

        NaN where the fit did not converge. The reference of a stretch of C is kept for later fits.
        """
        weights = np.empty((len(strengths), self.objective.rows.width))
        converged = np.empty(len(strengths), dtype=bool)
        stretches = stretches_of(strengths)
        for stretch in np.unique(stretches):
            (places,) = np.nonzero(stretches == stretch)
            penalties = 1.0 / (strengths[places] * self.objective.rows.count)
            start = self._reference(int(stretch))
            weights[places], converged[places] = refine(self.objective, start, penalties, STOP)
        weights[~converged] = np.nan
        return weights

    def _reference(self, stretch: int) -> Reference:
        if stretch not in self.references:
            penalty = 1.0 / (middle_of(stretch) * self.objective.rows.count)
            self.references[stretch] = reference(self.objective, penalty, STOP.max_iter)
        return self.references[stretch]

    def pull(self) -> float:
        """|g|: by how much C grows the weights at C = 0."""
        rows, share = self.objective.rows, float((self.objective.rows.sign > 0).mean())
        factors = np.where(rows.sign > 0, 1.0 - share, share)
        return float(np.linalg.norm(rows.means(factors[np.newaxis])[0, :-1]) * rows.count)


def logit_path(x: FloatArray, y: BoolArray) -> LogitPath:
    """On training rows, shape (rows, dim), and labels, shape (rows,)."""
    rows = signed_rows(x, y)
    penalised = np.ones(rows.width)
    penalised[-1] = 0.0
    return LogitPath(RidgeObjective(rows, Logistic(), penalised))


def predicted_positive(weights: Doubles, test: TestSet) -> Doubles:
    """Share of the rows that each model predicts positive, shape (models,); NaN weights: NaN."""
    known = np.isfinite(weights).all(axis=1)
    counts = np.zeros(len(weights))
    for x in test.chunks():
        counts += (plain_margins(np.nan_to_num(weights), x) > 0).sum(axis=1)
    return np.where(known, counts / test.rows, np.nan)


def path_table(path: LogitPath, weights: Doubles, source: TestSet) -> pd.DataFrame:
    """The way along GRID, one row for each C; columns PATH.

    `distance`: between the coefficients of a C and of the one before it, first of C = 0; `bound`:
    what it is at most (docs/certificate.md, section 4); `negative_id`: share predicted negative on
    `source`. `weights`: those of GRID.
    """
    coefficients = np.vstack([np.zeros(weights.shape[1] - 1), weights[:, :-1]])
    lengths = np.linalg.norm(coefficients, axis=1)
    before = lengths[:-1] * (GRID / np.append(GRID[0], GRID[:-1]) - 1)
    after = lengths[1:] * (1 - np.append(0.0, GRID[:-1]) / GRID)
    before[0], after[0] = GRID[0] * path.pull(), np.inf
    distance = np.linalg.norm(np.diff(coefficients, axis=0), axis=1)
    negative = 1.0 - predicted_positive(weights, source)
    columns = (GRID, distance, np.minimum(before, after), negative)
    return pd.DataFrame(dict(zip(PATH, columns, strict=True)))


def measured(
    path: LogitPath, weights: Doubles, tests: Sequence[TestSet], proven: Sequence[float]
) -> list[float]:
    """For each test set the largest C of a fit that predicts one class, to a factor of NEAR.

    All smaller C of GRID have such fits too. `weights`: those of GRID; `proven`: what is proven for
    each test set: a fit there is the first to be looked at; 0 is the answer itself.
    """
    brackets = [
        _bracket(predicted_positive(weights, test), low)
        for test, low in zip(tests, proven, strict=True)
    ]
    guesses = list(proven)
    while waiting := [place for place, one in enumerate(brackets) if one.wide]:
        asked = np.array([brackets[place].inner(guesses[place]) for place in waiting])
        for place, model in zip(waiting, path.fits(asked), strict=True):
            (share,) = predicted_positive(model[np.newaxis], tests[place])
            middle = brackets[place].inner(guesses[place])
            brackets[place] = brackets[place].cut(middle, constant=share in {0.0, 1.0})
            guesses[place] = 0.0
    return [one.low for one in brackets]


class Bracket(NamedTuple):
    """C of a constant fit, 0 where none is known, and a greater one of a fit that is not."""

    low: float
    high: float

    @property
    def wide(self) -> bool:
        """Whether to look on; never where not even the smallest number would be constant."""
        return self.high > max(self.low * NEAR, SMALLEST)

    def inner(self, guess: float) -> float:
        """The guess if it lies within, else the middle, or a way down where there is none."""
        if self.low < guess < self.high:
            return guess
        return math.sqrt(self.low * self.high) if self.low else self.high / DOWN

    def cut(self, at: float, *, constant: bool) -> "Bracket":
        """What is left after a fit in between."""
        return Bracket(at, self.high) if constant else Bracket(self.low, at)


def _bracket(shares: Doubles, proven: float) -> Bracket:
    """From the shares along GRID; closed where nothing is open."""
    (both,) = np.nonzero((shares > 0) & (shares < 1) | np.isnan(shares))
    if proven == 0 or not len(both):
        end = 0.0 if proven == 0 else float(GRID[-1])
        return Bracket(end, end)
    first = int(both[0])
    return Bracket(float(GRID[first - 1]) if first else 0.0, float(GRID[first]))

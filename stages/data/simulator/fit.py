"""Fitting the simulator: counting, one logistic regression, one intercept per state."""

from dataclasses import asdict, dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from scipy.optimize import brentq
from sklearn.linear_model import LogisticRegression

from stages.data.acs import STATE_CODES
from stages.data.simulator.chain import CHAIN, count
from stages.data.simulator.file import Provenance
from stages.data.simulator.groupings import SCORE_EDGES
from stages.data.simulator.income import SCALE, Income, places, sizes
from stages.data.simulator.levels import Codes, Levels, levels_of, take
from stages.data.simulator.simulator import Simulator
from stages.data.simulator.smoothing import Real
from stages.data.simulator.source import restore_missing

Flags = npt.NDArray[np.bool_]

SHARES_ABOVE: Final = {
    "PR": 0.10605, "AZ": 0.33957, "AR": 0.26800, "AK": 0.38663, "AL": 0.31094, "CA": 0.41057,
}  # fmt: skip
"""Share above $50,000 in the complete states: arXiv 2506.17989, table 4; CA counted over the whole
state.
"""


@dataclass(frozen=True)
class FitSettings:
    """How to fit.

    alpha: strength of the tables' smoothing; inverse_ridge: scikit-learn's C; folds: parts of the
    rows whose score comes from a regression on the others; calibration_rows: people drawn to set a
    state's intercept; seed: of both.
    """

    alpha: float
    inverse_ridge: float
    folds: int
    calibration_rows: int
    seed: int


def fit(
    rows: pd.DataFrame, codes: Codes, settings: FitSettings, provenance: Provenance
) -> Simulator:
    """Fit tables and probabilities on rows as `read_source` gives them, whose codes `codes`
    holds.
    """
    rows = restore_missing(rows)
    levels, above = levels_of(rows, codes), rows["PINCP"].to_numpy()
    score = cross_fitted(levels, above, codes, settings)
    levels["score_band"] = np.searchsorted(SCORE_EDGES, score).astype(np.int64)
    counts = {step.child: count(step, levels, codes) for step in CHAIN}
    income = regress(levels, above, codes, settings)
    start = Simulator(codes, counts, income, settings.alpha, provenance | asdict(settings))
    intercepts = [
        calibrated(start, state, share_above(rows, state), settings) for state in codes.states
    ]
    return replace(start, income=replace(income, intercepts=np.array(intercepts)))


def regress(levels: Levels, above: Flags, codes: Codes, settings: FitSettings) -> Income:
    """Ridge logistic regression of income at most $50,000 on the terms, coefficients rounded."""
    model = LogisticRegression(C=settings.inverse_ridge, max_iter=1000)
    model.fit(design(levels, codes), ~above)
    coefficients = np.clip(np.rint(model.coef_[0] * SCALE), -32768, 32767).astype(np.int16)
    return Income(codes, coefficients, np.full(len(codes.states), float(model.intercept_[0])))


def design(levels: Levels, codes: Codes) -> sparse.csr_matrix:
    """One column per coefficient; a 1 per row and term."""
    starts = np.cumsum([0, *sizes(codes)])
    columns = np.stack(places(levels, codes), axis=1) + starts[:-1]
    ends = np.arange(len(columns) + 1) * columns.shape[1]
    ones = np.ones(columns.size)
    return sparse.csr_matrix((ones, columns.ravel(), ends), shape=(len(columns), int(starts[-1])))


def cross_fitted(levels: Levels, above: Flags, codes: Codes, settings: FitSettings) -> Real:
    """P(above $50,000) of each row, from a regression on the other folds: on its own row a fit is
    too sure.
    """
    fold = np.random.default_rng(settings.seed).permutation(len(above)) % settings.folds
    score = np.empty(len(above))
    for number in range(settings.folds):
        rest = fold != number
        income = regress(take(levels, rest), above[rest], codes, settings)
        score[~rest] = 1 - income.probability(take(levels, ~rest))
    return score


def share_above(rows: pd.DataFrame, state: str) -> float:
    """Share above $50,000 to reach: that of the complete state where the rows' own is within half a
    point of it.
    """
    own = rows.loc[rows["STATE"] == state, "PINCP"]
    share = float(np.clip(own.mean(), 0.5 / len(own), 1 - 0.5 / len(own)))
    complete = SHARES_ABOVE.get(state, share)
    return complete if abs(complete - share) < 0.005 else share


def calibrated(simulator: Simulator, state: str, above: float, settings: FitSettings) -> float:
    """The intercept with which samples of the state have that share above $50,000."""
    rng = np.random.default_rng([settings.seed, STATE_CODES[state]])
    people = simulator.sample(state, settings.calibration_rows, rng, None)
    levels = simulator.codes.levels(state, people)
    logit = simulator.income.logit(levels)
    shift = brentq(
        lambda step: float(np.mean(1 / (1 + np.exp(-logit - step)))) - (1 - above), -20, 20
    )
    return round(float(simulator.income.intercepts[levels["state"][0]] + shift), 6)

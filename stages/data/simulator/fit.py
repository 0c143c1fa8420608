"""Fitting the simulator: counting, one logistic regression, one intercept per state."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import brentq
from sklearn.linear_model import LogisticRegression

from stages.data.acs import STATE_CODES
from stages.data.simulator.chain import CHAIN, Real, count
from stages.data.simulator.file import Provenance
from stages.data.simulator.income import SCALE, Income, places, sizes
from stages.data.simulator.levels import COLUMNS, Codes, Levels, Whole, birthplace_group, climb
from stages.data.simulator.simulator import Simulator

SHARES_ABOVE: Final = {"PR": 0.10605, "AZ": 0.33957, "AR": 0.26800, "AK": 0.38663, "AL": 0.31094, "CA": 0.41057}
"""Share above $50,000 in the complete states; arXiv 2506.17989, table 4, and for CA the whole state."""


@dataclass(frozen=True)
class Fit:
    """Settings of the fit.

    alpha: strength of the tables' smoothing; inverse_ridge: scikit-learn's C; calibration_rows: people drawn per state to
    set its intercept; seed: theirs.
    """

    alpha: float = 12.0
    inverse_ridge: float = 0.12
    calibration_rows: int = 200_000
    seed: int = 2018


def codes_of(rows: pd.DataFrame) -> Codes:
    """The codes that the rows hold."""
    born = np.unique(rows["POBP"].to_numpy().astype(np.int64))
    born = born[np.lexsort((born, birthplace_group(born)))]
    states = sorted(rows["STATE"].astype(str).unique())
    occupations = np.unique(rows["OCCP"].to_numpy().astype(np.int64))
    return Codes(tuple(states), tuple(occupations.tolist()), (-1, *born.tolist()))


def levels_of(rows: pd.DataFrame, codes: Codes) -> Levels:
    """Every variable of rows of several states, in the rows' order."""
    state = rows["STATE"].astype(str).to_numpy()
    parts = [(np.flatnonzero(state == name), name) for name in codes.states]
    order = np.argsort(np.concatenate([index for index, _ in parts]), kind="stable")
    levels = [codes.levels(name, rows.iloc[index]) for index, name in parts]
    return {name: np.concatenate([part[name] for part in levels])[order] for name in levels[0]}


def design(levels: Levels, codes: Codes) -> sparse.csr_matrix:
    """One column per coefficient, one 1 per term and row."""
    starts = np.cumsum([0, *sizes(codes)])
    columns = np.stack([place + start for place, start in zip(places(levels, codes), starts, strict=False)], axis=1)
    rows = len(columns)
    return sparse.csr_matrix(
        (np.ones(columns.size), columns.ravel(), np.arange(rows + 1) * columns.shape[1]), shape=(rows, int(starts[-1]))
    )


def fit(rows: pd.DataFrame, settings: Fit, provenance: Provenance) -> Simulator:
    """Fit tables and probabilities on rows in the simulator's codes."""
    rows = restore_missing(rows)
    codes = codes_of(rows)
    levels = levels_of(rows, codes)
    counts = {step.child: count(step, levels, codes) for step in CHAIN}
    model = LogisticRegression(C=settings.inverse_ridge, max_iter=500, tol=1e-4)
    model.fit(design(levels, codes), ~rows["PINCP"].to_numpy())
    coefficients = np.clip(np.rint(model.coef_[0] * SCALE), -32768, 32767).astype(np.int16)
    income = Income(codes, coefficients, np.zeros(len(codes.states)))
    start = Simulator(codes, counts, income, settings.alpha, provenance)
    shares = rows.groupby("STATE")["PINCP"].mean().to_dict() | SHARES_ABOVE
    intercepts = [_intercept(start, state, shares[state], settings) for state in codes.states]
    return Simulator(codes, counts, Income(codes, coefficients, np.array(intercepts)), settings.alpha, provenance)


def restore_missing(rows: pd.DataFrame) -> pd.DataFrame:
    """Repeat every ninth not-White row above $50,000 of the states whose race is published as White or not.

    There a tenth of such rows is missing from the file; elsewhere nothing changes.
    """
    lacking = np.flatnonzero((~rows["white_known"] & rows["PINCP"]).to_numpy())
    return pd.concat([rows, rows.iloc[lacking[8::9]]], ignore_index=True)


def _intercept(simulator: Simulator, state: str, above: float, settings: Fit) -> float:
    """The intercept that makes samples of the state reach its share above $50,000."""
    rng = np.random.default_rng([settings.seed, STATE_CODES[state]])
    people = simulator.sample(state, settings.calibration_rows, rng, None)
    logit = simulator.income.logit(simulator.codes.levels(state, people))
    return round(brentq(lambda shift: float(np.mean(1 / (1 + np.exp(-logit - shift)))) - (1 - above), -20, 20), 6)

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from stages.certificates.logit_path import (
    GRID,
    NEAR,
    PATH,
    LogitPath,
    logit_path,
    measured,
    path_table,
    predicted_positive,
)
from stages.certificates.test_sets import TestSet
from tests.certificates.problems import Problem, problem


def path_of(one: Problem) -> LogitPath:
    return logit_path(one.x.astype(np.float32), one.y)


def rows_of(one: Problem) -> TestSet:
    test = one.test.astype(np.float32)
    return TestSet("CA", len(test), lambda: iter([test[:7], test[7:]]))


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.floats(-4, 2), st.floats(-4, 2))
def test_two_fits_are_never_further_apart_than_their_bound(
    seed: int, one: float, other: float
) -> None:
    made = problem(seed)
    path, strengths = path_of(made), 10.0 ** np.array([one, other])
    (first, second), (c, d) = path.fits(strengths)[:, :-1], strengths
    if np.isfinite([first, second]).all():
        bound = abs(1 / c - 1 / d) * d * np.linalg.norm(first)
        assert np.linalg.norm(first - second) <= bound * (1 + 1e-6) + 1e-7


@pytest.mark.parametrize("seed", [0, 1, 6, 10])
def test_the_whole_way_keeps_to_its_bounds(seed: int) -> None:
    one = problem(seed)
    path = path_of(one)
    table = path_table(path, path.fits(GRID), rows_of(one))
    assert tuple(table.columns) == PATH
    known = table.dropna()
    assert len(known) > 10
    assert (known["distance"] <= known["bound"] * (1 + 1e-6) + 1e-7).all()
    assert known["negative_id"].between(0, 1).all()


def test_the_first_step_is_c_times_the_pull() -> None:
    one = problem(0)
    path = path_of(one)
    table = path_table(path, path.fits(GRID), rows_of(one))
    pull = np.linalg.norm((one.y - one.y.mean()) @ one.x)
    assert path.pull() == pytest.approx(pull, rel=1e-5)
    assert table["distance"][0] == pytest.approx(1e-6 * pull, rel=1e-3)
    assert table["bound"][0] == pytest.approx(1e-6 * pull, rel=1e-5)
    assert table["bound"][0] > table["distance"][0]


def test_fits_are_those_of_scikit_learn() -> None:
    one = problem(0)
    x = one.x.astype(np.float32).astype(np.float64)
    (weights,) = path_of(one).fits(np.array([0.7]))
    model = LogisticRegression(C=0.7, solver="newton-cholesky", tol=1e-10).fit(x, one.y)
    assert weights[:-1] == pytest.approx(model.coef_[0], abs=1e-6)
    assert weights[-1] == pytest.approx(model.intercept_[0], abs=1e-6)


@pytest.mark.parametrize("seed", [0, 10, 13])
def test_a_measured_limit_parts_constant_fits_from_others(seed: int) -> None:
    one = problem(seed)
    path, test = path_of(one), rows_of(one)
    (found,) = measured(path, path.fits(GRID), [test], [1e-9])
    below, above = predicted_positive(path.fits(np.array([found, found * NEAR])), test)
    assert below in {0.0, 1.0}
    assert 0 < above < 1


def test_a_limit_below_the_grid_is_found() -> None:
    one = problem(0)
    path, test = path_of(one.scaled(1e4)), rows_of(one.scaled(1e4))
    (found,) = measured(path, path.fits(GRID), [test], [1e-20])
    assert found < GRID[0]
    (share,) = predicted_positive(path.fits(np.array([found])), test)
    assert share in {0.0, 1.0}


def test_a_proven_c_that_a_fit_contradicts_is_seen() -> None:
    one = problem(0)
    path, test = path_of(one), rows_of(one)
    weights = path.fits(GRID)
    (found,) = measured(path, weights, [test], [1e-9])
    (again,) = measured(path, weights, [test], [found * 1.5])
    assert again == pytest.approx(found, rel=NEAR - 1)


def test_no_proof_no_limit() -> None:
    one = problem(0)
    path = path_of(one)
    assert measured(path, path.fits(GRID), [rows_of(one)], [0.0]) == [0.0]


def test_a_fit_that_never_parts_the_rows_is_constant_to_the_end_of_the_grid() -> None:
    one = problem(0)
    alone = Problem("one row", one.x, one.y, one.test[:1])
    path = path_of(alone)
    assert measured(path, path.fits(GRID), [rows_of(alone)], [1e-9]) == [GRID[-1]]


def test_a_model_that_did_not_converge_has_no_share() -> None:
    one = problem(0)
    (share,) = predicted_positive(np.full((1, one.x.shape[1] + 1), math.nan), rows_of(one))
    assert math.isnan(share)

"""The inner lasso: worked by hand, and against the conditions of an optimum."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stages.families.engines.lasso_quadratic import LassoQuadratic, violation

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")


def test_without_correlation_each_weight_is_shrunk_by_itself():
    problem = LassoQuadratic(np.diag([2.0, 4.0, 1.0]), np.array([3.0, -6.0, 0.4]), 1.0, 100.0)
    solved = problem.solve(np.zeros(3), 1e-12, 500)
    assert solved == pytest.approx([1.0, -1.25, 0.0])
    assert solved[2] == 0.0


def test_of_two_correlated_columns_the_weaker_stays_out():
    hessian, linear = np.array([[1.0, 0.9], [0.9, 1.0]]), np.array([1.0, 0.9])
    solved = LassoQuadratic(hessian, linear, 0.5, 100.0).solve(np.zeros(2), 1e-12, 500)
    assert solved == pytest.approx([0.5, 0.0])


def test_violation_is_zero_at_an_optimum_alone():
    assert violation(np.array([0.0, 2.0]), np.array([0.7, -1.0]), 1.0) == 0.0
    assert violation(np.array([0.0, 2.0]), np.array([1.7, -1.0]), 1.0) == pytest.approx(0.7)
    assert violation(np.array([0.0, 2.0]), np.array([0.7, 1.0]), 1.0) == pytest.approx(2.0)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 25), st.integers(3, 40), st.floats(0.001, 0.5))
def test_it_ends_at_the_optimum_from_anywhere(seed, width, count, share):
    draws = np.random.default_rng(seed)
    x = draws.normal(size=(count, width)) + 2.0 * draws.normal(size=(count, 1))
    hessian, linear = x.T @ x / count, x.mean(axis=0)
    alpha = share * float(np.abs(linear).max())
    problem = LassoQuadratic(hessian, linear, alpha, 1.0)
    for start in (np.zeros(width), draws.normal(size=width)):
        solved = problem.solve(start, 1e-9 * alpha, 500)
        assert violation(solved, hessian @ solved - linear, alpha) <= 1e-6 * alpha


@pytest.mark.parametrize("rest", [0.0, 1e-18, -1e-18])
def test_a_column_that_all_rows_have_left_loses_its_weight(rest):
    hessian = np.diag([2.0, rest])
    solved = LassoQuadratic(hessian, np.array([3.0, 0.0]), 1.0, 100.0).solve(
        np.array([0.0, 0.5]), 1e-9, 500
    )
    assert solved == pytest.approx([1.0, 0.0], abs=1e-9)


def test_after_its_rounds_a_lasso_has_come_down_at_least():
    draws = np.random.default_rng(2)
    rows = draws.normal(size=(40, 60))
    hessian, linear = rows.T @ rows / 40, rows.sum(axis=0) / 40
    problem = LassoQuadratic(hessian, linear, 1e-3, 1.0)

    def value(weights):
        return 0.5 * weights @ hessian @ weights - linear @ weights + 1e-3 * np.abs(weights).sum()

    values = [value(problem.solve(np.zeros(60), 0.0, rounds)) for rounds in (1, 2, 4, 200)]
    assert values == sorted(values, reverse=True)
    assert 0.0 > values[0] > values[2]

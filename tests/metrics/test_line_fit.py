import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import linregress, norm, spearmanr

from stages.metrics.line_fit import FitState, correlation, distinct_points, fit_line, probit

shares = st.integers(0, 1000).map(lambda k: k / 1000)
clouds = st.integers(3, 40).flatmap(
    lambda n: st.tuples(
        arrays(np.float64, n, elements=shares), arrays(np.float64, n, elements=shares)
    )
)


def test_a_line_worked_by_hand():
    # means 2 and 3; sxx 2, sxy 2, syy 8/3 (about the mean, summed: 2, 2, 2.6667)
    fit = fit_line(np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 4.0]))
    assert (fit.slope, fit.intercept) == (1.0, pytest.approx(4 / 3))
    assert fit.r2 == pytest.approx(2 * 2 / (2 * 8 / 3))
    assert fit.r == pytest.approx(math.sqrt(0.75))
    assert fit.rmse == pytest.approx(math.sqrt((1 / 9 + 4 / 9 + 1 / 9) / 3))
    assert fit.spearman == pytest.approx(math.sqrt(0.75))
    assert (fit.n, fit.state) == (3, FitState.DEFINED)


def test_r_keeps_the_sign_that_r2_hides():
    x = np.array([0.1, 0.2, 0.4])
    assert fit_line(x, 1 - x).r == pytest.approx(-1)
    assert fit_line(x, 1 - x).r2 == pytest.approx(1)


@given(clouds)
def test_the_fit_is_that_of_scipy(cloud):
    x, y = cloud
    fit = fit_line(x, y)
    if fit.state is FitState.DEFINED:
        other = linregress(x, y)
        assert fit.slope == pytest.approx(other.slope, abs=1e-9)
        assert fit.intercept == pytest.approx(other.intercept, abs=1e-9)
        assert fit.r == pytest.approx(other.rvalue, abs=1e-9)
        assert fit.spearman == pytest.approx(spearmanr(x, y).statistic, abs=1e-9)
        rest = y - other.intercept - other.slope * x
        assert fit.rmse == pytest.approx(math.sqrt(np.mean(rest**2)), abs=1e-9)


@given(clouds, st.randoms(use_true_random=False))
def test_the_order_of_points_changes_nothing(cloud, random):
    x, y = cloud
    order = list(range(len(x)))
    random.shuffle(order)
    one, other = fit_line(x, y), fit_line(x[order], y[order])
    assert one.state is other.state
    assert one.r2 == pytest.approx(other.r2, abs=1e-9, nan_ok=True)


@pytest.mark.parametrize(
    ("x", "y", "state"),
    [
        ([], [], FitState.TOO_FEW),
        ([0.7], [0.6], FitState.TOO_FEW),
        ([0.1, 0.2] * 20, [0.3, 0.4] * 20, FitState.TOO_FEW),
        ([0.5] * 4, [0.1, 0.2, 0.3, 0.4], FitState.CONSTANT_X),
        ([0.1, 0.2, 0.3, 0.4], [0.5] * 4, FitState.CONSTANT_Y),
        ([0.1, math.nan, 0.3, 0.4], [0.1, 0.2, 0.3, 0.4], FitState.NOT_FINITE),
        ([0.1, 0.2, 0.3, 0.4], [0.1, math.inf, 0.3, 0.4], FitState.NOT_FINITE),
        ([0.1 + 0.2, 0.3, 0.3 + 1e-16, 0.3], [0.1, 0.2, 0.3, 0.4], FitState.CONSTANT_X),
    ],
)
def test_an_undefined_line_is_nan_with_its_reason_never_rounding_noise(x, y, state):
    fit = fit_line(np.array(x), np.array(y))
    assert fit.state is state
    figures = (fit.slope, fit.intercept, fit.r, fit.r2, fit.rmse, fit.spearman)
    assert all(math.isnan(figure) for figure in figures)


def test_unlike_lengths_are_named():
    with pytest.raises(ValueError, match=r"\(2,\) and y of shape \(3,\)"):
        fit_line(np.zeros(2), np.zeros(3))


def test_points_within_rounding_are_one_place_and_the_first_stands_for_it():
    x = np.array([0.3, 0.1 + 0.2, 0.5, 0.3])
    assert distinct_points(x, np.array([0.1, 0.1, 0.1, 0.2])).tolist() == [0, 2, 3]


def test_many_copies_of_few_points_and_one_late_third_make_a_line():
    x = np.array([0.1, 0.2] * 100 + [0.3])
    assert fit_line(x, x**2).state is FitState.DEFINED


def test_correlation_of_a_constant_is_undefined():
    assert math.isnan(correlation(np.ones(5), np.arange(5.0)))


def test_probit_clips_by_half_a_row():
    values = probit(np.array([0.0, 0.5, 1.0]), np.array([100.0] * 3))
    assert values == pytest.approx([norm.ppf(0.005), 0.0, norm.ppf(0.995)])


def test_probit_without_rows_is_undefined():
    assert np.isnan(probit(np.array([0.5]), np.array([0.0]))).all()

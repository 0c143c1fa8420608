import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from stages.metrics.intervals import (
    binomial_band,
    failure_bounds,
    percentile_interval,
    range_of,
    retraining_interval,
    seed_range,
)


@given(st.integers(1, 300), st.data(), st.sampled_from([0.5, 0.9, 0.95, 0.99]))
def test_the_band_is_wilsons(trials, data, confidence):
    successes = data.draw(st.integers(0, trials))
    oracle = stats.binomtest(successes, trials).proportion_ci(confidence, method="wilson")
    assert binomial_band(successes, trials, confidence) == pytest.approx(
        (oracle.low, oracle.high), abs=1e-9
    )


def test_the_band_of_nothing_is_unknown():
    assert np.isnan(binomial_band(0, 0, 0.95)).all()


def test_more_successes_than_trials_are_refused():
    with pytest.raises(ValueError, match="Got 4 successes of 3"):
        binomial_band(4, 3, 0.95)


def test_the_retraining_interval_is_students():
    values = np.array([0.1, 0.2, 0.3, 0.4, 0.5])
    reach = 2.7764451051977987 * np.sqrt(0.025 / 5)
    assert retraining_interval(values, 0.95) == pytest.approx((0.3 - reach, 0.3 + reach))


def test_the_retraining_interval_needs_five_seeds_and_stays_a_share():
    assert np.isnan(retraining_interval(np.array([0.1, 0.9, 0.1, 0.9]), 0.95)).all()
    assert retraining_interval(np.array([0.0, 1.0, 0.0, 1.0, 0.0]), 0.99) == (0.0, 1.0)
    assert retraining_interval(np.full(5, 0.2), 0.95) == pytest.approx((0.2, 0.2))


def test_the_range_over_seeds_needs_two():
    assert np.isnan(seed_range(np.array([0.4]))).all()
    assert seed_range(np.array([0.4, 0.1, 0.3])) == (0.1, 0.4)


def test_undefined_replicates_are_left_out_of_the_percentiles():
    replicates = np.append(np.arange(101) / 100, np.nan)
    assert percentile_interval(replicates, 0.9) == pytest.approx((0.05, 0.95))
    assert np.isnan(percentile_interval(np.array([np.nan]), 0.9)).all()


def test_failed_trials_widen_the_share_to_bounds():
    assert failure_bounds(3, 2, 10) == (0.3, 0.5)
    assert np.isnan(failure_bounds(0, 0, 0)).all()


def test_the_range_of_nothing_is_unknown():
    assert range_of(np.array([np.nan, 0.2, 0.1])) == (0.1, 0.2)
    assert np.isnan(range_of(np.array([]))).all()

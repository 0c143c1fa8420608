import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.metrics.design import design, group_means, mean_over_seeds
from stages.metrics.intervals import binomial_band
from stages.metrics.ratio import ratio
from tests.metrics.made_trials import trials


def test_the_ratio_is_the_share_of_trials():
    facts = ratio(np.array([1.0, 0.0, 0.0, 1.0, 0.0]), design(trials(5)), 0.95)
    assert (facts.value, facts.n, facts.failed) == (0.4, 5, 0)
    assert facts.band == binomial_band(2, 5, 0.95)
    assert np.isnan([*facts.seed, *facts.seed_range]).all()


def test_snapshots_of_one_run_weigh_as_one():
    grid = design(trials(4, runs=["a", "a", "a", "b"]))
    facts = ratio(np.array([1.0, 1.0, 0.0, 0.0]), grid, 0.95)
    assert facts.value == 0.5
    assert facts.distinct_value == pytest.approx((2 / 3 + 0) / 2)
    assert facts.band == binomial_band(2 / 3, 2, 0.95)
    assert facts.n == 4


def test_a_failed_trial_stays_in_the_denominator():
    grid = design(trials(4, failed=(3,)))
    facts = ratio(np.array([1.0, 0.0, 0.0, 0.0]), grid, 0.95)
    assert (facts.value, facts.n, facts.failed) == (0.25, 4, 1)
    uncounted = ratio(np.array([1.0, 0.0, 0.0, np.nan]), grid, 0.95)
    assert (uncounted.value, uncounted.n, uncounted.failed) == (1 / 3, 3, 0)


def test_a_named_extra_counts_in_no_ratio():
    assert design(trials(4, extras=(0, 2))).config.tolist() == ["C=1;seed=0", "C=3;seed=0"]


def test_several_seeds_give_a_mean_and_a_range():
    grid = design(trials(2, seeds=(0, 1)))
    facts = ratio(np.array([1.0, 1.0, 1.0, 0.0]), grid, 0.95)
    assert (facts.value, facts.n, facts.seed_range) == (0.75, 4, (0.5, 1.0))
    assert np.isnan(facts.seed).all()


def test_five_seeds_give_an_interval_over_retraining():
    grid = design(trials(2, seeds=(0, 1, 2, 3, 4)))
    member = np.array([1, 0, 1, 1, 0, 0, 1, 0, 1, 0], dtype=float)
    facts = ratio(member, grid, 0.95)
    assert facts.value == 0.5
    assert facts.seed == pytest.approx((0.5 - 0.4389, 0.5 + 0.4389), abs=1e-4)


def test_leaving_out_one_value_of_an_axis_gives_a_range():
    table = trials(4)
    table["C"], table["penalty"], table["loss"] = [1, 1, 2, 2], ["l1", "l2", "l1", "l2"], "hinge"
    facts = ratio(np.array([1.0, 1.0, 0.0, 1.0]), design(table), 0.95)
    assert facts.axis == (0.5, 1.0)
    assert len(design(table).axes) == 2


def test_a_grid_without_axes_has_no_axis_range():
    assert np.isnan(ratio(np.array([1.0]), design(trials(1)), 0.95).axis).all()


def test_trials_that_do_not_count_leave_the_denominator():
    facts = ratio(np.array([1.0, np.nan, 0.0, np.nan]), design(trials(4)), 0.95)
    assert (facts.value, facts.n) == (0.5, 2)


def test_an_undefined_ratio_is_unknown_everywhere():
    facts = ratio(np.full(3, np.nan), design(trials(3)), 0.95)
    numbers = [facts.value, facts.distinct_value, *facts.band, *facts.axis]
    assert np.isnan(numbers).all()
    assert (facts.n, facts.failed) == (0, 0)


def test_an_empty_grid_has_no_ratio():
    facts = ratio(np.array([]), design(trials(2, extras=(0, 1))), 0.95)
    assert np.isnan(facts.value)
    assert facts.n == 0


@given(st.lists(st.sampled_from([0.0, 1.0, np.nan]), min_size=1, max_size=12))
def test_order_of_the_trials_changes_nothing(values):
    member, table = np.array(values), trials(len(values))
    order = np.random.default_rng(0).permutation(len(values))
    shuffled = table.iloc[order].reset_index(drop=True)
    one, other = ratio(member, design(table), 0.9), ratio(member[order], design(shuffled), 0.9)
    assert str(one) == str(other)


def test_group_means_skip_what_is_undefined():
    values = np.array([[1.0, 3.0, np.nan], [np.nan, np.nan, 2.0]])
    means = group_means(values, np.array([0, 0, 1]))
    assert np.allclose(means, [[2.0, np.nan], [np.nan, 2.0]], equal_nan=True)
    assert mean_over_seeds(values, np.array([0, 0, 1])).tolist() == [2.0, 2.0]


def test_seeds_that_agree_have_an_interval_without_width():
    facts = ratio(np.array([1.0, 0.0] * 5), design(trials(2, seeds=(0, 1, 2, 3, 4))), 0.95)
    assert facts.seed == facts.seed_range == (0.5, 0.5)


def test_leaving_out_a_value_leaves_out_all_its_seeds():
    table = trials(3, seeds=(0, 1))
    # seed 0: 1 0 1, seed 1: 1 1 0; without C=0: 1/2 and 1/2; C=1: 1 and 1/2; C=2: 1/2 and 1
    facts = ratio(np.array([1.0, 0.0, 1.0, 1.0, 1.0, 0.0]), design(table), 0.95)
    assert facts.axis == (0.5, 0.75)


def test_one_training_for_all_seeds_is_one_run_in_the_band():
    table = trials(2, seeds=(0, 1, 2, 3, 4))
    table["run"] = [f"C={c}" for c in table["C"]]
    facts = ratio(np.array([1.0, 0.0] * 5), design(table), 0.95)
    assert facts.band == binomial_band(1, 2, 0.95)
    assert facts.n == 10

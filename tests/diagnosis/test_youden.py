import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.diagnosis.youden import called_at, rates, rates_at_prior
from stages.families.scores import accuracy_at_prior

LABELS = np.array([True, True, True, False, False])


def test_the_index_is_true_less_false_positives():
    found = rates(LABELS, np.array([True, True, False, True, False]))
    assert found.youden == pytest.approx(2 / 3 - 1 / 2)


def test_a_constant_classifier_collapses_and_one_that_halves_both_classes_does_not():
    assert rates(LABELS, np.ones(5, dtype=bool)).near_constant(0.1)
    assert rates(LABELS, np.zeros(5, dtype=bool)).near_constant(0.1)
    assert not rates(LABELS, np.full(5, 0.5)).near_constant(0.1)


def test_a_constant_margin_knows_nothing_at_any_cut():
    assert rates(LABELS, called_at(np.zeros(5), 0.6)).youden == pytest.approx(0.0)


def test_the_cut_at_the_prior_calls_that_share_positive_those_of_highest_margin():
    called = called_at(np.array([3.0, 1.0, 2.0, 0.0, 5.0]), 0.4)
    assert called.tolist() == [1, 0, 0, 0, 1]


def test_test_rows_of_one_class_are_refused():
    with pytest.raises(ValueError, match="expected both classes"):
        rates(np.ones(3, dtype=bool), np.ones(3, dtype=bool))


@given(st.integers(0, 10_000), st.floats(0.05, 0.95))
def test_the_accuracy_at_the_prior_tells_the_rates_there(seed, prior):
    draws = np.random.default_rng(seed)
    labels = np.arange(40) < draws.integers(1, 39)
    margin = np.round(draws.normal(size=40) + labels, 1)
    direct = rates(labels, called_at(margin, prior))
    positives = int(labels.sum())
    accuracy = accuracy_at_prior(labels, margin, prior)
    told = rates_at_prior(accuracy, prior, positives, 40 - positives)
    assert (told.true, told.false) == pytest.approx((direct.true, direct.false))


def test_a_coin_hardly_ever_exceeds_what_chance_gives():
    draws = np.random.default_rng(0)
    labels = draws.random(500) < 0.6
    coins = [rates(labels, draws.random(500) < 0.3) for _ in range(1000)]
    beyond = np.mean([abs(coin.youden) > coin.chance for coin in coins])
    assert beyond < 0.01

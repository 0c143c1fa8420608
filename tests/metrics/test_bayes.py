import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.metrics.bayes import bayes_facts, constant_is_optimal

PROBABILITIES = st.lists(st.floats(0, 1), min_size=1, max_size=50).map(np.array)


def test_the_bayes_rule_worked_out_by_hand():
    facts = bayes_facts(np.array([0.9, 0.6, 0.2, 0.3]))
    assert facts["known_rows"] == 4
    assert facts["expected_positives"] == pytest.approx(0.5)
    assert facts["bayes_accuracy"] == pytest.approx((0.9 + 0.6 + 0.8 + 0.7) / 4)
    assert facts["bayes_predicted_positives"] == 0.5
    assert facts["bayes_s_positive"] == pytest.approx(1.5 / 2 + 0.5 / 2)
    assert facts["bayes_s_negative"] == pytest.approx(1.5 / 2 + 0.5 / 2)


def test_with_a_rare_class_the_constant_is_the_best_rule():
    facts = bayes_facts(np.linspace(0.6, 0.99, 50))
    assert facts["bayes_s_positive"] == 0.0
    assert constant_is_optimal(facts, 0.1) is True
    assert constant_is_optimal(bayes_facts(np.array([0.9, 0.1])), 0.1) is False


@given(PROBABILITIES)
def test_the_best_accuracy_is_no_worse_than_a_constants(probability):
    facts = bayes_facts(probability)
    mean = facts["expected_positives"]
    assert facts["bayes_accuracy"] >= max(mean, 1 - mean) - 1e-12


@given(PROBABILITIES)
def test_the_expected_statistics_sum_to_two_where_both_classes_have_mass(probability):
    facts = bayes_facts(probability)
    if probability.sum() > 0 and (1 - probability).sum() > 0:
        assert facts["bayes_s_positive"] + facts["bayes_s_negative"] == pytest.approx(2.0)
    else:
        assert constant_is_optimal(facts, 0.1) is None


def test_unknown_probabilities_leave_every_fact_unknown():
    facts = bayes_facts(np.array([np.nan, np.nan]))
    assert facts.pop("known_rows") == 0
    assert np.isnan(list(facts.values())).all()


def test_rows_of_unknown_probability_are_left_out():
    known = bayes_facts(np.array([0.9, 0.2]))
    assert bayes_facts(np.array([0.9, np.nan, 0.2])) == known


def test_a_probability_above_one_is_refused():
    with pytest.raises(ValueError, match="expected \\[0, 1\\]"):
        bayes_facts(np.array([0.5, 1.5]))

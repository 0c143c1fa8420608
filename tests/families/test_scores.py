import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from stages.families.scores import accuracy_at_prior, area_under_curve, score

LABELS = np.array([True, True, False, True, False])
MARGIN = np.array([3.0, 1.0, 1.0, -1.0, -2.0])


def test_the_area_counts_ordered_pairs_and_half_the_ties():
    # Pairs: (3; 1, -2) both right, (1; 1) a tie, (1; -2) right, (-1; 1) wrong, (-1; -2) right.
    assert area_under_curve(LABELS, MARGIN) == pytest.approx(4.5 / 6)


def test_the_area_of_a_constant_is_a_half_and_of_one_class_undefined():
    assert area_under_curve(LABELS, np.zeros(5)) == 0.5
    assert area_under_curve(np.ones(5, dtype=bool), MARGIN) is None


@given(st.lists(st.tuples(st.booleans(), st.integers(-3, 3)), min_size=2, max_size=40))
def test_the_area_is_that_of_scikit_learn(pairs):
    labels = np.array([label for label, _ in pairs])
    margin = np.array([value for _, value in pairs], dtype=float)
    if 0 < labels.sum() < len(labels):
        assert area_under_curve(labels, margin) == pytest.approx(roc_auc_score(labels, margin))


def test_at_the_prior_the_highest_margins_are_called_positive():
    # 2 of 5: the 3.0 row, and one of the two tied rows by halves: 1 + (.5 + .5) + 0 + 1 of 5.
    assert accuracy_at_prior(LABELS, MARGIN, 0.4) == pytest.approx(3 / 5)
    # 3 of 5: rows 3.0, 1.0, 1.0: right are the first two and the last.
    assert accuracy_at_prior(LABELS, MARGIN, 0.6) == pytest.approx(3 / 5)


def test_at_the_prior_a_constant_scores_by_chance():
    # .25 called positive at random: right with .25 x .6 + .75 x .4.
    assert accuracy_at_prior(LABELS, np.zeros(5), 0.25) == pytest.approx(0.45)


@given(st.floats(0.0, 1.0), st.lists(st.booleans(), min_size=1, max_size=30))
def test_at_the_prior_a_perfect_ranking_errs_by_the_difference_of_the_priors(prior, labels):
    truth = np.array(labels)
    accuracy = accuracy_at_prior(truth, truth.astype(float), prior)
    assert accuracy == pytest.approx(1 - abs(prior - truth.mean()))


def test_a_shifted_and_stretched_margin_changes_neither_area_nor_accuracy_at_the_prior():
    before = score(LABELS, MARGIN, 0.4, None)
    after = score(LABELS, 7 * MARGIN - 100, 0.4, None)
    assert (before.auc, before.accuracy_at_prior) == (after.auc, after.accuracy_at_prior)
    assert after.score_spread == pytest.approx(7 * before.score_spread)


def test_dead_units_and_the_knife_edge_belong_to_nets():
    net = score(LABELS, MARGIN / 1000, 0.4, np.array([True, False, False, False]))
    assert (net.dead_units, net.knife_edge) == (0.25, True)
    assert score(LABELS, MARGIN, 0.4, np.zeros(4, dtype=bool)).knife_edge is False
    other = score(LABELS, MARGIN / 1000, 0.4, None)
    assert (other.dead_units, other.knife_edge) == (None, None)


def test_a_domain_without_test_rows_has_no_scores():
    empty = score(np.empty(0, dtype=bool), np.empty(0), 0.4, np.zeros(3, dtype=bool))
    assert empty.auc is None
    assert empty.score_spread is None


def test_margins_sorted_by_the_caller_change_no_score():
    draws = np.random.default_rng(0)
    for ties in (0, 1, 9):
        margin = np.round(draws.normal(size=101), ties)
        labels = draws.random(101) < 0.4
        ordered = np.sort(margin)
        assert area_under_curve(labels, margin, ordered) == area_under_curve(labels, margin)
        assert accuracy_at_prior(labels, margin, 0.4, ordered) == accuracy_at_prior(
            labels, margin, 0.4
        )


def test_a_share_of_nothing_calls_nobody_positive():
    assert accuracy_at_prior(LABELS, MARGIN, 0.0) == pytest.approx(float((~LABELS).mean()))

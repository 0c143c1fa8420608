import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import balanced_accuracy_score

from stages.families.scores import accuracy_at_prior
from stages.families.thresholds import cut_at_prior, tuned_cut

NUMBERS = st.floats(-1e6, 1e6, allow_subnormal=False)
MARGINS = st.lists(NUMBERS, min_size=1, max_size=40)
TIED = st.lists(st.integers(-3, 3), min_size=1, max_size=40)
PRIORS = st.floats(0.0, 1.0)
LABELLED = st.lists(
    st.tuples(st.booleans(), st.one_of(NUMBERS, st.integers(-2, 2).map(float))),
    min_size=2,
    max_size=40,
).filter(lambda pairs: 0 < sum(label for label, _ in pairs) < len(pairs))


def at_prior(margin, prior):
    """Which rows are called positive."""
    row = np.array(margin, dtype=float)
    return row > cut_at_prior(row, prior)


def labelled(pairs):
    labels, margin = zip(*pairs, strict=True)
    return np.array(labels), np.array(margin, dtype=float)


def test_the_highest_margins_are_called_positive_until_their_share_is_the_prior():
    assert at_prior([3.0, -1.0, 2.0, 0.5, -9.0], 0.4).tolist() == [True, False, True, False, False]


def test_a_tie_goes_to_the_side_that_leaves_the_share_nearer():
    # Of 5 rows 1, 3 or 5 can be positive: 2.4 wanted is nearer to 3, 1.9 to 1, 2 as near to both.
    margin = [2.0, 1.0, 1.0, 0.0, 0.0]
    assert [at_prior(margin, wanted / 5).sum() for wanted in (2.4, 1.9, 2.0)] == [3, 1, 1]


@pytest.mark.parametrize(("prior", "called"), [(0.3, False), (0.5, False), (0.7, True)])
def test_a_constant_stays_a_constant(prior, called):
    assert at_prior([-7.0] * 9, prior).tolist() == [called] * 9


def test_no_rows_are_no_trouble():
    assert at_prior([], 0.3).tolist() == []


@given(st.one_of(MARGINS, TIED), PRIORS)
def test_the_share_of_positives_is_within_one_tie_of_the_prior(margin, prior):
    row = np.array(margin, dtype=float)
    largest = np.unique(row, return_counts=True)[1].max()
    assert abs(at_prior(row, prior).sum() - prior * len(row)) <= largest / 2 + 1e-9


@given(st.lists(NUMBERS, min_size=2, max_size=40, unique=True), PRIORS)
def test_distinct_scores_never_collapse_where_the_prior_asks_for_one_row_of_each_class(
    margin, prior
):
    called = at_prior(margin, prior)
    rows = len(margin)
    assert called.sum() == pytest.approx(prior * rows, abs=0.5 + 1e-9)
    if 0.5 < prior * rows < rows - 0.5:
        assert 0 < called.sum() < rows


@given(st.lists(NUMBERS, min_size=1, max_size=40, unique=True), st.data())
def test_it_is_the_rule_of_accuracy_at_prior_where_no_scores_tie(margin, data):
    row = np.array(margin)
    labels = np.array(data.draw(st.lists(st.booleans(), min_size=len(row), max_size=len(row))))
    prior = data.draw(st.integers(0, len(row))) / len(row)
    accuracy = (at_prior(row, prior) == labels).mean()
    assert accuracy == pytest.approx(accuracy_at_prior(labels, row, prior))


@given(st.one_of(MARGINS, TIED), PRIORS, st.integers(-5, 5))
def test_shifted_and_stretched_scores_are_cut_between_the_same_rows(margin, prior, shift):
    row = np.array(np.round(margin), dtype=float)
    assert np.array_equal(at_prior(row, prior), at_prior(4.0 * row + shift, prior))


def test_the_tuned_cut_is_in_the_middle_of_the_gap_that_tells_the_classes_apart():
    assert tuned_cut(np.array([1.0, 2.0, 5.0, 6.0]), np.array([False, False, True, True])) == 3.5


def test_zero_stands_for_the_gap_that_it_lies_in():
    assert tuned_cut(np.array([-1.0, 7.0]), np.array([False, True])) == 0.0


def test_of_equally_good_cuts_the_one_nearest_to_zero_is_taken():
    # Cuts at 1.5 and 4 both get one of two right in either class, or both in one and one in other.
    margin = np.array([1.0, 2.0, 3.0, 5.0])
    labels = np.array([False, True, False, True])
    assert tuned_cut(margin, labels) == 1.5
    assert tuned_cut(-margin, ~labels) == -1.5
    # -1.5 and 1.5 are as good and as near: the lower
    both = np.array([-2.0, -1.0, 1.0, 2.0, -2.0, 2.0])
    assert tuned_cut(both, np.array([False, True, False, True, False, True])) == -1.5


def test_scores_that_tell_nothing_are_cut_at_zero():
    labels = np.array([True, False, True])
    assert tuned_cut(np.full(3, -4.0), labels) == 0.0
    assert tuned_cut(np.full(3, 4.0), labels) == 0.0


def test_scores_that_rank_backwards_call_everyone_alike():
    margin, labels = np.array([1.0, 2.0, 3.0, 4.0]), np.array([True, True, False, False])
    for shift in (0.0, -2.5, -9.0):
        called = margin + shift > tuned_cut(margin + shift, labels)
        assert called.all() or not called.any()


def test_a_margin_that_is_no_number_has_no_cut():
    assert np.isnan(tuned_cut(np.array([1.0, np.inf]), np.array([True, False])))


@given(LABELLED)
def test_no_cut_is_better_than_the_tuned_one(pairs):
    labels, margin = labelled(pairs)
    tuned = balanced_accuracy_score(labels, margin > tuned_cut(margin, labels))
    for cut in (0.0, -np.inf, *margin):
        assert tuned >= balanced_accuracy_score(labels, margin > cut) - 1e-12


@given(LABELLED)
def test_swapped_classes_are_told_apart_as_well(pairs):
    labels, margin = labelled(pairs)
    here = balanced_accuracy_score(labels, margin > tuned_cut(margin, labels))
    there = balanced_accuracy_score(~labels, -margin > tuned_cut(-margin, ~labels))
    assert here == pytest.approx(there)

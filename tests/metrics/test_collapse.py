import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from stages.metrics.collapse import (
    Collapse,
    any_collapse,
    collapse,
    mixed_strong,
    negative_collapse,
    negative_strong,
    positive_collapse,
    positive_strong,
    projection_collapse,
    strong_collapse,
)
from stages.metrics.confusion import count
from stages.metrics.statistic import statistic_negative, statistic_positive
from tests.metrics.made_counts import of, swapped, times, two_classes

EPSILONS = st.sampled_from([0.0, 0.05, 0.1, 0.5, 1.0])
KINDS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=30).map(
    lambda pairs: np.array(pairs, dtype=np.int8).T
)


def test_a_constant_predictor_is_collapsed():
    assert collapse(of(60, 0, 40, 0)).tolist() == [Collapse.POSITIVE]
    assert collapse(of(0, 60, 0, 40)).tolist() == [Collapse.NEGATIVE]


def test_one_row_of_the_other_class_is_no_strict_collapse():
    assert collapse(of(60, 0, 39, 1)).tolist() == [Collapse.NONE]
    assert collapse(of(60, 0, 39, 1), 0.1).tolist() == [Collapse.POSITIVE]


def test_an_accuracy_at_the_class_ratio_is_no_collapse():
    counts = of(tp=60, fn=20, fp=20, tn=0)
    assert collapse(counts, 0.1).tolist() == [Collapse.NONE]
    ratio = of(tp=50, fn=10, fp=30, tn=10)
    assert (ratio.tp + ratio.tn == ratio.positives).all()
    assert collapse(ratio, 0.1).tolist() == [Collapse.NONE]


def test_a_statistic_equal_to_epsilon_is_no_collapse():
    for missed in range(11):  # s = missed/100 + (10 - missed)/100, above or below .1 by rounding
        counts = of(tp=90 + missed, fn=10 - missed, fp=100 - missed, tn=missed)
        assert collapse(counts, 0.1).tolist() == [Collapse.NONE]
        assert collapse(swapped(counts), 0.1).tolist() == [Collapse.NONE]
        assert collapse(counts, 0.1001).tolist() == [Collapse.POSITIVE]


@given(two_classes(), st.sampled_from([1e-12, 0.05, 0.1, 0.5, 1.0]))
def test_strict_implies_near(counts, epsilon):
    strict = collapse(counts)
    near = collapse(counts, epsilon)
    assert (near[strict != Collapse.NONE] == strict[strict != Collapse.NONE]).all()


@given(two_classes(), EPSILONS)
def test_at_most_one_condition_holds(counts, epsilon):
    both = (statistic_positive(counts) < epsilon) & (statistic_negative(counts) < epsilon)
    assert not both.any()


@given(two_classes(), EPSILONS)
def test_a_label_swap_exchanges_positive_and_negative_collapse(counts, epsilon):
    kinds, mirrored = collapse(counts, epsilon), collapse(swapped(counts), epsilon)
    assert np.array_equal(positive_collapse(kinds), negative_collapse(mirrored))
    assert np.array_equal(negative_collapse(kinds), positive_collapse(mirrored))


@given(two_classes(), EPSILONS, st.integers(1, 9))
def test_replicating_all_rows_changes_no_collapse(counts, epsilon, copies):
    replicated = collapse(times(counts, copies, copies), epsilon)
    assert np.array_equal(replicated, collapse(counts, epsilon))


@given(two_classes(), EPSILONS, EPSILONS)
def test_a_larger_epsilon_never_frees_a_model(counts, one, other):
    small, large = sorted((one, other))
    lesser, greater = (any_collapse(collapse(counts, level)) for level in (small, large))
    assert (lesser <= greater).all()


def test_a_test_set_of_one_class_has_no_collapse():
    for counts in (of(3, 0, 0, 0), of(0, 0, 0, 3), of(0, 0, 0, 0)):
        for epsilon in (0.0, 0.1):
            kinds = collapse(counts, epsilon)
            assert kinds.tolist() == [Collapse.UNDEFINED]
            assert np.isnan(any_collapse(kinds)).all()
            assert np.isnan(positive_collapse(kinds)).all()


@given(KINDS)
def test_strong_and_projection_split_into_positive_negative_and_mixed(kinds):
    strong = strong_collapse(*kinds).sum()
    projection = projection_collapse(*kinds).sum()
    of_class = [
        (measure(kinds[0]).sum(), measure(kinds[1]).sum(), both(*kinds).sum())
        for measure, both in (
            (positive_collapse, positive_strong), (negative_collapse, negative_strong),
        )
    ]  # fmt: skip
    mixed = mixed_strong(*kinds).sum()
    strongs = sum(both for _, _, both in of_class)
    projections = sum(one + other - both for one, other, both in of_class)
    assert strong == strongs + mixed
    assert projection == projections - mixed


@given(KINDS)
def test_strong_is_at_most_either_ratio_and_projection_at_least(kinds):
    one, other = (any_collapse(kind).sum() for kind in kinds)
    strong, projection = strong_collapse(*kinds).sum(), projection_collapse(*kinds).sum()
    assert strong <= min(one, other)
    assert projection >= max(one, other)
    assert strong + projection == one + other


@given(two_classes(), EPSILONS)
def test_adding_a_model_that_is_fine_never_raises_the_ratio(counts, epsilon):
    kinds = collapse(counts, epsilon)
    larger = np.append(kinds, np.int8(Collapse.NONE))
    assert any_collapse(larger).mean() <= any_collapse(kinds).mean()


@pytest.mark.parametrize("epsilon", [-0.1, 1.1])
def test_an_epsilon_outside_its_range_is_refused(epsilon):
    with pytest.raises(ValueError, match="expected 0"):
        collapse(of(1, 1, 1, 1), epsilon)


@pytest.mark.parametrize("cut", [-0.1, 0.0, 0.1])
def test_a_model_of_noise_has_the_same_rates_on_both_classes(cut):
    random = np.random.default_rng(0)
    noise, label = random.normal(size=(6_000, 10)), random.random(6_000) < 0.6
    model = LogisticRegression().fit(noise[:2_000], label[:2_000])
    score = model.decision_function(noise[2_000:])
    counts = count((score > np.median(score) + cut)[:, None], label[2_000:])
    gap = abs(counts.tp / counts.positives - counts.fp / counts.negatives)
    share = counts.predicted_positives / counts.rows
    spread = np.sqrt(share * (1 - share) * (1 / counts.positives + 1 / counts.negatives))
    assert (gap <= 3 * spread).all()

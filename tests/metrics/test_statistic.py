import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.metrics.confusion import accuracy
from stages.metrics.statistic import (
    classes_never_predicted,
    effective_classes,
    matrix,
    statistic_negative,
    statistic_of_class,
    statistic_positive,
)
from tests.metrics.made_counts import of, swapped, times, two_classes

TINY = 1e-12


@given(two_classes())
def test_the_two_statistics_sum_to_two(counts):
    total = statistic_positive(counts) + statistic_negative(counts)
    assert total == pytest.approx(np.full(len(total), 2.0))


@given(two_classes())
def test_a_label_swap_exchanges_the_statistics(counts):
    assert np.array_equal(statistic_positive(swapped(counts)), statistic_negative(counts))


@given(two_classes(), st.integers(1, 9), st.integers(1, 9))
def test_replicating_one_class_changes_no_statistic(counts, positives, negatives):
    shifted = times(counts, positives, negatives)
    assert np.array_equal(statistic_positive(shifted), statistic_positive(counts))
    assert np.array_equal(statistic_negative(shifted), statistic_negative(counts))


@given(two_classes())
def test_accuracy_stays_near_the_class_ratio_as_the_statistic_says(counts):
    share = counts.positives / counts.rows
    bound = np.maximum(share, 1 - share) * statistic_positive(counts)
    assert (np.abs(accuracy(counts) - share) <= bound + TINY).all()


@given(two_classes())
def test_balanced_accuracy_stays_near_a_half_as_the_statistic_says(counts):
    balanced = (counts.tp / counts.positives + counts.tn / counts.negatives) / 2
    assert (np.abs(balanced - 0.5) <= statistic_positive(counts) / 2 + TINY).all()


@given(two_classes())
def test_predicted_negatives_bound_the_statistic_without_labels(counts):
    statistic = statistic_positive(counts)
    larger = np.maximum(counts.positives, counts.negatives)
    smaller = np.minimum(counts.positives, counts.negatives)
    assert (counts.predicted_negatives / larger <= statistic + TINY).all()
    assert (statistic <= counts.predicted_negatives / smaller + TINY).all()


def test_a_perfect_predictor_has_one_and_a_constant_nought():
    assert statistic_positive(of(6, 0, 0, 4))[0] == 1.0
    assert statistic_positive(of(6, 0, 4, 0))[0] == 0.0
    assert statistic_negative(of(0, 6, 0, 4))[0] == 0.0


def test_one_class_has_no_statistic():
    for counts in (of(5, 1, 0, 0), of(0, 0, 2, 3), of(0, 0, 0, 0)):
        assert np.isnan(statistic_positive(counts)[0])
        assert np.isnan(statistic_negative(counts)[0])
        assert np.isnan(statistic_of_class(matrix(counts))).all()


@given(two_classes())
def test_two_classes_are_the_special_case_of_many(counts):
    many = statistic_of_class(matrix(counts))
    assert many[..., 1] == pytest.approx(statistic_positive(counts))
    assert many[..., 0] == pytest.approx(statistic_negative(counts))


@given(st.integers(2, 6), st.integers(0, 10**6))
def test_a_constant_predictor_of_a_class_has_statistic_nought(classes, seed):
    sizes = np.random.default_rng(seed).integers(1, 50, classes)
    for predicted in range(classes):
        confusion = np.zeros((classes, classes), dtype=int)
        confusion[:, predicted] = sizes
        statistic = statistic_of_class(confusion)
        assert statistic[predicted] == 0.0
        assert np.delete(statistic, predicted) == pytest.approx(np.full(classes - 1, 2.0))
        assert classes_never_predicted(confusion) == classes - 1


@given(st.integers(2, 6), st.integers(0, 10**6))
def test_a_perfect_predictor_of_k_classes_has_the_closed_form(classes, seed):
    sizes = np.random.default_rng(seed).integers(1, 50, classes)
    statistic = statistic_of_class(np.diag(sizes))
    assert statistic == pytest.approx(np.full(classes, 2 * (classes - 1) / classes))
    assert effective_classes(np.diag(sizes)) == pytest.approx(1.0)


def test_an_absent_class_counts_neither_way():
    confusion = np.array([[3, 1, 0], [2, 2, 0], [0, 0, 0]])
    assert statistic_of_class(confusion) == pytest.approx([1 / 4 + 2 / 4, 3 / 4 + 2 / 4, 2.0])
    assert classes_never_predicted(confusion) == 1


@given(st.integers(0, 10**6), st.integers(2, 9))
def test_replicating_one_of_k_classes_changes_no_statistic(seed, copies):
    confusion = np.random.default_rng(seed).integers(0, 9, (4, 4)) + np.eye(4, dtype=int)
    shifted = confusion.copy()
    shifted[2] *= copies
    assert statistic_of_class(shifted) == pytest.approx(statistic_of_class(confusion))


def test_a_constant_predictor_on_balanced_classes_has_one_effective_class():
    confusion = np.array([[5, 0, 0], [5, 0, 0], [5, 0, 0]])
    assert effective_classes(confusion) == pytest.approx(1 / 3)

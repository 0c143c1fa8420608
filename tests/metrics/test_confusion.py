import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score

from stages.metrics.confusion import ConfusionCounts, accuracy, count, macro_f1, weighted_count
from tests.metrics.made_counts import of

CONSTANT_POSITIVE = {
    "CA": 0.3828, "PR": 0.4720, "AZ": 0.3977, "AR": 0.4226, "AK": 0.3802, "AL": 0.4080,
}  # fmt: skip
CONSTANT_NEGATIVE = {
    "CA": 0.2752, "PR": 0.0959, "AZ": 0.2535, "AR": 0.2114, "AK": 0.2788, "AL": 0.2372,
}  # fmt: skip


@given(st.integers(1, 60), st.integers(1, 5), st.integers(0, 10**6))
def test_counts_of_all_configurations_are_those_of_each(rows, configs, seed):
    random = np.random.default_rng(seed)
    label, positive = random.random(rows) < 0.5, random.random((rows, configs)) < 0.5
    counts = count(positive, label)
    for config in range(configs):
        expected = confusion_matrix(label, positive[:, config], labels=[True, False])
        got = [cell[config] for cell in counts.cells]
        assert got == expected.ravel().tolist()


@given(st.integers(1, 60), st.integers(0, 10**6))
def test_a_weight_counts_like_as_many_copies_of_the_row(rows, seed):
    random = np.random.default_rng(seed)
    label, positive = random.random(rows) < 0.5, random.random((rows, 3)) < 0.5
    weights = random.poisson(1.0, (2, rows))
    weighted = weighted_count(positive, label, weights)
    for replicate, weight in enumerate(weights):
        copied = count(np.repeat(positive, weight, axis=0), np.repeat(label, weight))
        for cell, expected in zip(weighted.cells, copied.cells, strict=True):
            assert cell[replicate].tolist() == expected.tolist()


def test_row_order_changes_no_count():
    random = np.random.default_rng(0)
    label, positive = random.random(20_000) < 0.6, random.random((20_000, 4)) < 0.3
    order = random.permutation(20_000)
    for left, right in zip(
        count(positive, label).cells, count(positive[order], label[order]).cells, strict=True
    ):
        assert np.array_equal(left, right)


def test_an_empty_test_set_has_no_scores():
    counts = count(np.zeros((0, 2), dtype=bool), np.zeros(0, dtype=bool))
    assert counts.rows.tolist() == [0, 0]
    assert np.isnan(accuracy(counts)).all()
    assert np.isnan(macro_f1(counts)).all()


def test_no_configuration_gives_no_count():
    assert count(np.zeros((5, 0), dtype=bool), np.ones(5, dtype=bool)).tp.shape == (0,)


@given(st.integers(1, 40), st.integers(0, 10**6))
def test_scores_agree_with_scikit_learn_over_both_classes(rows, seed):
    random = np.random.default_rng(seed)
    label, positive = random.random(rows) < 0.7, random.random((rows, 1)) < 0.6
    counts = count(positive, label)
    assert accuracy(counts)[0] == pytest.approx(accuracy_score(label, positive[:, 0]))
    expected = f1_score(
        label, positive[:, 0], labels=[False, True], average="macro", zero_division=0.0
    )
    assert macro_f1(counts)[0] == pytest.approx(expected)


def test_one_class_predicted_rightly_has_half_of_macro_f1():
    assert macro_f1(of(tp=7, fn=0, fp=0, tn=0))[0] == 0.5
    assert macro_f1(of(tp=0, fn=0, fp=0, tn=7))[0] == 0.5


@given(st.integers(0, 500), st.integers(0, 500))
def test_a_constant_predictors_macro_f1_is_the_closed_form(positives, negatives):
    rows = positives + negatives
    if rows:
        share = positives / rows
        everything = macro_f1(of(positives, 0, negatives, 0))[0]
        nothing = macro_f1(of(0, positives, 0, negatives))[0]
        assert everything == pytest.approx(share / (1 + share))
        assert nothing == pytest.approx((1 - share) / (2 - share))


def test_constant_macro_f1_of_the_states_is_as_published(shared):
    lines = (shared / "golden/paper/table4_states.csv").read_text().splitlines()[1:]
    for line in lines:
        state, _, positives, negatives, *_ = line.split(",")
        sizes = int(positives), int(negatives)
        assert macro_f1(of(sizes[0], 0, sizes[1], 0))[0] == pytest.approx(
            CONSTANT_POSITIVE[state], abs=6e-5
        )
        assert macro_f1(of(0, sizes[0], 0, sizes[1]))[0] == pytest.approx(
            CONSTANT_NEGATIVE[state], abs=6e-5
        )


def test_unequal_shapes_are_refused():
    with pytest.raises(ValueError, match="one shape"):
        ConfusionCounts(np.zeros(2, int), np.zeros(3, int), np.zeros(2, int), np.zeros(2, int))
    with pytest.raises(ValueError, match="expected \\(rows, configurations\\)"):
        count(np.zeros((3, 1), dtype=bool), np.zeros(4, dtype=bool))


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="negative count"):
        of(1, -1, 0, 0)

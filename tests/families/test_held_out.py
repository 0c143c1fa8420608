import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.families.held_out import held_out, training_parts
from tests.families.made_arm import made_arm


def distinct(count, dim=3, seed=0):
    return np.random.default_rng(seed).normal(size=(count, dim)).astype(np.float32)


@given(st.integers(2, 200), st.integers(2, 200))
def test_a_fifth_of_each_class_is_held_out(positives, negatives):
    y = np.arange(positives + negatives) < positives
    held = held_out(np.arange(len(y)), distinct(len(y)), y)
    for side in (y, ~y):
        assert held[side].sum() == np.ceil(0.2 * side.sum())


def test_the_order_of_rows_and_what_they_hold_change_nothing():
    x, y = distinct(300), np.arange(300) % 3 == 0
    ids = np.random.default_rng(1).permutation(5000)[:300]
    held = held_out(ids, x, y)
    order = np.random.default_rng(2).permutation(300)
    assert np.array_equal(held_out(ids[order], x[order], y[order]), held[order])
    assert np.array_equal(held_out(ids, distinct(300, 8, seed=7), y), held)


def test_other_rows_are_held_out_under_other_numbers():
    x, y = distinct(300), np.arange(300) % 3 == 0
    assert not np.array_equal(held_out(np.arange(300), x, y), held_out(np.arange(300) + 1, x, y))


@given(st.integers(0, 50))
def test_rows_of_equal_vectors_are_on_one_side(seed):
    draws = np.random.default_rng(seed)
    which = draws.integers(0, 60, 240)
    x, y = distinct(60, 5, seed)[which], draws.random(240) < 0.4
    held = held_out(np.arange(240), x, y)
    for one in range(60):
        assert len(set(held[which == one])) <= 1
    assert 0.1 < held.mean() < 0.35


@pytest.mark.parametrize("vectors", [np.zeros((40, 3)), np.eye(2)[np.arange(40) % 2]])
def test_vectors_that_are_all_alike_are_parted_all_the_same(vectors):
    y = np.arange(40) % 2 == 0
    held = held_out(np.arange(40), vectors.astype(np.float32), y)
    for side in (y & held, ~y & held, y & ~held, ~y & ~held):
        assert side.any()


def test_a_class_of_one_row_is_refused():
    with pytest.raises(ValueError, match=r"Got 1 positives and 29 negatives .* at least 2 of each"):
        held_out(np.arange(30), distinct(30), np.arange(30) == 4)


def test_the_parts_of_an_arm_are_its_training_rows(tmp_path):
    parts = training_parts(made_arm(tmp_path))
    assert len(parts.y) + len(parts.held_y) == 120
    assert {row.tobytes() for row in parts.x}.isdisjoint(row.tobytes() for row in parts.held_x)

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.metrics.line_fit import fit_line
from stages.metrics.reliability import ceiling, split_half


def test_spearman_brown_worked_by_hand():
    # r of (1, 2, 3) with (1, 3, 2) is .5: 2 x .5 / 1.5
    assert split_half(np.array([[1.0, 1.0], [2.0, 3.0], [3.0, 2.0]])) == pytest.approx(2 / 3)


def test_equal_halves_are_perfectly_reliable():
    x = np.linspace(0.6, 0.9, 5)
    assert ceiling(np.stack([x, x], axis=1), np.stack([x, x], axis=1)) == pytest.approx(1)


def test_opposite_halves_have_no_reliability():
    x = np.linspace(0.6, 0.9, 5)
    assert split_half(np.stack([x, -x], axis=1)) == 0


@pytest.mark.parametrize("halves", [np.ones((5, 2)), np.zeros((2, 2)), np.full((4, 2), np.nan)])
def test_a_ceiling_without_spread_or_points_is_undefined(halves):
    assert math.isnan(split_half(halves))
    assert math.isnan(ceiling(halves, halves))


@given(st.integers(0, 10**6), st.integers(3, 50))
def test_a_ceiling_is_a_share(seed, n):
    x, y = np.random.default_rng(seed).uniform(size=(2, n, 2))
    assert 0 <= ceiling(x, y) <= 1


def test_the_ceiling_foretells_the_r2_that_noise_leaves_to_a_true_line():
    rng = np.random.default_rng(0)
    truth = rng.normal(0.8, 0.01, 4000)
    x = truth[:, None] + rng.normal(0, 0.01, (4000, 2))
    y = truth[:, None] + rng.normal(0, 0.01, (4000, 2))
    measured = fit_line(x.mean(axis=1), y.mean(axis=1)).r2
    assert ceiling(x, y) == pytest.approx(measured, abs=0.03)

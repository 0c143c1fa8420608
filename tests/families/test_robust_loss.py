import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from stages.families.robust_loss import cvar, cvar_weights

LOSSES = st.lists(st.floats(0.0, 50.0), min_size=1, max_size=60)
ALPHAS = st.floats(0.001, 1.0)


def weights(values, alpha):
    return cvar_weights(torch.tensor(values, dtype=torch.float64), alpha).numpy()


def value(values, alpha):
    return float(cvar(torch.tensor(values, dtype=torch.float64), alpha))


def dual_optimum(values, alpha):
    """The infimum over eta of eta + mean(relu(v - eta)) / alpha; it is taken at one of the v."""
    v = np.array(values)
    return min(eta + np.maximum(v - eta, 0.0).mean() / alpha for eta in v)


def test_the_worst_two_and_a_half_of_ten_weigh_a_share_each():
    expected = np.zeros(10)
    expected[[9, 8, 7]] = [0.4, 0.4, 0.2]
    assert weights([float(i) for i in range(10)], 0.25) == pytest.approx(expected)
    assert value([float(i) for i in range(10)], 0.25) == pytest.approx(0.4 * 17 + 0.2 * 7)


@given(LOSSES, ALPHAS)
def test_the_weighted_mean_is_the_optimum_of_the_dual(values, alpha):
    assert value(values, alpha) == pytest.approx(dual_optimum(values, alpha), rel=1e-9, abs=1e-9)


@given(LOSSES, ALPHAS)
def test_weights_sum_to_one_are_bounded_and_grow_with_the_loss(values, alpha):
    q = weights(values, alpha)
    assert q.sum() == pytest.approx(1.0, abs=1e-9)
    assert q.max() <= max(1.0 / (alpha * len(values)), 0.0) * (1 + 1e-9)
    assert q.min() >= 0.0
    order = np.argsort(values, kind="stable")
    rising = np.maximum.accumulate(q[order])
    distinct = np.diff(np.array(values)[order]) > 0
    assert (q[order][1:][distinct] >= rising[:-1][distinct] - 1e-12).all()


@given(LOSSES, ALPHAS, ALPHAS)
def test_a_smaller_share_is_never_milder(values, one, other):
    low, high = sorted((one, other))
    assert value(values, low) >= value(values, high) - 1e-9


def test_equal_losses_have_that_value_for_every_share():
    for alpha in (0.001, 0.1, 0.37, 1.0):
        assert value([2.5] * 30, alpha) == pytest.approx(2.5, abs=1e-12)


def test_equal_losses_at_the_edge_share_what_is_left_alike():
    assert weights([3.0, 1.0, 1.0, 1.0, 0.0], 0.5) == pytest.approx([0.4, 0.2, 0.2, 0.2, 0.0])


def test_share_one_is_the_mean_to_the_last_bit_and_a_tiny_share_the_maximum():
    values = torch.rand(37, generator=torch.Generator().manual_seed(0))
    assert cvar(values, 1.0).item() == values.mean().item()
    assert cvar(values, 1e-6).item() == values.max().item()


def test_the_gradient_is_the_weights():
    values = torch.arange(10.0, requires_grad=True)
    cvar(values, 0.25).backward()
    assert values.grad.numpy() == pytest.approx(weights([float(i) for i in range(10)], 0.25))

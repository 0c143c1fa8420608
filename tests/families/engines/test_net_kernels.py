"""What the engine of the nets takes for granted of torch: pinned, since torch may change it."""

import numpy as np
import pytest
import torch

from stages.families.engines.net_adam import Adam
from stages.families.engines.net_stack import Stack, Widths
from stages.families.network import initial_network, mask_generator

ROWS = 128


@pytest.fixture(autouse=True, params=["highest", "medium"])
def matmul(request):
    before = torch.get_float32_matmul_precision()
    torch.set_float32_matmul_precision(request.param)
    yield
    torch.set_float32_matmul_precision(before)


def normal(*shape):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(sum(shape)))


@pytest.mark.parametrize("dim", [20, 76, 384, 4096])
def test_units_have_the_same_products_whatever_units_are_beside_them(dim):
    weights, x, flow = normal(256, dim), normal(ROWS, dim), normal(256, ROWS)
    forward, backward = torch.mm(weights, x.t()), torch.mm(flow, x)
    for start, count in ((0, 16), (16, 32), (112, 48), (64, 192), (240, 16)):
        part = slice(start, start + count)
        assert torch.equal(torch.mm(weights[part].clone(), x.t()), forward[part])
        assert torch.equal(torch.mm(flow[part].clone(), x), backward[part])


@pytest.mark.parametrize("hidden", [16, 32, 64, 128])
def test_nets_have_the_same_products_and_sums_whatever_nets_are_beside_them(hidden):
    weights, active = normal(9, hidden, hidden), normal(9, hidden, ROWS)

    def of(part):
        flow = active[part] * 2.0
        return (
            torch.bmm(weights[part], active[part]),
            torch.bmm(flow, active[part].transpose(1, 2)),
            torch.bmm(weights[part].transpose(1, 2), flow),
            flow.sum(dim=1),
            flow.sum(dim=2),
            torch.nn.functional.softplus(flow[:, 0]),
            flow[:, 1].clone().sigmoid_(),
        )

    whole = of(slice(0, 9))
    for part in (slice(0, 1), slice(3, 5), slice(8, 9), slice(1, 8)):
        for some, full in zip(of(part), whole, strict=True):
            assert torch.equal(some, full[part])


@pytest.mark.parametrize("hidden", [32, 128])
def test_units_that_are_zero_on_every_row_can_be_left_out_of_a_product(hidden):
    weights, active = normal(4, hidden, hidden), normal(4, hidden, ROWS).relu_()
    left = torch.arange(hidden)[5::3][:16].sort().values
    idle = torch.ones(hidden, dtype=torch.bool)
    idle[left] = False
    active[:, idle] = 0.0
    thin = torch.bmm(weights[:, :, left].contiguous(), active[:, left].contiguous())
    assert torch.equal(torch.bmm(weights, active), thin)
    filled = torch.nn.functional.pad(active[:, left], (0, 0, 0, 16))
    padded = torch.nn.functional.pad(weights[:, :, left], (0, 16)).contiguous()
    assert torch.equal(torch.bmm(padded, filled), thin)


def test_a_step_is_adams_with_each_nets_own_rate():
    widths = Widths(5, (7, 7))
    network = initial_network((5, 7, 7, 2), 0.0, 0, mask_generator(0, 7, 0.0))
    nets = Stack.of(network, widths, torch.zeros(1)).taken([0, 0, 0])
    rates = (0.001, 0.001, 0.1)
    adam = Adam.start(rates, nets)
    weights = nets.kernels[0].numpy().astype(np.float64)
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, 4):
        slope = normal(*weights.shape).numpy() * step
        adam.gradient.kernels[0].copy_(torch.from_numpy(slope))
        adam.steps.add_(1.0)
        for stretch in adam.stretches():
            stretch.step()
        first = 0.9 * first + 0.1 * slope
        second = 0.999 * second + 0.001 * slope**2
        grown = np.sqrt(second / (1 - 0.999**step)) + 1e-8
        weights -= np.array(rates)[:, None, None] * first / (1 - 0.9**step) / grown
    assert adam.nets.kernels[0].numpy() == pytest.approx(weights, rel=1e-5, abs=1e-6)
    assert [stretch.rate for stretch in adam.stretches()] == [0.001, 0.1]


def test_empty_slots_of_a_stack_stay_zero_and_the_rest_is_the_net():
    network = initial_network((5, 7, 20, 20, 2), 0.0, 3, mask_generator(3, 20, 0.0))
    stack = Stack.of(network, Widths(5, (7, 20, 20)), torch.zeros(1))
    assert [tuple(kernel.shape) for kernel in stack.kernels] == [
        (1, 16, 5), (1, 32, 16), (1, 32, 32),
    ]  # fmt: skip
    assert torch.equal(stack.kernels[1][0, :20, :7], network.layers[1].weight)
    assert not stack.kernels[1][0, 20:].any()
    assert not stack.kernels[1][0, :, 7:].any()
    last = network.layers[3]
    assert torch.equal(stack.direction[0, :20], (last.weight[1] - last.weight[0]).detach() / 2)
    assert torch.equal(stack.offset[0], (last.bias[1] - last.bias[0]).detach() / 2)

"""Units of the first hidden layer that will never change again, left out of the training.

A unit that is active on no training row gets no gradient, and its own weights no longer depend on
anything that does: once Adam's momentum has run out it stays as it is. On embeddings, whose rows
nearly share a direction, that is soon more than half of them. The rest is trained to the same bits
as before, since what is left out were exact zeros (a test compares).
"""

from dataclasses import replace

import torch

from stages.families.engines.net_adam import Adam
from stages.families.engines.net_stack import Stack, whole_slots


def exhausted(adam: Adam) -> torch.Tensor:
    """Which first-layer units would keep all their weights, given no more gradient.

    Shape (nets, units). A step is at most 10 rate |first| / (sqrt(second) + 1e-8) and shrinks from
    there on.
    """
    rates = torch.tensor(adam.rates, dtype=adam.nets.rest.dtype, device=adam.nets.rest.device)
    most = 10.0 * rates.view(-1, 1, 1)
    nets, first, second = adam.nets, adam.first, adam.second
    into = _same(nets.kernels[0], first.kernels[0], second.kernels[0], most)
    out = _same(nets.kernels[1], first.kernels[1], second.kernels[1], most)
    bias = _same(nets.rest, first.rest, second.rest, most[:, :, 0])
    return into.all(dim=2) & out.all(dim=1) & bias[:, : into.shape[1]]


def _same(
    weights: torch.Tensor, first: torch.Tensor, second: torch.Tensor, most: torch.Tensor
) -> torch.Tensor:
    moved = weights - most * first / (second.sqrt() + 1e-8)
    return moved == weights


def narrowed(adam: Adam, kept: torch.Tensor) -> Adam:
    """Only some first-layer units of each net: their places, shape (nets, units left).

    A place behind the last unit is an empty slot.
    """
    parts = (adam.nets, adam.gradient, adam.first, adam.second)
    nets, gradient, first, second = (_narrowed(part, kept) for part in parts)
    return replace(adam, nets=nets, gradient=gradient, first=first, second=second)


def places_of(keep: torch.Tensor) -> torch.Tensor:
    """Places of the units to keep, shape (nets, slots), from a mask of shape (nets, units)."""
    units = keep.shape[1]
    width = whole_slots(max(1, int(keep.sum(dim=1).max())))
    order = torch.argsort((~keep).to(torch.uint8), dim=1, stable=True)[:, :width]
    return torch.where(keep.gather(1, order), order, units)


def filled(whole: Stack, nets: Stack, kept: torch.Tensor) -> Stack:
    """A copy of whole nets, with what was trained of them since put in its places."""
    made = whole.taken(range(len(kept)))
    for later, kernel in enumerate(nets.kernels[2:], start=2):
        made.kernels[later].copy_(kernel)
    made.behind.copy_(nets.behind)
    for net, places in enumerate(kept):
        real = places < whole.widths.padded[0]
        made.kernels[0][net, places[real]] = nets.kernels[0][net, real]
        made.kernels[1][net][:, places[real]] = nets.kernels[1][net][:, real]
        made.rest[net, places[real]] = nets.bias(0)[net, real]
    return made


def _narrowed(stack: Stack, kept: torch.Tensor) -> Stack:
    into, out, *others = stack.kernels
    width = kept.shape[1]
    net = torch.arange(len(kept), device=kept.device).unsqueeze(1)
    with_empty = torch.nn.functional.pad
    into = with_empty(into, (0, 0, 0, 1))[net, kept]
    out = with_empty(out, (0, 1)).transpose(1, 2)[net, kept].transpose(1, 2).contiguous()
    widths = replace(stack.widths, hidden=(width, *stack.widths.hidden[1:]))
    made = Stack.zeros(widths, len(kept), stack.rest)
    made.bias(0).copy_(with_empty(stack.bias(0), (0, 1))[net, kept])
    made.behind.copy_(stack.behind)
    return Stack(widths, (into, out, *others), made.rest)

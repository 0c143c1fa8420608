"""Loss and gradient of a stack of nets on one batch, by hand and into buffers made once.

Activations have shape (nets, units, rows), so that every product takes its factors as they lie.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from stages.families.engines.net_stack import Stack
from stages.families.robust_loss import tail_weights


@dataclass(frozen=True)
class Batch:
    """Rows of one batch, shape (rows, inputs), filled up with zeros to the width of the buffers.

    `sign`: 1 for a row of the negative class, -1 for the positive; `weights` of the losses: shape
    (1, rows), zero for what is filled up. `tail`: `tail_place` and mass of each net, None where all
    losses count alike; `count`: how many rows are real.
    """

    rows: torch.Tensor
    sign: torch.Tensor
    weights: torch.Tensor
    tail: tuple[torch.Tensor, torch.Tensor] | None
    count: int


@dataclass(frozen=True)
class Dropped:
    """Neighbouring nets that share a dropout mask, shape (units, rows), of 0 and `scale`."""

    nets: slice
    mask: torch.Tensor
    scale: float


class Gradient:
    """Buffers for some nets and a number of rows."""

    def __init__(self, nets: Stack, gradient: Stack, rows: int) -> None:
        """`gradient` is what `fill` writes to."""
        count = len(nets.rest)
        self.nets, self.gradient = nets, gradient
        self.active = [nets.rest.new_zeros(count, w, rows) for w in nets.widths.padded]
        self.flow = [nets.rest.new_zeros(count, w, rows) for w in nets.widths.padded]
        self.biases = [nets.bias(layer).unsqueeze(2) for layer in range(len(self.active))]
        self.bias_flow = [gradient.bias(layer) for layer in range(len(self.active))]
        self.total = nets.rest.new_zeros(count, rows)

    def fill(self, batch: Batch, dropped: Sequence[Dropped]) -> None:
        """Gradient of every net's weighted loss; the losses are added to `total`."""
        self._forward(batch.rows, dropped)
        self._last_layer(batch)
        self._backward(batch.rows, dropped)

    def _forward(self, rows: torch.Tensor, dropped: Sequence[Dropped]) -> None:
        for layer, (kernel, active) in enumerate(zip(self.nets.kernels, self.active, strict=True)):
            if layer == 0:
                torch.mm(kernel.flatten(0, 1), rows.t(), out=active.flatten(0, 1))
            else:
                torch.bmm(kernel, self.active[layer - 1], out=active)
            active.add_(self.biases[layer]).clamp_min_(0.0)
            if layer == len(self.active) - 2:
                for part in dropped:
                    active[part.nets].mul_(part.mask)

    def _last_layer(self, batch: Batch) -> None:
        direction, active, flow = self.nets.direction, self.active[-1], self.flow[-1]
        torch.mul(active, direction.unsqueeze(2), out=flow)
        half = flow.sum(dim=1).add_(self.nets.offset.unsqueeze(1))
        against = half.mul_(2.0).mul_(batch.sign)
        losses = torch.nn.functional.softplus(against)
        weights = batch.weights
        if batch.tail is not None:
            losses[:, batch.count :] = -1.0
            weights = tail_weights(losses, *batch.tail)
        self.total.addcmul_(weights, losses)
        slope = against.sigmoid_().mul_(batch.sign).mul_(weights)
        torch.sum(slope, dim=1, out=self.gradient.offset)
        torch.mul(active, slope.unsqueeze(1), out=flow)
        torch.sum(flow, dim=2, out=self.gradient.direction)
        torch.mul(direction.unsqueeze(2), slope.mul_(2.0).unsqueeze(1), out=flow)

    def _backward(self, rows: torch.Tensor, dropped: Sequence[Dropped]) -> None:
        for layer in reversed(range(len(self.active))):
            active, flow = self.active[layer], self.flow[layer]
            torch.ops.aten.threshold_backward.grad_input(flow, active, 0.0, grad_input=flow)
            if layer == len(self.active) - 2:
                for part in dropped:
                    flow[part.nets].mul_(part.scale)
            torch.sum(flow, dim=2, out=self.bias_flow[layer])
            target = self.gradient.kernels[layer]
            if layer == 0:
                torch.mm(flow.flatten(0, 1), rows, out=target.flatten(0, 1))
            else:
                before = self.active[layer - 1]
                torch.bmm(flow, before.transpose(1, 2), out=target)
                torch.bmm(self.nets.kernels[layer].transpose(1, 2), flow, out=self.flow[layer - 1])

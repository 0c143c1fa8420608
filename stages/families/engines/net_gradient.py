"""Loss and gradient of a stack of nets on one batch, by hand and into buffers made once.

Activations have shape (nets, units, rows), so that every product takes its factors as they lie.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import torch

from stages.families.engines.net_masks import Dropped
from stages.families.engines.net_stack import Stack
from stages.families.robust_loss import tail_weights

mask_by: Final = torch.ops.aten.threshold_backward.grad_input


@dataclass(frozen=True)
class Batch:
    """Rows of one batch, shape (rows, inputs), filled up with zeros to the width of the buffers.

    `sign`: 2 for a row of the negative class, -2 for the positive, what is
    filled up being either; `scale`: what each row's loss is times, None for nothing; `count`: how
    many rows are real; `weights` of their losses, shape (1, rows), zero for the others;
    `tail`: `tail_place` and mass of each net, None where all losses count alike.
    """

    rows: torch.Tensor
    sign: torch.Tensor
    scale: torch.Tensor | None
    count: int
    weights: torch.Tensor
    tail: tuple[torch.Tensor, torch.Tensor] | None


@dataclass(frozen=True)
class Layer:
    """One hidden layer: its parameters, their gradients, activations, and the gradient of those.

    Views and buffers in the form that `product` takes: matrices for the first layer, where the
    nets' units stand below each other, batches of matrices for the others.
    """

    product: Callable[..., torch.Tensor]
    kernel: torch.Tensor
    kernel_t: torch.Tensor
    kernel_gradient: torch.Tensor
    bias: torch.Tensor
    bias_gradient: torch.Tensor
    active: torch.Tensor
    active_t: torch.Tensor
    flow: torch.Tensor

    @classmethod
    def of(cls, place: int, nets: Stack, gradient: Stack, rows: int) -> "Layer":
        """Views of a stack, its gradient, and new buffers for so many rows."""
        count, width = nets.bias(place).shape
        active, flow = (nets.rest.new_zeros(count, width, rows) for _ in range(2))
        kernel, kernel_gradient = nets.kernels[place], gradient.kernels[place]
        if place == 0:
            kernel, kernel_gradient = kernel.flatten(0, 1), kernel_gradient.flatten(0, 1)
        return cls(
            torch.mm if place == 0 else torch.bmm,
            kernel,
            kernel.transpose(-1, -2),
            kernel_gradient,
            nets.bias(place).unsqueeze(2),
            gradient.bias(place),
            active,
            active.transpose(1, 2),
            flow,
        )


class Gradient:
    """Buffers for some nets and a number of rows."""

    def __init__(self, nets: Stack, gradient: Stack, rows: int, dropped: Sequence[Dropped]) -> None:
        """`fill` writes to `gradient` and reads the masks of `dropped` as they are then."""
        places = range(len(nets.kernels))
        self.layers = [Layer.of(place, nets, gradient, rows) for place in places]
        self.total = nets.rest.new_zeros(len(nets.rest), rows)
        self._half = torch.zeros_like(self.total)
        self._slope = self._half.unsqueeze(1)
        self._direction, self._offset = nets.direction.unsqueeze(2), nets.offset.unsqueeze(1)
        self._direction_gradient, self._offset_gradient = gradient.direction, gradient.offset
        self._last_gradient = gradient.last
        first = self.layers[-2]
        self._masks = [(first.active[part.nets], part.mask) for part in dropped]
        self._scales = [(first.flow[part.nets], part.scale) for part in dropped]
        self._first = self.layers[0].active.flatten(0, 1), self.layers[0].flow.flatten(0, 1)

    def fill(self, batch: Batch) -> None:
        """Gradient of every net's weighted loss; the losses are added to `total`."""
        self._forward(batch.rows)
        self._last_layer(batch)
        self._backward(batch.rows)

    def peaks(self, rows: torch.Tensor) -> torch.Tensor:
        """The largest value of each first-layer unit before its ReLU, shape (nets, units)."""
        first = self.layers[0]
        first.product(first.kernel, rows.t(), out=self._first[0])
        return first.active.add_(first.bias).amax(dim=2)

    def _forward(self, rows: torch.Tensor) -> None:
        before = rows.t()
        for place, layer in enumerate(self.layers):
            out = layer.active if place else self._first[0]
            layer.product(layer.kernel, before, out=out)
            layer.active.add_(layer.bias).clamp_min_(0.0)
            if place == len(self.layers) - 2:
                for active, mask in self._masks:
                    active.mul_(mask)
            before = layer.active

    def _last_layer(self, batch: Batch) -> None:
        active, flow, half = self.layers[-1].active, self.layers[-1].flow, self._half
        torch.mul(active, self._direction, out=flow)
        torch.sum(flow, dim=1, out=half)
        half.add_(self._offset).mul_(batch.sign)
        losses = torch.nn.functional.softplus(half)
        if batch.scale is not None:
            losses.mul_(batch.scale)
        weights = batch.weights
        if batch.tail is not None:
            losses[:, batch.count :] = -1.0
            weights = tail_weights(losses, *batch.tail)
        self.total.addcmul_(weights, losses)
        half.sigmoid_().mul_(batch.sign).mul_(weights)
        if batch.scale is not None:
            half.mul_(batch.scale)
        torch.mul(active, self._slope, out=flow)
        torch.sum(flow, dim=2, out=self._direction_gradient)
        torch.sum(half, dim=1, out=self._offset_gradient)
        self._last_gradient.mul_(0.5)
        torch.mul(self._direction, self._slope, out=flow)
        mask_by(flow, active, 0.0, grad_input=flow)

    def _backward(self, rows: torch.Tensor) -> None:
        for place in reversed(range(len(self.layers))):
            layer = self.layers[place]
            torch.sum(layer.flow, dim=2, out=layer.bias_gradient)
            if place == 0:
                layer.product(self._first[1], rows, out=layer.kernel_gradient)
                return
            below = self.layers[place - 1]
            layer.product(layer.flow, below.active_t, out=layer.kernel_gradient)
            layer.product(layer.kernel_t, layer.flow, out=below.flow)
            mask_by(below.flow, below.active, 0.0, grad_input=below.flow)
            if place == len(self.layers) - 1:
                for flow, scale in self._scales:
                    flow.mul_(scale)

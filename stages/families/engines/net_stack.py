"""Many nets of the same widths as one stack, and Adam on them.

Widths are filled up to multiples of 16 with units whose weights are zero and stay so: products over
such slots are the same to the last bit whatever stands beside them (measured, and pinned by a
test), and no elementwise kernel meets an odd tail.

The two logits of a net have gradients of opposite sign, so Adam moves them by opposite amounts:
what is kept of the last layer is half their difference, and the margin is twice its product.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import torch

from stages.families.network import Network

SLOT: Final = 16


@dataclass(frozen=True)
class Widths:
    """Inputs and the units of every hidden layer, trunk included, of each net in a stack."""

    inputs: int
    hidden: tuple[int, ...]

    @property
    def padded(self) -> tuple[int, ...]:
        """The hidden widths as slots."""
        return tuple(whole_slots(width) for width in self.hidden)


@dataclass(frozen=True)
class Stack:
    """Parameters of nets, or their gradients or moments, the first axis being the nets.

    `kernels`: one per hidden layer, shape (nets, units, units of the layer before); `rest`, shape
    (nets, ...): biases of every hidden layer, direction and offset of the margin, then zeros.
    """

    widths: Widths
    kernels: tuple[torch.Tensor, ...]
    rest: torch.Tensor

    @classmethod
    def zeros(cls, widths: Widths, nets: int, like: torch.Tensor) -> "Stack":
        """Nothing but zeros, with dtype and device of a tensor."""
        befores = (widths.inputs, *widths.padded)
        kernels = tuple(
            like.new_zeros(nets, units, before)
            for units, before in zip(widths.padded, befores, strict=False)
        )
        size = whole_slots(sum(widths.padded) + widths.padded[-1] + 1)
        return cls(widths, kernels, like.new_zeros(nets, size))

    @classmethod
    def of(cls, network: Network, widths: Widths, like: torch.Tensor) -> "Stack":
        """One plain net as a stack."""
        made = cls.zeros(widths, 1, like)
        *layers, last = network.linear()
        with torch.no_grad():
            for place, layer in enumerate(layers):
                units, before = layer.weight.shape
                made.kernels[place][0, :units, :before] = layer.weight
                made.bias(place)[0, :units] = layer.bias
            weight, bias = last.weight.to(like), last.bias.to(like)
            made.direction[0, : weight.shape[1]] = (weight[1] - weight[0]) / 2
            made.offset[0] = (bias[1] - bias[0]) / 2
        return made

    @classmethod
    def joined(cls, stacks: Sequence["Stack"]) -> "Stack":
        """The nets of several stacks in their order."""
        kernels = zip(*(stack.kernels for stack in stacks), strict=True)
        rest = torch.cat([stack.rest for stack in stacks])
        return cls(stacks[0].widths, tuple(torch.cat(same) for same in kernels), rest)

    def taken(self, places: Sequence[int]) -> "Stack":
        """A copy of some of the nets."""
        kept = torch.tensor(places, device=self.rest.device)
        return Stack(self.widths, tuple(k[kept] for k in self.kernels), self.rest[kept])

    def part(self, nets: slice) -> "Stack":
        """A view of neighbouring nets."""
        return Stack(self.widths, tuple(k[nets] for k in self.kernels), self.rest[nets])

    def tensors(self) -> list[torch.Tensor]:
        """All of it, for an optimiser."""
        return [*self.kernels, self.rest]

    def bias(self, layer: int) -> torch.Tensor:
        """Biases of a hidden layer, shape (nets, units); a view."""
        start = sum(self.widths.padded[:layer])
        return self.rest[:, start : start + self.widths.padded[layer]]

    @property
    def behind(self) -> torch.Tensor:
        """All of `rest` behind the biases of the first layer, without the zeros; a view."""
        start, *_ = self.widths.padded
        return self.rest[:, start : sum(self.widths.padded) + self.widths.padded[-1] + 1]

    @property
    def last(self) -> torch.Tensor:
        """Direction and offset together, shape (nets, units + 1...); a view."""
        return self.rest[:, sum(self.widths.padded) :]

    @property
    def direction(self) -> torch.Tensor:
        """Half the difference of the weights of the two logits, shape (nets, units); a view."""
        start, width = sum(self.widths.padded), self.widths.padded[-1]
        return self.rest[:, start : start + width]

    @property
    def offset(self) -> torch.Tensor:
        """Half the difference of their biases, shape (nets,); a view."""
        return self.rest[:, sum(self.widths.padded) + self.widths.padded[-1]]


def whole_slots(width: int) -> int:
    """The width, or the next multiple of 16."""
    return -(-width // SLOT) * SLOT

"""Adam on a stack of nets, each with its own learning rate."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import torch

from stages.families.engines.net_stack import Stack


@dataclass(frozen=True)
class Adam:
    """Parameters, gradients, both moments and the number of steps done.

    torch's own fused kernel (private, pinned by a test), once for each stretch of nets with the
    same rate.
    """

    rates: tuple[float, ...]
    nets: Stack
    gradient: Stack
    first: Stack
    second: Stack
    steps: torch.Tensor

    @classmethod
    def start(cls, rates: Sequence[float], nets: Stack) -> "Adam":
        """Before the first step."""
        gradient, first, second = (
            Stack.zeros(nets.widths, len(rates), nets.rest) for _ in range(3)
        )
        steps = nets.rest.new_zeros((), dtype=torch.float32)
        return cls(tuple(rates), nets, gradient, first, second, steps)

    def taken(self, places: Sequence[int]) -> "Adam":
        """Some of the nets, in the middle of their training."""
        return Adam(
            tuple(self.rates[place] for place in places),
            self.nets.taken(places),
            self.gradient.taken(places),
            self.first.taken(places),
            self.second.taken(places),
            self.steps,
        )

    def stretches(self) -> list["Stretch"]:
        """What `step` runs over."""
        found, start = [], 0
        for rate, same in groupby(self.rates):
            nets = slice(start, start + len(list(same)))
            found.append(
                Stretch(
                    rate,
                    self.nets.part(nets).tensors(),
                    self.gradient.part(nets).tensors(),
                    self.first.part(nets).tensors(),
                    self.second.part(nets).tensors(),
                    [self.steps] * len(self.nets.tensors()),
                )
            )
            start = nets.stop
        return found


@dataclass(frozen=True)
class Stretch:
    """Neighbouring nets with one learning rate: views of their tensors."""

    rate: float
    nets: list[torch.Tensor]
    gradient: list[torch.Tensor]
    first: list[torch.Tensor]
    second: list[torch.Tensor]
    steps: list[torch.Tensor]

    def step(self) -> None:
        """One step, the count of steps being raised already."""
        torch._fused_adam_(
            self.nets, self.gradient, self.first, self.second, [], self.steps,
            lr=self.rate, beta1=0.9, beta2=0.999, weight_decay=0.0, eps=1e-8,
            amsgrad=False, maximize=False,
        )  # fmt: skip

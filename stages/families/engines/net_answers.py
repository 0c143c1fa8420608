"""What many trained nets of equal widths say about rows: one forward pass for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch

from stages.families.contract import Answers, BoolArray, FloatArray
from stages.families.engines.net_runs import COLUMNS
from stages.families.engines.net_stack import Stack

ROWS: Final = 512
"""Rows of one product."""


@dataclass(frozen=True)
class NetGroup:
    """The nets that were trained, and for each trial which of them is its own, or its trouble."""

    nets: Stack | None
    places: Sequence[int | None]
    problems: Sequence[Exception | None]

    def answers(self, x: FloatArray) -> Answers:
        """Margins and dead units, from the same activations; NaN where there is no net."""
        margins = np.full((len(self.places), len(x)), np.nan)
        dead: list[BoolArray | None] = [None] * len(self.places)
        if self.nets is not None:
            found, idle = _asked(self.nets, x)
            for trial, place in enumerate(self.places):
                if place is not None:
                    margins[trial], dead[trial] = found[place], idle[place]
        return Answers(margins, dead)

    def troubles(self) -> Sequence[Exception | None]:
        """Divergence of a run, in the trials that reach it."""
        return self.problems


def _asked(nets: Stack, x: FloatArray) -> tuple[FloatArray, BoolArray]:
    count, like = len(nets.rest), nets.rest
    many = max(1, COLUMNS // nets.widths.padded[0])
    margins = like.new_empty(count, len(x), dtype=torch.float64)
    peaks = [like.new_full((count, width), -torch.inf) for width in nets.widths.padded]
    rows = like.new_zeros(ROWS, x.shape[1])
    with torch.inference_mode():
        for start in range(0, len(x), ROWS):
            block = torch.tensor(x[start : start + ROWS])
            rows[: len(block)] = block
            rows[len(block) :] = 0.0
            for first in range(0, count, many):
                part = slice(first, first + many)
                out = margins[part, start : start + len(block)]
                _forward(nets.part(part), rows, out, [peak[part] for peak in peaks])
    dead = [peak[:, :width] <= 0.0 for peak, width in zip(peaks, nets.widths.hidden, strict=True)]
    return margins.cpu().numpy(), torch.cat(dead, dim=1).cpu().numpy()


def _forward(
    nets: Stack, rows: torch.Tensor, margins: torch.Tensor, peaks: Sequence[torch.Tensor]
) -> None:
    active = rows.t()
    count = margins.shape[1]
    for layer, kernel in enumerate(nets.kernels):
        if layer == 0:
            active = torch.mm(kernel.flatten(0, 1), active).view(*kernel.shape[:2], ROWS)
        else:
            active = torch.bmm(kernel, active)
        active.add_(nets.bias(layer).unsqueeze(2)).clamp_min_(0.0)
        torch.maximum(peaks[layer], active[:, :, :count].amax(dim=2), out=peaks[layer])
    half = (active * nets.direction.unsqueeze(2)).sum(dim=1)
    half = half[:, :count].double() + nets.offset.unsqueeze(1)
    margins.copy_(2.0 * half)

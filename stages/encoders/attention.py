"""How a model computes its attention on this device."""

from typing import Final

import torch
from transformers import PreTrainedModel

LONGEST_EAGER: Final = 512
"""Tokens up to which the scores of all heads are held at once: 17 GB for 4,096 tokens of a 7B."""


def suit_attention(model: torch.nn.Module, device: str, longest: int | None) -> None:
    """Compute attention on a CPU as plain matrix products where texts are short.

    torch's fused attention splits it into small products, for which oneDNN (matmul=medium) took
    five times as long as for whole ones; in bfloat16 whole ones win as well. `longest`: the model's
    limit in tokens, so that the way is the same for every text; None: unlimited.
    """
    if device != "cpu" or longest is None or longest > LONGEST_EAGER:
        return
    for part in model.modules():
        if isinstance(part, PreTrainedModel):
            part.set_attn_implementation("eager")

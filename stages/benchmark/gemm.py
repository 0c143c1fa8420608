"""What a backend's time is held against: the matrix products of a model, and their fastest pace."""

from collections.abc import Callable
from enum import StrEnum
from functools import cache
from typing import Final, cast

import torch
from transformers import AutoConfig, AutoModel

from stages.benchmark.timed import Clock
from stages.encoders.transformer import TransformerEncoder
from stages.machine.torch_settings import torch_settings

SIDE: Final = 2048
TRIES: Final = 4
UNUSED: Final = "pooler."


class NumberFormat(StrEnum):
    """What a product is computed in."""

    FP32 = "fp32"
    BF16 = "bf16"
    INT8 = "int8"


@cache
def peak_flops(number_format: NumberFormat) -> float:
    """Operations per CPU-second of one thread in a product of two large square matrices.

    The best of a few; for fp32 that of torch's faster library (matmul=medium).
    """
    generator = torch.Generator().manual_seed(0)
    numbers = torch.rand((SIDE, SIDE), generator=generator)
    product = _PRODUCTS[number_format](numbers)
    with torch_settings(1, "medium"):
        product()
        return 2 * SIDE**3 / min(_seconds(product) for _ in range(TRIES))


def text_flops(encoder: TransformerEncoder, lengths: list[int]) -> float:
    """Operations of the model's matrix products on texts of these lengths in tokens.

    Two for every weight of a linear layer and token, four for every pair of tokens, number of the
    hidden state and layer (scores, and values weighed by them).
    """
    folder = encoder.model.folder()
    config = AutoConfig.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    build = cast(Callable[..., torch.nn.Module], AutoModel.from_config)
    with torch.device("meta"):
        model = build(config)
    weights = sum(
        part.weight.numel()
        for name, part in model.named_modules()
        if isinstance(part, torch.nn.Linear) and not name.startswith(UNUSED)
    )
    per_pair = 4 * config.hidden_size * config.num_hidden_layers
    return float(sum(2 * weights * length + per_pair * length**2 for length in lengths))


def _seconds(product: Callable[[], torch.Tensor]) -> float:
    with Clock() as clock:
        product()
    return max(clock.seconds, 1e-9)


def _fp32(numbers: torch.Tensor) -> Callable[[], torch.Tensor]:
    return lambda: numbers @ numbers


def _bf16(numbers: torch.Tensor) -> Callable[[], torch.Tensor]:
    return _fp32(numbers.bfloat16())


def _int8(numbers: torch.Tensor) -> Callable[[], torch.Tensor]:
    whole = (200 * numbers - 100).to(torch.int8)
    return lambda: torch._int_mm(whole, whole)


_PRODUCTS = {NumberFormat.FP32: _fp32, NumberFormat.BF16: _bf16, NumberFormat.INT8: _int8}

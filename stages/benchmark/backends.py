"""The ways to run one transformer, each as an encoder of one thread."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from stages.benchmark.gemm import NumberFormat
from stages.encoders.contract import Encoder
from stages.encoders.openvino import OpenVinoEncoder
from stages.encoders.openvino_precision import Precision
from stages.encoders.transformer import TransformerEncoder

CALIBRATION: Final = 128
"""Texts that int8 is calibrated on: as in conf/encoders/minilm_openvino.yaml."""
SMOOTHING: Final = 0.85
TORCH: Final = (
    ("torch fp32 highest", NumberFormat.FP32, "float32", "highest"),
    ("torch fp32 medium", NumberFormat.FP32, "float32", "medium"),
    ("torch bf16", NumberFormat.BF16, "bfloat16", "highest"),
)


@dataclass(frozen=True)
class Backend:
    """`make`: the encoder, from texts that it may be calibrated on; it may raise what is lacking.

    `number_format`: of its matrix products.
    """

    name: str
    number_format: NumberFormat
    make: Callable[[Sequence[str]], Encoder]


def backends(encoder: TransformerEncoder) -> list[Backend]:
    """Torch in its number formats, then OpenVINO in its own."""
    plain = replace(encoder, threads=1, device="cpu", store_dtype="float32")
    ours = [
        Backend(name, number_format, partial(_torch, replace(plain, dtype=dtype, matmul=matmul)))
        for name, number_format, dtype, matmul in TORCH
    ]
    return ours + [
        Backend(f"openvino {precision}", NumberFormat(precision.value), _openvino(plain, precision))
        for precision in Precision
    ]


def _torch(encoder: TransformerEncoder, texts: Sequence[str]) -> Encoder:
    del texts
    return encoder


def _openvino(
    encoder: TransformerEncoder, precision: Precision
) -> Callable[[Sequence[str]], Encoder]:
    unheld = {precision.value: float("inf")}
    backend = OpenVinoEncoder(encoder, precision, CALIBRATION, SMOOTHING, CALIBRATION, unheld)
    return backend.unproved

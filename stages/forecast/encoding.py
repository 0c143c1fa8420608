"""How long an encoder takes for a text, and what it needs in memory."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from stages.forecast.figures import MEGA, figures

CHARACTERS_PER_TOKEN: Final = 4.5
ASSUMED: Final = 384
"""Numbers per vector where the description leaves that to the files (null)."""


@dataclass(frozen=True)
class EncoderLoad:
    """Texts a second of one worker (None: unknown), MB of a worker, and numbers per vector.

    `dimension_known`: whether these are said; `device`: where it computes; workers of a GPU share
    it.
    """

    texts_per_second: float | None
    worker_mb: float
    dimension: int
    dimension_known: bool
    bytes_per_number: int
    device: str


def encoder_load(entry: Mapping[str, object]) -> EncoderLoad:
    """The load of an encoder as params.yaml describes it; nothing is built or loaded."""
    kind, said = str(entry.get("_target_")), entry.get("dimension")
    dimension = said if isinstance(said, int) else ASSUMED
    stored = 2 if entry.get("store_dtype") == "float16" else 4
    if kind in figures()["transformers"]["classes"]:
        return _transformer(entry, dimension, stored)
    rate = figures()["encoders"].get(kind)
    known = isinstance(said, int)
    return EncoderLoad(rate, figures()["memory"]["stage_mb"], dimension, known, stored, "cpu")


def _transformer(entry: Mapping[str, object], dimension: int, stored: int) -> EncoderLoad:
    table = figures()["transformers"]
    size = min(table["working"], key=lambda known: (abs(known - dimension), known))
    dtype, device = str(entry.get("dtype", "float32")), str(entry.get("device", "cpu"))
    speeds = table["cpu"] if device == "cpu" else table["gpu"]
    tokens = table["tokens"] + len(str(entry.get("prompt") or "")) / CHARACTERS_PER_TOKEN
    operations = 2 * table["working"][size] * tokens
    weights = table["stored"][size] * table["bytes"].get(dtype, 4) / MEGA
    rate = speeds.get(dtype, speeds["float32"]) / operations
    return EncoderLoad(rate, table["worker_mb"] + weights, dimension, True, stored, device)

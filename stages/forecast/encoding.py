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
    table = figures()["transformers"]
    if kind in table["classes"]:
        return _transformer(entry, _speed(entry), dimension, stored)
    inner = entry.get("encoder")
    if kind in table["wrappers"] and isinstance(inner, Mapping):
        load = encoder_load(inner)
        speed = table["openvino"].get(str(entry.get("precision")), table["openvino"]["fp32"])
        return _transformer(
            {**inner, "device": "cpu"}, speed, load.dimension, load.bytes_per_number
        )
    rate = figures()["encoders"].get(kind)
    known = isinstance(said, int)
    return EncoderLoad(rate, figures()["memory"]["stage_mb"], dimension, known, stored, "cpu")


def _speed(entry: Mapping[str, object]) -> float:
    """Operations a second of a core, by number format and matmul, or of a GPU."""
    table = figures()["transformers"]
    dtype = str(entry.get("dtype", "float32"))
    if entry.get("device", "cpu") != "cpu":
        return table["gpu"].get(dtype, table["gpu"]["float32"])
    plain = table["cpu"].get(dtype, table["cpu"]["float32"])
    return table["matmul"].get(str(entry.get("matmul")), plain) if dtype == "float32" else plain


def _transformer(
    entry: Mapping[str, object], speed: float, dimension: int, stored: int
) -> EncoderLoad:
    table = figures()["transformers"]
    size = min(table["working"], key=lambda known: (abs(known - dimension), known))
    prompt = "" if entry.get("pooling") == "last" else str(entry.get("prompt") or "")
    operations = 2 * table["working"][size] * (table["tokens"] + len(prompt) / CHARACTERS_PER_TOKEN)
    width = table["bytes"].get(str(entry.get("dtype", "float32")), 4)
    memory = table["worker_mb"] + table["stored"][size] * width / MEGA
    device = str(entry.get("device", "cpu"))
    return EncoderLoad(speed / operations, memory, dimension, True, stored, device)

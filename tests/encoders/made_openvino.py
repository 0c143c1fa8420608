"""OpenVINO encoders for tests."""

import importlib.metadata
import importlib.util

import pytest

from stages.encoders.openvino import OpenVinoEncoder
from stages.encoders.transformer import TransformerEncoder

BARS = {"fp32": 0.01, "bf16": 0.01, "int8": 0.5}
needs_the_extra = pytest.mark.skipif(
    importlib.util.find_spec("openvino") is None or importlib.util.find_spec("nncf") is None,
    reason="the openvino extra is not installed: make openvino",
)


def on_openvino(encoder: TransformerEncoder, precision: str) -> OpenVinoEncoder:
    return OpenVinoEncoder(encoder, precision, calibration=6, smoothing=0.85, proof=8, bars=BARS)


def take_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where the extra is not installed."""

    def version(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", version)

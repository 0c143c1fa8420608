"""OpenVINO encoders as far as they go without the extra: settings, identity, the bar."""

import importlib.metadata
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pytest

from stages.encoders.contract import Encoder, LearningEncoder
from stages.encoders.gate import Gated
from stages.encoders.identity import encoder_identity
from stages.encoders.models import LocalModel
from stages.encoders.openvino import OpenVinoEncoder
from stages.encoders.openvino_precision import Precision
from stages.encoders.probe_texts import probe_texts
from stages.encoders.transformer import TransformerEncoder
from stages.storage.pieces import fingerprint
from tests.encoders.made_openvino import BARS, on_openvino, take_away

TEXTS = probe_texts(24)


@dataclass(frozen=True)
class Turned:
    """The reference's vectors, each turned by the same angle; None: asked for what, if anything."""

    encoder: TransformerEncoder
    tangent: float
    asked: list[Sequence[str]]

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.asked.append(texts)
        rows = self.encoder.encode(texts)
        unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        other = np.roll(unit, 1, axis=1)
        other -= (other * unit).sum(axis=1, keepdims=True) * unit
        return unit + self.tangent * other / np.linalg.norm(other, axis=1, keepdims=True)


def turn(monkeypatch: pytest.MonkeyPatch, tangent: float) -> list[Sequence[str]]:
    """Let what is measured be wrong by an angle; the lists of texts that it is asked for."""
    asked: list[Sequence[str]] = []

    def unproved(self: OpenVinoEncoder, calibration: Sequence[str]) -> Encoder:
        asked.append(calibration)
        return Turned(self.encoder, tangent, asked)

    monkeypatch.setattr(OpenVinoEncoder, "unproved", unproved)
    return asked


def test_building_one_loads_nothing_and_knows_the_dimension(tiny: TransformerEncoder) -> None:
    absent = on_openvino(replace(tiny, model=LocalModel("nowhere")), "int8")
    assert isinstance(absent, Encoder)
    assert isinstance(absent, LearningEncoder)
    assert not isinstance(absent, Gated)
    assert absent.dimension == tiny.dimension


@pytest.mark.parametrize("precision", [*Precision])
def test_without_the_extra_fitting_and_identity_say_how_to_install_it(
    tiny: TransformerEncoder, precision: Precision, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_away(monkeypatch)
    encoder = on_openvino(tiny, precision)
    with pytest.raises(ModuleNotFoundError, match=r"not installed.*`make openvino`"):
        encoder.identity()
    with pytest.raises(ModuleNotFoundError, match=r"not installed.*`make openvino`"):
        encoder.fit(TEXTS)


def test_an_unknown_precision_names_the_known_ones(tiny: TransformerEncoder) -> None:
    with pytest.raises(ValueError, match=r"Got precision='int4', expected one of fp32, bf16, int8"):
        on_openvino(tiny, "int4")


def test_a_precision_without_a_bar_is_refused(tiny: TransformerEncoder) -> None:
    with pytest.raises(ValueError, match=r"Got bars for fp32, expected one for the precision int8"):
        replace(on_openvino(tiny, "int8"), bars={"fp32": 0.01})


@pytest.mark.parametrize(("setting", "value"), [("calibration", 0), ("proof", 1)])
def test_too_few_texts_to_learn_from_are_refused(
    tiny: TransformerEncoder, setting: str, value: int
) -> None:
    with pytest.raises(ValueError, match=f"{setting}={value}"):
        replace(on_openvino(tiny, "fp32"), **{setting: value})


def test_nothing_is_encoded_before_it_is_measured(tiny: TransformerEncoder) -> None:
    with pytest.raises(RuntimeError, match="has not been measured"):
        on_openvino(tiny, "fp32").encode(TEXTS)


def test_an_error_above_the_bar_is_refused_with_both_and_the_cure(
    tiny: TransformerEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn(monkeypatch, 0.5)
    with pytest.raises(ValueError, match=r"Got bf16 vectors with error/spread .*%.* 8 texts") as e:
        on_openvino(tiny, "bf16").fit(TEXTS)
    assert "expected at most 1.000%" in str(e.value)
    assert "fp32" in str(e.value)
    assert "`bars`" in str(e.value)


def test_vectors_that_are_no_numbers_are_above_every_bar(
    tiny: TransformerEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn(monkeypatch, float("nan"))
    with pytest.raises(ValueError, match="error/spread inf"):
        on_openvino(tiny, "int8").fit(TEXTS)


def test_the_first_texts_calibrate_and_the_next_ones_are_measured(
    tiny: TransformerEncoder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = turn(monkeypatch, 0)
    on_openvino(tiny, "fp32").fit(TEXTS)
    assert [list(texts) for texts in asked] == [list(TEXTS[:6]), list(TEXTS[6:14])]
    said = capsys.readouterr().err
    assert said.startswith("OpenVINO fp32: error/spread 0.000% on 8 texts")
    assert "at most 1.000% allowed" in said


def test_with_few_texts_the_last_ones_are_measured(
    tiny: TransformerEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = turn(monkeypatch, 0)
    on_openvino(tiny, "fp32").fit(TEXTS[:7])
    assert list(asked[1]) == list(TEXTS[:7])


def test_whatever_changes_a_vector_or_its_bar_changes_the_identity(
    tiny: TransformerEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    versions = {"openvino": "1", "nncf": "1"}
    monkeypatch.setattr(importlib.metadata, "version", versions.__getitem__)
    first = on_openvino(tiny, "int8")
    changed = [
        first,
        replace(first, precision="bf16"),
        replace(first, precision="fp32"),
        replace(first, calibration=7),
        replace(first, smoothing=0.5),
        replace(first, bars=BARS | {"int8": 0.4}),
        replace(first, encoder=replace(tiny, prompt="query: ")),
    ]
    seen = {fingerprint(encoder_identity(encoder)) for encoder in changed}
    versions["nncf"] = "2"
    seen.add(fingerprint(encoder_identity(first)))
    assert len(seen) == len(changed) + 1


def test_the_batch_and_the_bars_of_other_precisions_change_no_identity(
    tiny: TransformerEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.metadata, "version", lambda name: "1")
    first = on_openvino(tiny, "fp32")
    same = replace(first, encoder=replace(tiny, batch_size=9), bars=BARS | {"int8": 0.4})
    assert encoder_identity(same) == encoder_identity(first)

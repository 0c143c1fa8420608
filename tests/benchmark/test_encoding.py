"""The bench of encoders on a tiny one; its clock is made up where numbers are checked."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
import torch

from stages.benchmark import encoding
from stages.benchmark.encoding import LIBRARY, EncoderRecord, Rival, encoder_records
from stages.benchmark.gemm import NumberFormat, peak_flops, text_flops
from stages.benchmark.library_encode import LibraryEncode
from stages.benchmark.texts import bench_texts
from stages.encoders.models import LocalModel
from stages.encoders.transformer import TransformerEncoder
from stages.encoders.weights import RandomWeights
from tests.encoders.conftest import from_conf, tiny, tiny_folder  # noqa: F401
from tests.encoders.made_openvino import needs_the_extra, on_openvino, take_away

TEXTS = ["The age is 39.", "The age is 8. The sex is female.", "40"]
OPENVINO = ["openvino fp32", "openvino bf16", "openvino int8"]
OURS = ["torch fp32 highest", "torch fp32 medium", "torch bf16"]


@pytest.fixture(autouse=True)
def _known_peak(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "peak_flops", {"fp32": 1e9, "bf16": 2e9, "int8": 4e9}.__getitem__)


@pytest.fixture
def saved(tiny: TransformerEncoder, tiny_folder: Path, tmp_path: Path) -> TransformerEncoder:  # noqa: F811
    """The tiny encoder from a folder of sentence-transformers."""
    folder = tmp_path / "saved"
    shutil.copytree(tiny_folder, folder)
    (folder / "1_Pooling").mkdir()
    pooling = {"word_embedding_dimension": 16, "pooling_mode_mean_tokens": True}
    (folder / "1_Pooling/config.json").write_text(json.dumps(pooling))
    kinds = ("models.Transformer", ""), ("models.Pooling", "1_Pooling")
    listing = [
        {"idx": at, "name": str(at), "path": path, "type": f"sentence_transformers.{kind}"}
        for at, (kind, path) in enumerate(kinds)
    ]
    (folder / "modules.json").write_text(json.dumps(listing))
    return replace(tiny, model=LocalModel(str(folder)))


def raced(encoder: object, texts: int = 6) -> list[EncoderRecord]:
    return list(encoder_records(["one"], {"one": encoder}, texts))  # type: ignore[dict-item]


def test_texts_are_distinct_rows_in_words_and_always_the_same() -> None:
    texts = bench_texts(50)
    assert len(set(texts)) == 50
    assert all(text.startswith("The age is ") for text in texts)
    assert bench_texts(50) == texts


def test_operations_are_counted_by_hand(tiny: TransformerEncoder) -> None:  # noqa: F811
    # Two layers of four 16 x 16 and two 16 x 32 products: 4,096 weights; scores and values
    layers, pairs = 2 * 4096, 4 * 16 * 2
    assert text_flops(tiny, [3]) == layers * 3 + pairs * 9
    assert text_flops(tiny, [3, 5]) == layers * 8 + pairs * (9 + 25)


@pytest.mark.parametrize("number_format", [*NumberFormat])
def test_every_number_format_has_a_peak(number_format: NumberFormat) -> None:
    before = torch.get_float32_matmul_precision()
    assert peak_flops(number_format) > 1e8
    assert torch.get_float32_matmul_precision() == before


def test_the_library_gives_the_vectors_of_the_encoder(saved: TransformerEncoder) -> None:
    for encoder in (saved, replace(saved, weights=RandomWeights(3), prompt="query: ")):
        rows = LibraryEncode(encoder).encode(TEXTS)
        np.testing.assert_allclose(rows, encoder.encode(TEXTS), atol=1e-5)


def test_without_the_extra_its_backends_say_so_and_the_others_run(
    saved: TransformerEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    from stages.encoders import openvino_extra

    take_away(monkeypatch)
    assert openvino_extra.INSTALL == "make openvino"
    records = raced(saved)
    assert [record.backend for record in records] == [LIBRARY, *OURS, *OPENVINO]
    for record in records[:4]:
        assert record.error is None
        assert record.texts_per_s is not None
        assert record.texts_per_s > 0
        assert record.error_over_spread is not None
        assert record.error_over_spread < 0.01
    for record in records[4:]:
        assert record.texts_per_s is record.ratio is record.error_over_spread is None
        assert record.peak_share is None
        assert "make openvino" in (record.error or "")


def test_the_library_has_the_ratio_one_and_no_error(saved: TransformerEncoder) -> None:
    first = next(encoder_records(["one"], {"one": saved}, 6))
    assert (first.backend, first.ratio, first.error_over_spread) == (LIBRARY, 1, 0)


def test_a_folder_that_the_library_cannot_take_is_one_record(tiny: TransformerEncoder) -> None:  # noqa: F811
    (record,) = raced(tiny)
    assert record.backend == LIBRARY
    assert "modules.json" in (record.error or "")


def test_an_encoder_without_backends_is_one_record() -> None:
    (record,) = raced(from_conf("hashing"))
    assert record.backend == "HashingEncoder"
    assert "expected a TransformerEncoder" in (record.error or "")


@dataclass(frozen=True)
class Taking:
    """A pass of so many made-up seconds, in turn."""

    clock: list[float]
    seconds: tuple[float, ...]
    dimension: int = 2

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        done = sum(1 for one in self.clock if one in self.seconds)
        self.clock.append(self.seconds[done % len(self.seconds)])
        return np.eye(3, dtype=np.float32)[: len(texts), :2] + 1


def test_figures_are_those_of_the_better_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    clock: list[float] = []

    class Clock:
        seconds = 0.0

        def __enter__(self) -> "Clock":
            return self

        def __exit__(self, *_: object) -> None:
            self.seconds = clock[-1]

    monkeypatch.setattr(encoding, "Clock", Clock)
    library, encoder = Taking(clock, (8, 6)), Taking(clock, (9, 3, 4))
    reference = np.eye(3, dtype=np.float32)[:, :2] + 1
    rival = Rival(library, reference, TEXTS, flops=6e9)  # type: ignore[arg-type]
    record = rival.record("one", "other", NumberFormat.BF16, encoder)
    # Untimed 9; in turns 8 and 3, then 6 and 4: three texts in 3 seconds against 6
    assert (record.texts_per_s, record.ratio, record.error_over_spread) == (1, 2, 0)
    assert record.peak_share == pytest.approx(6e9 / 3 / 2e9)


@needs_the_extra
def test_openvino_is_raced_where_it_is_installed(saved: TransformerEncoder) -> None:
    records = raced(on_openvino(saved, "int8"))
    assert [record.backend for record in records[-3:]] == OPENVINO
    errors = [record.error_over_spread for record in records[-3:]]
    assert all(error is not None for error in errors), records
    assert errors[0] < 1e-6  # type: ignore[operator]

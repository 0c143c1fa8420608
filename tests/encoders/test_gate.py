from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from stages.encoders.contract import Encoder
from stages.encoders.gate import SAMPLE, Gated, held_to_its_bar
from stages.encoders.transformer import TransformerEncoder
from stages.storage.pieces import PieceStore
from tests.encoders.conftest import TEXTS, from_conf
from tests.encoders.made_encoders import Lengths

MANY = tuple(f"{'x' * number}" for number in range(1, 101))


@dataclass(frozen=True)
class Turned:
    """The lengths of texts as angles of a quarter of a circle, and `by` more."""

    log: str
    by: float
    most_error: float | None = 0.01
    dimension: int = 2

    @property
    def reference(self) -> Encoder | None:
        return replace(self, by=0.0) if self.by else None

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        with Path(self.log).open("a") as stream:
            stream.write(f"{len(texts)}\n")
        angles = np.array([len(text) / 100 * np.pi / 2 for text in texts]) + self.by
        return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)

    def identity(self) -> dict[str, object]:
        return {"by": str(self.by)}


@pytest.fixture
def pieces(tmp_path: Path) -> PieceStore:
    return PieceStore(tmp_path / "pieces")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log"


def test_a_small_error_is_told(pieces: PieceStore, log: Path) -> None:
    """Turned by .03: error 1 - cos .03 = .00045; the spread of a quarter circle is .1894."""
    told = held_to_its_bar(Turned(str(log), by=0.03), MANY, pieces)
    assert told == "error/spread 0.24 % against float32 on 25 texts, at most 1 % allowed"


def test_a_great_error_is_refused_with_figures_and_cure(pieces: PieceStore, log: Path) -> None:
    with pytest.raises(
        ValueError, match=r"Got error/spread 2\.\d %.*expected at most 1 %.*float32"
    ):
        held_to_its_bar(Turned(str(log), by=0.1), MANY, pieces)


def test_nan_is_above_every_bar(pieces: PieceStore, log: Path) -> None:
    with pytest.raises(ValueError, match="Got error/spread inf %"):
        held_to_its_bar(Turned(str(log), by=float("nan"), most_error=9.0), MANY, pieces)


def test_it_is_measured_once_on_a_few_texts(pieces: PieceStore, log: Path) -> None:
    encoder = Turned(str(log), by=0.03)
    first = held_to_its_bar(encoder, MANY, pieces)
    asked = log.read_text().split()
    assert len(asked) == 2
    assert int(asked[0]) <= SAMPLE
    assert held_to_its_bar(encoder, MANY, pieces) == first
    assert log.read_text().split() == asked
    held_to_its_bar(encoder, MANY[:50], pieces)
    assert len(log.read_text().split()) == 4


@pytest.mark.parametrize("change", [{"most_error": None}, {"by": 0.0}])
def test_nothing_is_measured_without_a_bar_or_in_full_float32(
    pieces: PieceStore, log: Path, change: dict[str, float | None]
) -> None:
    assert held_to_its_bar(replace(Turned(str(log), by=0.5), **change), MANY, pieces) is None
    assert not log.exists()


def test_other_encoders_have_no_bar(pieces: PieceStore, log: Path) -> None:
    assert held_to_its_bar(Lengths(str(log)), MANY, pieces) is None
    assert held_to_its_bar(from_conf("lsa"), MANY, pieces) is None


def test_one_text_has_no_spread_and_passes(pieces: PieceStore, log: Path) -> None:
    assert held_to_its_bar(Turned(str(log), by=0.5), ["a"], pieces) is None


def test_what_is_not_full_float32_is_held_to_it(tiny: TransformerEncoder) -> None:
    assert isinstance(tiny, Gated)
    assert tiny.reference is None
    for change in ({"dtype": "bfloat16"}, {"matmul": "medium"}, {"store_dtype": "float16"}):
        assert replace(tiny, **change).reference == tiny


@pytest.mark.parametrize("kind", ["minilm", "sentence_transformer"])
def test_encoders_of_torch_come_with_a_bar(kind: str) -> None:
    encoder = from_conf(kind)
    assert isinstance(encoder, Gated)
    assert (encoder.most_error, encoder.reference is None) == (0.01, False)


@pytest.mark.parametrize("settings", [{}, {"dtype": "bfloat16"}])
def test_minilm_passes_its_bar_here(pieces: PieceStore, settings: dict[str, str]) -> None:
    minilm = from_conf("minilm")
    assert isinstance(minilm, TransformerEncoder)
    assert held_to_its_bar(replace(minilm, **settings), TEXTS, pieces)

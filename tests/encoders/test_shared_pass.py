import json
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from stages.encoders.contract import Encoder
from stages.encoders.distinct_texts import DistinctTexts
from stages.encoders.models import LocalModel
from stages.encoders.shared_pass import SharingEncoder, sharing
from stages.encoders.store import Store, Written
from stages.encoders.transformer import TransformerEncoder
from stages.machine.compute import Compute
from stages.machine.parallel import Parallel
from stages.storage.pieces import PieceStore
from tests.encoders.conftest import TEXTS, from_conf
from tests.encoders.made_encoders import Lengths

READ = {
    "cls": {"pooling": "cls"},
    "shallow": {"layer": 1},
    "halves": {"normalize": True, "store_dtype": "float16"},
    "words": {"layer": 0},
}
OTHER = {"prompt": "query: ", "max_length": 9, "dtype": "bfloat16", "matmul": "medium"}


@dataclass
class Desk:
    """A store whose bench is all of `encoders`."""

    folder: Path
    compute: Compute
    encoders: tuple[Encoder, ...]

    def write(self, encoder: Encoder) -> tuple[Written, bytes]:
        content = DistinctTexts(TEXTS, {"CA": np.arange(len(TEXTS))})
        pieces = PieceStore(self.folder / "pieces")
        store = Store(pieces, self.compute, Parallel("loky", 1), self.encoders)
        file = self.folder / "CA.npy"
        return store.write(encoder, content, (), {"CA": file}), file.read_bytes()


def readers(encoder: TransformerEncoder) -> tuple[TransformerEncoder, ...]:
    return encoder, *(replace(encoder, **changes) for changes in READ.values())


def test_one_pass_gives_the_bytes_that_each_has_by_itself(tiny: TransformerEncoder) -> None:
    together = tiny.encode_all(readers(tiny), TEXTS)
    assert len({rows.tobytes() for rows in together}) == len(together)
    for reader, rows in zip(readers(tiny), together, strict=True):
        alone = reader.encode(TEXTS)
        assert rows.dtype == alone.dtype == reader.store_dtype
        np.testing.assert_array_equal(rows, alone)


def test_the_others_of_a_bench_take_everything_from_pieces(
    tiny: TransformerEncoder, tmp_path: Path, compute: Compute
) -> None:
    together = Desk(tmp_path / "together", compute, readers(tiny))
    assert together.write(tiny)[0].encoded == len(TEXTS)
    for place, reader in enumerate(readers(tiny)[1:]):
        written, content = together.write(reader)
        assert written.encoded == 0
        alone = Desk(tmp_path / f"alone{place}", compute, (reader,))
        assert alone.write(reader) == (Written(len(TEXTS), len(TEXTS)), content)


@pytest.mark.parametrize("setting", OTHER)
def test_another_model_or_text_is_another_pass(
    tiny: TransformerEncoder, tmp_path: Path, compute: Compute, setting: str
) -> None:
    other = replace(tiny, **{setting: OTHER[setting]})
    assert sharing(tiny, [tiny, other]) == []
    with pytest.raises(TypeError, match="expected those that `shares_with`"):
        tiny.encode_all([other], TEXTS)
    desk = Desk(tmp_path, compute, (tiny, other))
    desk.write(tiny)
    assert desk.write(other)[0].encoded == len(TEXTS)


def test_encoders_without_a_pass_to_share_are_left_alone(tmp_path: Path, compute: Compute) -> None:
    lengths = Lengths(str(tmp_path / "log"))
    assert not isinstance(lengths, SharingEncoder)
    Desk(tmp_path, compute, (lengths, replace(lengths, scale=2.0))).write(lengths)
    assert (tmp_path / "log").read_text().count("\n") == len(TEXTS)


def test_a_layer_is_the_same_to_the_bit_as_a_model_that_ends_there(tmp_path: Path) -> None:
    layer3, minilm = from_conf("minilm_layer3"), from_conf("minilm")
    assert isinstance(layer3, TransformerEncoder)
    assert isinstance(minilm, TransformerEncoder)
    folder = Path(shutil.copytree(minilm.model.folder(), tmp_path / "three"))
    told = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**told, "num_hidden_layers": 3}))
    weights = load_file(folder / "model.safetensors")
    kept = {name: w for name, w in weights.items() if not name.startswith(LATER)}
    assert 0 < len(kept) < len(weights)
    save_file(kept, folder / "model.safetensors", metadata={"format": "pt"})
    three = replace(minilm, model=LocalModel(str(folder)))
    np.testing.assert_array_equal(layer3.encode(TEXTS), three.encode(TEXTS))


LATER = tuple(f"encoder.layer.{layer}." for layer in (3, 4, 5))


def test_the_last_layer_by_its_number_is_the_last(tiny: TransformerEncoder) -> None:
    np.testing.assert_array_equal(replace(tiny, layer=2).encode(TEXTS), tiny.encode(TEXTS))


@pytest.mark.parametrize("layer", [3, -1])
def test_a_layer_that_is_not_there_is_refused(tiny: TransformerEncoder, layer: int) -> None:
    with pytest.raises(ValueError, match=f"Got layer={layer}, but the model has 2 layers"):
        replace(tiny, layer=layer).encode(TEXTS)


@pytest.mark.parametrize("name", ["minilm_cls", "minilm_layer3"])
def test_the_variants_of_minilm_share_its_pass(name: str) -> None:
    minilm, variant = from_conf("minilm"), from_conf(name)
    assert sharing(minilm, [minilm, variant]) == [variant]
    with torch.no_grad():
        assert variant.encode(TEXTS[:2]).shape == (2, 384)

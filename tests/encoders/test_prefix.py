"""The prompt of a causal model, passed once: the same vectors as passing it with every text."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from transformers import AutoModel

from stages.encoders.buckets import FEWEST_TOKENS
from stages.encoders.pooling import Pooling
from stages.encoders.prefix import Prefix, shared_tokens
from stages.encoders.transformer import TransformerEncoder, _load
from tests.encoders.conftest import TEXTS
from tests.encoders.tiny_mistral import encoder_of, ids_of, save

SHORT = ("", "a", " a", "12", "\n", "a b")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save(tmp_path_factory.mktemp("mistral"))


@pytest.fixture
def mistral(folder: Path) -> TransformerEncoder:
    return encoder_of(folder)


def plain(encoder: TransformerEncoder, texts: Sequence[str]) -> np.ndarray:
    """Every text passed whole, in as many copies as the engine takes."""
    model = AutoModel.from_pretrained(encoder.model.folder()).eval()
    rows = []
    for text in texts:
        ids = ids_of(encoder.prompt + text)
        copies = torch.tensor([ids] * -(-FEWEST_TOKENS // len(ids)))
        with torch.inference_mode():
            rows.append(model(input_ids=copies).last_hidden_state[0, -1])
    return torch.stack(rows).numpy()


@pytest.mark.parametrize("longest", [512, 4096], ids=["eager", "sdpa"])
@pytest.mark.parametrize("matmul", ["highest", "medium"])
def test_vectors_equal_those_of_a_plain_pass(
    mistral: TransformerEncoder, longest: int, matmul: str
) -> None:
    encoder = replace(mistral, max_length=longest, matmul=matmul)
    texts = [*TEXTS, *SHORT]
    assert _load(encoder._passed()).prefix is not None
    expected = plain(encoder, texts)
    assert np.abs(expected).max() > 1
    np.testing.assert_allclose(encoder.encode(texts), expected, rtol=0, atol=1e-6)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.sampled_from([*TEXTS, *SHORT]), min_size=1, max_size=20))
def test_a_row_behind_the_prompt_is_the_same_in_any_batch(
    mistral: TransformerEncoder, texts: list[str]
) -> None:
    alone = {text: mistral.encode([text])[0] for text in set(texts)}
    np.testing.assert_array_equal(mistral.encode(texts), np.stack([alone[text] for text in texts]))
    few = replace(mistral, batch_size=3).encode(texts)
    np.testing.assert_array_equal(few, np.stack([alone[text] for text in texts]))


def test_tokens_that_the_prompt_and_a_text_draw_together_are_not_shared() -> None:
    """A tokeniser of pairs of characters: the odd last one of "abc" joins the text behind it."""

    def pairs(texts: Sequence[str]) -> list[list[int]]:
        joined = ["abc" + text for text in texts]
        return [[hash(text[at : at + 2]) for at in range(0, len(text), 2)] for text in joined]

    assert shared_tokens(pairs) == [hash("ab")]


def test_a_text_that_draws_on_the_prompt_is_passed_whole(
    mistral: TransformerEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = _load(mistral._passed())
    assert loaded.prefix is not None
    begins = Prefix.begins
    skipped = ids_of(mistral.prompt + TEXTS[0])
    expected = mistral.encode(TEXTS)
    monkeypatch.setattr(Prefix, "begins", lambda self, ids: ids != skipped and begins(self, ids))
    np.testing.assert_allclose(mistral.encode(TEXTS), expected, rtol=0, atol=1e-6)


def test_a_prompt_cut_short_is_passed_with_every_text(mistral: TransformerEncoder) -> None:
    cut = replace(mistral, max_length=10)
    whole = replace(mistral, prompt="", max_length=4096).encode([mistral.prompt[:7]])
    np.testing.assert_allclose(cut.encode(["a", "b"]), whole[[0, 0]], rtol=0, atol=1e-6)


def test_the_prompts_own_tokens_are_passed_once(
    mistral: TransformerEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = _load(mistral._passed())
    assert loaded.prefix is not None
    assert loaded.prefix.ids == ids_of(mistral.prompt)[:-1]
    passed: list[int] = []
    forward = type(loaded.model).forward

    def counted(self: torch.nn.Module, **inputs: torch.Tensor) -> object:
        passed.append(inputs["input_ids"].shape[1])
        return forward(self, **inputs)

    monkeypatch.setattr(type(loaded.model), "forward", counted)
    mistral.encode(TEXTS)
    assert sorted(set(passed)) == sorted({len(ids_of(text)) - 2 for text in TEXTS})


def test_a_model_that_looks_ahead_has_no_prefix(tiny: TransformerEncoder) -> None:
    prompted = replace(tiny, prompt="query: ", pooling=Pooling.LAST)
    rows = prompted.encode(["age", "male"])
    assert _load(prompted._passed()).prefix is None
    expected = replace(prompted, prompt="").encode(["query: age", "query: male"])
    np.testing.assert_array_equal(rows, expected)

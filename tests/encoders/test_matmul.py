"""What matmul=medium is on this machine, and that no row feels its neighbours under it."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from transformers import BertConfig, BertModel

from stages.encoders.buckets import FEWEST_TOKENS
from stages.encoders.fidelity import error_over_spread
from stages.encoders.transformer import TransformerEncoder
from stages.machine.torch_settings import torch_settings
from tests.encoders.conftest import TEXTS, from_conf

FLOAT32, BFLOAT16 = 2.0**-24, 2.0**-8
"""Half a step of either format, relative."""
FORMATS = [("highest", "float32"), ("medium", "float32"), ("medium", "bfloat16")]


def relative_error(matmul: str) -> float:
    """Of the product of two matrices of 384 columns, against float64."""
    generator = np.random.default_rng(0)
    a, b = (generator.normal(size=(384, 384)).astype(np.float32) for _ in range(2))
    exact = a.astype(np.float64) @ b.astype(np.float64)
    with torch_settings(1, matmul):
        product = (torch.tensor(a) @ torch.tensor(b)).numpy()
    return float(np.linalg.norm(product - exact) / np.linalg.norm(exact))


def test_medium_is_float32_here_or_bfloat16_and_the_bar_tells() -> None:
    """A sum of 384 products keeps a few steps of its format: that of float32 on most CPUs, that of
    bfloat16 where there is AMX; on either the encoders' vectors stay within their bar.
    """
    assert relative_error("highest") < 16 * FLOAT32
    medium = relative_error("medium")
    assert medium < 16 * FLOAT32 or BFLOAT16 / 64 < medium < BFLOAT16, medium
    encoder = from_conf("minilm")
    assert isinstance(encoder, TransformerEncoder)
    exact = replace(encoder, matmul="highest").encode(TEXTS)
    error = error_over_spread(exact, replace(encoder, matmul="medium").encode(TEXTS))
    assert error < (1e-9 if medium < 16 * FLOAT32 else 0.01), (medium, error)


@pytest.fixture(scope="module")
def bert() -> dict[str, BertModel]:
    """One layer with MiniLM's width, in each number format."""
    config = BertConfig(
        vocab_size=99, hidden_size=384, num_hidden_layers=1, num_attention_heads=12,
        intermediate_size=1536, max_position_embeddings=512, attn_implementation="eager",
    )  # fmt: skip
    made = {}
    for dtype in ("float32", "bfloat16"):
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            made[dtype] = BertModel(config).eval().to(getattr(torch, dtype))
    return made


@pytest.mark.parametrize(("matmul", "dtype"), FORMATS)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(length=st.integers(2, 110), texts=st.integers(1, 17))
def test_no_row_feels_its_neighbours_at_any_length_in_any_format(
    bert: dict[str, BertModel], matmul: str, dtype: str, length: int, texts: int
) -> None:
    """The fewest tokens of a pass are enough for each product to take its usual way."""
    fewest = -(-FEWEST_TOKENS // length)
    ids = torch.randint(0, 99, (max(texts, fewest), length), generator=_generator(length))
    with torch.inference_mode(), torch_settings(1, matmul):
        together = bert[dtype](input_ids=ids).last_hidden_state
        for place in {0, len(ids) - 1}:
            alone = bert[dtype](input_ids=ids[[place] * fewest]).last_hidden_state
            assert torch.equal(alone[0], together[place]), (length, texts, place)


def _generator(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize(("matmul", "dtype"), FORMATS)
def test_minilms_rows_are_the_same_in_any_batch(matmul: str, dtype: str) -> None:
    encoder = from_conf("minilm")
    assert isinstance(encoder, TransformerEncoder)
    encoder = replace(encoder, matmul=matmul, dtype=dtype)
    texts = [*TEXTS, *TEXTS[::-1], "", "a b", "age " * 300]
    alone = np.concatenate([encoder.encode([text]) for text in texts])
    np.testing.assert_array_equal(encoder.encode(texts), alone)
    np.testing.assert_array_equal(replace(encoder, batch_size=3).encode(texts), alone)

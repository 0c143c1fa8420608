"""Two encoders compared: each usual fault of a server played by a stand-in, and told."""

import re
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from stages.encoders.parity import Compared, Likeness
from stages.encoders.parity_causes import findings
from stages.encoders.pooling import Pooling
from stages.encoders.probe_texts import probe_texts
from stages.encoders.transformer import TransformerEncoder
from tests.encoders.made_server import Encode

TEXTS = sorted(probe_texts(24), key=len)


def behind(encode: Encode, prompt: str = "") -> SimpleNamespace:
    return SimpleNamespace(encode=encode, dimension=16, prompt=prompt)


def found(local: TransformerEncoder, encode: Encode, prompt: str = "") -> dict[str, str]:
    """The causes that were found, with their words."""
    compared = Compared.of(behind(encode, prompt), local, TEXTS)
    return {finding.cause: finding.words for finding in findings(compared) if finding.found}


def test_figures_of_a_likeness_by_hand() -> None:
    here = np.array([[3.0, 4.0], [0.0, 2.0]])
    there = np.array([[3.0, 4.0], [2.0, 0.0]]) * 2
    likeness = Likeness(there, here)
    np.testing.assert_allclose(likeness.cosines, [1, 0], atol=1e-12)
    assert likeness.length_difference == 1
    assert likeness.greatest_difference == 4
    centre = np.array([0.3, 0.9])
    assert likeness.error_over_spread == pytest.approx(0.5 / (1 - centre @ centre))
    assert likeness.agrees.tolist() == [True, False]
    assert not likeness.equal
    assert Likeness(here * 1.001, here).equal


def test_an_encoder_equals_itself_and_nothing_is_found(tiny: TransformerEncoder) -> None:
    assert Compared.of(behind(tiny.encode), tiny, TEXTS).likeness.equal
    assert found(tiny, tiny.encode) == {}


def rows_of_length_one(tiny: TransformerEncoder) -> Encode:
    return replace(tiny, normalize=True).encode


def pooled_by_the_last_token(tiny: TransformerEncoder) -> Encode:
    return replace(tiny, pooling=Pooling.LAST).encode


def a_prompt_of_the_server(tiny: TransformerEncoder) -> Encode:
    return replace(tiny, prompt="query: ").encode


def texts_cut_at_32_tokens(tiny: TransformerEncoder) -> Encode:
    return replace(tiny, max_length=32).encode


def rows_in_another_order(tiny: TransformerEncoder) -> Encode:
    return lambda texts: tiny.encode(texts)[::-1]


def padding_counted_in(tiny: TransformerEncoder) -> Encode:
    def encode(texts: object) -> np.ndarray:
        sizes = np.array([[len(text) for text in texts]], dtype=np.float32).T
        filled = np.arange(16, dtype=np.float32)
        return tiny.encode(texts) + (sizes.max() / sizes - 1) * filled

    return encode


def numbers_in_half(tiny: TransformerEncoder) -> Encode:
    return lambda texts: tiny.encode(texts).astype(np.float16)


def another_model(tiny: TransformerEncoder) -> Encode:
    generator = np.random.default_rng(0)
    turn = np.linalg.qr(generator.normal(size=(16, 16)))[0].astype(np.float32)
    return lambda texts: (tiny.encode(texts) - tiny.encode(texts).mean(axis=0)) @ turn


FAULTS = [
    (rows_of_length_one, "normalisation", "1 to 1 there.* Set `normalize` alike"),
    (pooled_by_the_last_token, "pooling", "those of pooling='last', here it is 'mean'"),
    (a_prompt_of_the_server, "prompt", "those of prompt='query: ', here it is ''"),
    (texts_cut_at_32_tokens, "cutting", r"^texts of more than \d+ .* as with max_length=32"),
    (rows_in_another_order, "order", "24 of 24 texts are nearest to another text's vector"),
    (padding_counted_in, "padding", "between the shortest text alone and in company"),
    (numbers_in_half, "number format", "as float16 makes it"),
    (another_model, "another model", "little in common. Check `model`"),
]


@pytest.mark.parametrize(
    ("fault", "cause", "says"), FAULTS, ids=[fault.__name__ for fault, *_ in FAULTS]
)
def test_a_fault_is_told_and_no_other(
    tiny: TransformerEncoder,
    fault: Callable[[TransformerEncoder], Encode],
    cause: str,
    says: str,
) -> None:
    told = found(tiny, fault(tiny))
    assert list(told) == [cause]
    assert re.search(says, told[cause])


def test_two_faults_at_once_are_both_told_where_one_is_the_length(
    tiny: TransformerEncoder,
) -> None:
    told = found(tiny, replace(tiny, normalize=True, pooling=Pooling.CLS).encode)
    assert list(told) == ["normalisation", "pooling"]


def test_cutting_is_told_even_where_every_text_is_cut(tiny: TransformerEncoder) -> None:
    texts = [text * 3 for text in TEXTS]
    compared = Compared.of(behind(replace(tiny, max_length=16).encode), tiny, texts)
    cutting = next(tried for tried in findings(compared) if tried.cause == "cutting")
    assert cutting.found
    assert cutting.words.startswith("all differ, as with max_length=16")


def test_two_faults_of_direction_are_not_called_another_model(tiny: TransformerEncoder) -> None:
    compared = Compared.of(
        behind(replace(tiny, prompt="query: ", max_length=40).encode), tiny, TEXTS
    )
    *_, last = findings(compared)
    assert (last.cause, last.found) == ("another model", False)
    assert "much in common, yet no single cause explains it" in last.words


def test_vectors_of_another_dimension_are_compared_as_far_as_they_go(
    tiny: TransformerEncoder,
) -> None:
    assert "one is shortened" in found(tiny, lambda texts: tiny.encode(texts)[:, :8])["dimension"]
    other = found(tiny, lambda texts: tiny.encode(texts)[:, ::-2])["dimension"]
    assert other.startswith("8 numbers there, 16 here; the first numbers differ")


def test_rounding_leaves_vectors_equal_and_is_told(tiny: TransformerEncoder) -> None:
    compared = Compared.of(behind(numbers_in_half(tiny)), tiny, TEXTS)
    assert compared.likeness.equal


def test_a_prompt_set_on_both_sides_is_found_as_doubled(tiny: TransformerEncoder) -> None:
    local = replace(tiny, prompt="passage: ")
    told = found(local, replace(tiny, prompt="passage: passage: ").encode, prompt="passage: ")
    assert "those of prompt='passage: passage: ', here it is 'passage: '" in told["prompt"]

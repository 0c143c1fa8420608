"""What OpenVINO computes, where the extra is installed."""

import pickle
import socket
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stages.encoders.fidelity import error_over_spread
from stages.encoders.openvino_extra import REPORTER, openvino_extra
from stages.encoders.openvino_fitted import FittedOpenVino, _load
from stages.encoders.openvino_precision import Precision
from stages.encoders.probe_texts import probe_texts
from stages.encoders.transformer import TransformerEncoder
from stages.encoders.weights import RandomWeights
from tests.conftest import ROOT
from tests.encoders.conftest import TEXTS, from_conf
from tests.encoders.made_openvino import BARS, needs_the_extra, on_openvino

pytestmark = needs_the_extra
LEARNED = probe_texts(24)


def fitted(tiny: TransformerEncoder, precision: str) -> FittedOpenVino:
    return on_openvino(tiny, precision).fit(LEARNED)


def test_float32_is_that_of_torch(tiny: TransformerEncoder) -> None:
    np.testing.assert_allclose(fitted(tiny, "fp32").encode(TEXTS), tiny.encode(TEXTS), atol=2e-6)


@pytest.mark.parametrize("precision", [*Precision])
def test_every_precision_is_within_its_bar(tiny: TransformerEncoder, precision: Precision) -> None:
    rows = fitted(tiny, precision).encode(TEXTS)
    assert rows.shape == (len(TEXTS), tiny.dimension)
    assert error_over_spread(tiny.encode(TEXTS), rows) <= BARS[precision]


@pytest.mark.parametrize(
    "setting",
    [
        {"layer": 1},
        {"layer": 0},
        {"pooling": "cls"},
        {"pooling": "last"},
        {"normalize": True},
        {"prompt": "query: "},
        {"max_length": 9},
        {"store_dtype": "float16"},
        {"weights": RandomWeights(3)},
    ],
    ids=str,
)
def test_the_settings_of_the_encoder_hold(
    tiny: TransformerEncoder, setting: dict[str, object]
) -> None:
    other = replace(tiny, **setting)
    rows = fitted(other, "fp32").encode(TEXTS)
    assert rows.dtype == other.store_dtype
    atol = 2e-6 if other.store_dtype == "float32" else 2e-3
    np.testing.assert_allclose(rows, other.encode(TEXTS), atol=atol)


@pytest.fixture(scope="module")
def made() -> dict[str, FittedOpenVino]:
    """Filled by the law below: fitting once is enough."""
    return {}


@pytest.mark.parametrize("precision", [*Precision])
@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(texts=st.lists(st.sampled_from(TEXTS), min_size=1, max_size=20), size=st.integers(1, 9))
def test_a_row_is_the_same_in_any_batch_of_any_size(
    tiny: TransformerEncoder,
    made: dict[str, FittedOpenVino],
    precision: Precision,
    texts: list[str],
    size: int,
) -> None:
    if precision not in made:
        made[precision] = fitted(tiny, precision)
    encoder = made[precision]
    alone = {text: encoder.encode([text])[0] for text in set(texts)}
    batched = replace(encoder, encoder=replace(encoder.encoder, batch_size=size)).encode(texts)
    np.testing.assert_array_equal(batched, np.stack([alone[text] for text in texts]))


def test_quantising_again_gives_the_same_numbers_and_vectors(tiny: TransformerEncoder) -> None:
    first, second = fitted(tiny, "int8"), fitted(tiny, "int8")
    assert first.graph is not None
    assert second.graph is not None
    # Its structure names nodes by a counter of the process
    assert first.graph.numbers == second.graph.numbers
    np.testing.assert_array_equal(first.encode(TEXTS), second.encode(TEXTS))


@pytest.mark.parametrize("precision", [*Precision])
def test_it_travels_to_another_process_and_loads_there_alike(
    tiny: TransformerEncoder, precision: Precision
) -> None:
    here = fitted(tiny, precision)
    expected = here.encode(TEXTS)
    there = pickle.loads(pickle.dumps(here))  # noqa: S301
    _load.cache_clear()
    np.testing.assert_array_equal(there.encode(TEXTS), expected)


def test_a_wrong_dimension_or_layer_is_told_as_torch_tells_it(tiny: TransformerEncoder) -> None:
    with pytest.raises(ValueError, match="Got dimension=32, but the model's vectors have 16"):
        fitted(replace(tiny, dimension=32), "fp32")
    with pytest.raises(ValueError, match="Got layer=9, but the model has 2 layers"):
        fitted(replace(tiny, layer=9), "fp32")


def test_it_says_one_line_and_opens_no_connection(
    tiny: TransformerEncoder,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    fitted(replace(tiny, prompt="new: "), "int8")
    told = capfd.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1


def test_neither_library_can_report_that_it_is_used() -> None:
    openvino_extra("openvino")
    assert sys.modules[REPORTER] is None


@pytest.mark.slow
@pytest.mark.parametrize("precision", [*Precision])
def test_minilm_is_within_the_bars_of_conf(precision: Precision) -> None:
    minilm = from_conf("minilm")
    assert isinstance(minilm, TransformerEncoder)
    bars = {"fp32": 0.01, "bf16": 0.01, "int8": 0.04}
    encoder = replace(on_openvino(minilm, precision), calibration=128, proof=64, bars=bars)
    from stages.benchmark.texts import bench_texts

    encoder.fit(bench_texts(192))


@pytest.mark.slow
def test_the_same_bytes_in_a_process_of_its_own(tiny: TransformerEncoder) -> None:
    script = (
        "import sys, pickle; e = pickle.load(sys.stdin.buffer);"
        "sys.stdout.buffer.write(e.encode(['The age is 39.']).tobytes())"
    )
    encoder = fitted(tiny, "int8")
    done = subprocess.run(
        [sys.executable, "-c", script],
        input=pickle.dumps(encoder),
        capture_output=True,
        check=True,
        cwd=ROOT,
    )
    assert done.stdout == encoder.encode(["The age is 39."]).tobytes()

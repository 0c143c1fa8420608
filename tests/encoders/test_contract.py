"""What every encoder of conf/encoders keeps to, and the clear errors for one that does not."""

import pickle
from dataclasses import dataclass

import numpy as np
import pytest

from stages.encoders.checks import check_vectors
from stages.encoders.contract import Encoder, LearningEncoder
from stages.encoders.identity import encoder_identity
from stages.storage.pieces import fingerprint
from tests.encoders.conftest import TEXTS, from_conf

SHIPPED = ("minilm", "minilm_untrained", "lsa", "hashing")


def ready(name: str) -> Encoder:
    encoder = from_conf(name)
    return encoder.fit(TEXTS) if isinstance(encoder, LearningEncoder) else encoder


@pytest.mark.parametrize("name", SHIPPED)
def test_an_encoder_gives_a_finite_row_per_text_in_the_order_given(name: str) -> None:
    encoder = ready(name)
    vectors = encoder.encode(TEXTS)
    check_vectors(encoder, vectors, len(TEXTS))
    assert encoder.dimension == 384
    assert vectors.flags["C_CONTIGUOUS"]
    shuffled = [6, 2, 0, 5, 7, 1, 3, 4]
    np.testing.assert_array_equal(encoder.encode([TEXTS[i] for i in shuffled]), vectors[shuffled])


@pytest.mark.parametrize("name", SHIPPED)
def test_a_row_does_not_depend_on_its_neighbours(name: str) -> None:
    encoder = ready(name)
    together = encoder.encode(TEXTS)
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
    np.testing.assert_array_equal(alone, together)


@pytest.mark.parametrize("name", SHIPPED)
def test_no_texts_give_no_rows(name: str) -> None:
    assert ready(name).encode([]).shape == (0, 384)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_pickled_encoder_gives_the_same_vectors(name: str) -> None:
    encoder = ready(name)
    again = pickle.loads(pickle.dumps(encoder))  # noqa: S301
    np.testing.assert_array_equal(again.encode(TEXTS[:2]), encoder.encode(TEXTS[:2]))


@pytest.mark.parametrize("name", SHIPPED)
def test_the_identity_is_plain_and_knows_no_path(name: str) -> None:
    identity = encoder_identity(from_conf(name))
    assert len(fingerprint(identity)) == 64
    assert "/" not in str(identity["settings"])


def test_four_encoders_have_four_identities() -> None:
    assert len({fingerprint(encoder_identity(from_conf(name))) for name in SHIPPED}) == 4


@dataclass(frozen=True)
class Returns:
    """An encoder that returns what it is told."""

    vectors: object
    dimension: int = 2

    def encode(self, texts: object) -> object:
        return self.vectors


@pytest.mark.parametrize(
    ("vectors", "error", "says"),
    [
        ([[1.0, 2.0]], TypeError, "returned list, expected a numpy array of float32"),
        (np.zeros((1, 2)), TypeError, "returned float64.*dtype=np.float32"),
        (np.zeros((1, 3), np.float32), ValueError, r"shape \(1, 3\), expected \(1, 2\).*conf/enc"),
        (np.zeros(2, np.float32), ValueError, r"shape \(2,\), expected \(1, 2\)"),
        (np.zeros((2, 2), np.float32), ValueError, r"shape \(2, 2\), expected \(1, 2\)"),
        (np.array([[1, np.nan]], np.float32), ValueError, "NaN or infinity for 1 of 1 texts"),
        (np.array([[1, np.inf]], np.float16), ValueError, "wider number format"),
    ],
)
def test_what_an_encoder_returns_is_checked_with_words(
    vectors: object, error: type[Exception], says: str
) -> None:
    encoder = Returns(vectors)
    with pytest.raises(error, match=says):
        check_vectors(encoder, encoder.encode(["a"]), 1)


def test_an_encoder_that_hides_its_settings_is_refused() -> None:
    class Hidden:
        dimension = 2

        def encode(self, texts: object) -> object:
            return None

    with pytest.raises(TypeError, match=r"Got an encoder of class .*Hidden.*identity\(\)"):
        encoder_identity(Hidden())

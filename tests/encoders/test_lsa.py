import numpy as np
import pytest

from stages.encoders.lsa import FittedLsa, LsaEncoder
from tests.encoders.conftest import TEXTS

LSA = LsaEncoder(
    dimension=384, words=r"\w+", longest=2, sweeps=7, normalize=False, seed=0, threads=1
)
FEW = ("red car", "blue car", "red car", "green house")


def test_a_lower_rank_leaves_zero_columns_and_the_dimension() -> None:
    rows = LSA.fit(FEW).encode(FEW)
    assert rows.shape == (4, 384)
    assert np.flatnonzero(rows.any(axis=0)).tolist() == [0, 1, 2]


def test_inner_products_of_the_train_texts_are_those_of_tfidf() -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer

    weights = TfidfVectorizer(token_pattern=r"\w+", ngram_range=(1, 2)).fit_transform(TEXTS)
    rows = LSA.fit(TEXTS).encode(TEXTS)
    np.testing.assert_allclose(rows @ rows.T, (weights @ weights.T).toarray(), atol=1e-6)


def test_two_fits_are_equal_to_the_byte_sign_included() -> None:
    first, second = (LSA.fit(TEXTS).encode(TEXTS) for _ in range(2))
    assert first.tobytes() == second.tobytes()


def test_the_largest_weight_of_every_direction_is_positive() -> None:
    directions = LSA.fit(TEXTS).directions
    largest = np.abs(directions).argmax(axis=0)
    assert (directions[largest, np.arange(directions.shape[1])] > 0).all()


def test_a_text_of_unknown_words_is_zero() -> None:
    fitted = FittedLsa(384, *_learned(FEW), normalize=True)
    assert not fitted.encode(["nothing known"]).any()
    np.testing.assert_allclose(np.linalg.norm(fitted.encode(FEW), axis=1), 1, rtol=1e-6)


def test_one_digit_numbers_are_words() -> None:
    rows = LSA.fit(["age 9", "age 8"]).encode(["age 9", "age 8"])
    assert not np.allclose(rows[0], rows[1])


def test_an_encoder_that_has_learned_nothing_says_so() -> None:
    with pytest.raises(RuntimeError, match=r"expected a fitted one.*fit\(train_texts\)"):
        LSA.encode(TEXTS)


def _learned(texts: tuple[str, ...]) -> tuple[object, np.ndarray]:
    fitted = LSA.fit(texts)
    return fitted.terms, fitted.directions

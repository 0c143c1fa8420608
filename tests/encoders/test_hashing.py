import numpy as np
from sklearn.utils import murmurhash3_32

from stages.encoders.hashing import HashingEncoder

GOLDEN = {30: -1.0, 83: 1.0, 109: 1.0, 337: 1.0}
COUNTS = HashingEncoder(384, words=r"\w+", normalize=False)


def test_words_land_where_their_hash_says_with_its_sign() -> None:
    expected = np.zeros(384)
    for word in ("the", "age", "is", "9", "the"):
        code = murmurhash3_32(word, seed=0)
        expected[abs(code) % 384] += 1 if code >= 0 else -1
    np.testing.assert_array_equal(COUNTS.encode(["The age is 9, the"])[0], expected)


def test_golden_columns_of_a_text() -> None:
    row = COUNTS.encode(["The age is 39"])[0]
    assert {int(column): float(row[column]) for column in np.flatnonzero(row)} == GOLDEN


def test_unit_length_where_asked_and_zero_for_no_words() -> None:
    unit = HashingEncoder(384, words=r"\w+", normalize=True)
    np.testing.assert_allclose(unit.encode(["a b"])[0].max(), 2**-0.5, rtol=1e-7)
    assert not unit.encode(["", "..."]).any()

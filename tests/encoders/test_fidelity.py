import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.encoders.fidelity import error_over_spread

AXES = np.eye(2, dtype=np.float32)


def test_equal_directions_have_no_error_whatever_their_lengths() -> None:
    assert error_over_spread(AXES, AXES) == 0
    assert error_over_spread(AXES, np.float32(3) * AXES) == 0


def test_the_error_is_told_in_units_of_the_spread() -> None:
    """Two axes: mean (1/2, 1/2), so spread 1 - 1/2; one of two turned by 60 degrees: error 1/4."""
    turned = np.array([[1, 0], [np.sqrt(3) / 2, 1 / 2]], dtype=np.float32)
    assert error_over_spread(AXES, turned) == pytest.approx(0.25 / 0.5, rel=1e-6)


def test_nearly_parallel_texts_make_a_cosine_near_one_a_large_error() -> None:
    """Angles of +-8.1 degrees: spread 1 - .99^2 = .0199; both taken for their mean: error .01."""
    height = np.sqrt(1 - 0.99**2)
    reference = np.array([[0.99, height], [0.99, -height]], dtype=np.float32)
    same = np.array([[1, 0], [1, 0]], dtype=np.float32)
    assert error_over_spread(reference, same) == pytest.approx(0.01 / 0.0199, rel=1e-4)


def test_vectors_without_a_direction_are_infinitely_wrong() -> None:
    for broken in (0, np.nan, np.inf):
        assert error_over_spread(AXES, np.array([[broken, 0], [0, 1]], np.float32)) == float("inf")


@pytest.mark.parametrize("reference", [AXES[[0, 0]], AXES[:1], AXES[:0], np.float32(0) * AXES])
def test_a_reference_without_spread_measures_nothing(reference: np.ndarray) -> None:
    with pytest.raises(ValueError, match="expected finite ones of at least two directions"):
        error_over_spread(reference, reference)


def test_other_texts_are_refused() -> None:
    with pytest.raises(ValueError, match=r"Got vectors of shape \(1, 2\) and a reference of \(2, "):
        error_over_spread(AXES, AXES[:1])


@given(seed=st.integers(0, 2**32 - 1), scale=st.floats(0.01, 100), noise=st.floats(0, 1))
def test_the_lengths_of_vectors_never_matter(seed: int, scale: float, noise: float) -> None:
    generator = np.random.default_rng(seed)
    reference = generator.normal(size=(5, 3)).astype(np.float32)
    vectors = (reference + noise * generator.normal(size=(5, 3))).astype(np.float32)
    lengths = (scale * generator.uniform(1, 2, size=(5, 1))).astype(np.float32)
    expected = error_over_spread(reference, vectors)
    assert error_over_spread(reference, vectors * lengths) == pytest.approx(
        expected, rel=1e-4, abs=1e-6
    )

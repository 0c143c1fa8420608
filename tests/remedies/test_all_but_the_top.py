import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from stages.remedies.all_but_the_top import AllButTheTop
from stages.remedies.spectrum import Spectrum
from tests.remedies.clouds import cloud, clouds, covariance


@given(clouds(), st.integers(1, 2))
def test_exactly_k_directions_go_and_the_others_stay(rows: np.ndarray, k: int) -> None:
    before = np.linalg.eigvalsh(covariance(rows))[::-1]
    made = AllButTheTop(k).fit_transform(rows)
    after = np.linalg.eigvalsh(covariance(made))[::-1]
    assert np.allclose(after[:-k], before[k:], rtol=1e-3, atol=1e-8)
    assert np.allclose(after[-k:], 0, atol=1e-8)
    assert np.allclose(made.mean(axis=0), 0, atol=1e-6)


def test_what_was_taken_out_is_not_there_to_be_taken_again() -> None:
    rows = cloud()
    fitted = AllButTheTop(2).fit(rows)
    once = fitted.transform(rows)
    assert np.allclose(fitted.transform(once + fitted.mean_), once, atol=1e-6)


def test_a_plane_by_hand() -> None:
    """Wide along the first coordinate: the second is left, less its mean of 5."""
    rows = np.array([[10.0, 6.0], [-10.0, 6.0], [10.0, 4.0], [-10.0, 4.0]])
    assert np.allclose(AllButTheTop(1).fit_transform(rows), [[0, 1], [0, 1], [0, -1], [0, -1]])


def test_the_number_of_directions_is_at_most_the_rank() -> None:
    rows = cloud(rows=5)
    assert Spectrum.of(rows).rank == 4
    assert np.abs(AllButTheTop(4).fit_transform(rows)).max() < 1e-6

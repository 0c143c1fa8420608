import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.covariance import ledoit_wolf as library_ledoit_wolf
from sklearn.decomposition import PCA

from stages.remedies.spectrum import Spectrum
from stages.remedies.transformer import UnsuitedError
from stages.remedies.whiten import Whiten
from tests.remedies.clouds import cloud, clouds, covariance


def whiten(floor: float = 1e-6, relative_to: str = "largest", shrinkage=None) -> Whiten:
    return Whiten(floor, relative_to, shrinkage)


@given(clouds())
def test_the_covariance_becomes_the_identity(rows: np.ndarray) -> None:
    made = whiten(1e-9).fit_transform(rows)
    assert np.allclose(covariance(made), np.eye(rows.shape[1]), atol=1e-3)
    assert np.allclose(made.mean(axis=0), 0, atol=1e-4)


def test_distances_are_those_of_scikit_learns_whitening() -> None:
    """Theirs differs by a turn, and divides by n - 1."""
    rows, others = cloud(), cloud(seed=1)
    expected = PCA(whiten=True).fit(rows).transform(others) * np.sqrt(len(rows) / (len(rows) - 1))
    made = whiten().fit(rows).transform(others).astype(np.float64)
    assert np.allclose(made @ made.T, expected @ expected.T, rtol=1e-4, atol=1e-3)


@pytest.mark.parametrize(("relative_to", "yardstick"), [("largest", np.max), ("median", np.median)])
def test_a_direction_below_the_floor_gets_its_share_of_it(relative_to: str, yardstick) -> None:
    rows = cloud()
    before = np.linalg.eigvalsh(covariance(rows))
    after = np.linalg.eigvalsh(covariance(whiten(0.3, relative_to).fit_transform(rows)))
    expected = np.minimum(1, before / (0.3 * yardstick(before)))
    assert (expected < 1).any()
    assert np.allclose(np.sort(after), np.sort(expected), rtol=1e-4)


def test_directions_without_train_rows_stay_at_0_and_are_magnified_within_the_floor() -> None:
    """Five rows span four directions of eight; the median is taken of these four."""
    rows = cloud(rows=5)
    spectrum = Spectrum.of(rows)
    assert spectrum.rank == 4
    for relative_to, yardstick in (("largest", spectrum.variances[0]),
                                   ("median", np.median(spectrum.variances[:4]))):  # fmt: skip
        fitted = whiten(0.01, relative_to).fit(rows)
        blank = spectrum.directions[:, -1]
        assert np.abs(fitted.transform(rows) @ blank).max() < 1e-5
        moved = fitted.transform([spectrum.mean + blank])[0]
        assert np.linalg.norm(moved) == pytest.approx(1 / np.sqrt(0.01 * yardstick), rel=1e-5)


@given(clouds(st.integers(3, 40)), st.sampled_from([0.0, 0.25, 1.0, "ledoit_wolf"]))
def test_shrunk_variances_are_those_of_the_library(rows: np.ndarray, shrinkage) -> None:
    """Whitening by a covariance C turns the rows' own S into C^-1/2 S C^-1/2."""
    own = covariance(rows)
    mean = np.trace(own) / len(own) * np.eye(len(own))
    drawn = library_ledoit_wolf(rows)[0] if shrinkage == "ledoit_wolf" else (
        (1 - shrinkage) * own + shrinkage * mean
    )  # fmt: skip
    values, vectors = np.linalg.eigh(drawn)
    root = vectors / np.sqrt(np.maximum(values, 1e-3 * values.max())) @ vectors.T
    made = whiten(1e-3, "largest", shrinkage).fit_transform(rows)
    assert np.allclose(covariance(made), root @ own @ root, atol=1e-3)


def test_rows_without_spread_become_zeros() -> None:
    for rows in (np.full((5, 3), 0.1), np.array([[0.3, -2.0]])):
        for shrinkage in (None, "ledoit_wolf"):
            made = whiten(shrinkage=shrinkage).fit_transform(rows)
            assert np.abs(made).max() < 1e-12


@pytest.mark.parametrize("shrinkage", [-0.1, 1.5, "some", float("nan")])
def test_a_shrinkage_that_is_no_share_is_refused(shrinkage: object) -> None:
    with pytest.raises(UnsuitedError, match="expected null, a share from 0 to 1, or ledoit_wolf"):
        whiten(shrinkage=shrinkage).fit(cloud())


def test_an_unknown_yardstick_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnsuitedError, match="Nearest: relative_to=median"):
        whiten(relative_to="medium").fit(cloud())

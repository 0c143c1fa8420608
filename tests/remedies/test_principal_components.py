import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.decomposition import PCA

from stages.remedies.principal_components import PrincipalComponents
from stages.remedies.transformer import UnsuitedError
from tests.remedies.clouds import cloud, clouds, covariance


@given(clouds(), st.integers(1, 2))
def test_components_are_those_of_scikit_learn(rows: np.ndarray, k: int) -> None:
    expected = PCA(k, svd_solver="full").fit(rows).transform(rows)
    made = PrincipalComponents(k).fit_transform(rows).astype(np.float64)
    for own, theirs in zip(made.T, expected.T, strict=True):
        assert min(np.abs(own - theirs).max(), np.abs(own + theirs).max()) < 1e-5


def test_components_are_apart_widest_first_and_upright() -> None:
    rows = cloud()
    fitted = PrincipalComponents(3).fit(rows)
    spread = covariance(fitted.transform(rows))
    assert np.allclose(spread, np.diag(np.diagonal(spread)), atol=1e-8)
    assert (np.diff(np.diagonal(spread)) < 0).all()
    greatest = fitted.directions_[np.abs(fitted.directions_).argmax(axis=0), range(3)]
    assert (greatest > 0).all()


def test_mirrored_rows_have_the_same_directions() -> None:
    """The sign is the direction's own and not an accident of the solver."""
    rows = cloud()
    one, other = PrincipalComponents(3).fit(rows), PrincipalComponents(3).fit(-rows)
    assert np.allclose(one.directions_, other.directions_)


@pytest.mark.parametrize("k", [5, 9])
def test_a_k_above_the_rank_takes_every_direction_that_varies(k: int) -> None:
    """Five rows of eight numbers vary along four directions."""
    rows = cloud(rows=5)
    assert np.array_equal(PrincipalComponents(k).fit_transform(rows),
                          PrincipalComponents(4).fit_transform(rows))  # fmt: skip


@pytest.mark.parametrize("k", [0, -1, 2.0, True, None])
def test_a_k_that_counts_nothing_is_refused_with_the_rank(k: object) -> None:
    """Five rows of eight numbers vary along four directions."""
    with pytest.raises(UnsuitedError, match=r"5 rows of 8 numbers that vary along 4 .* 1 to 4\. "):
        PrincipalComponents(k).fit(cloud(rows=5))  # type: ignore[arg-type]


@pytest.mark.parametrize("rows", [np.full((4, 3), 0.1), np.ones((1, 3))])
def test_rows_that_never_vary_have_no_component(rows: np.ndarray) -> None:
    with pytest.raises(UnsuitedError, match="none of 3 coordinates varies"):
        PrincipalComponents(1).fit(rows)

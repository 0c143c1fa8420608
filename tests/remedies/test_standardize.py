import numpy as np
from hypothesis import given
from sklearn.preprocessing import StandardScaler

from stages.remedies.standardize import Standardize
from tests.remedies.clouds import cloud, clouds

FLOOR = 0.001


def test_deviations_by_hand() -> None:
    """Column 1: mean 2, deviation 1. Column 2: mean 0, deviation 4."""
    rows = np.array([[1.0, -4.0], [3.0, 4.0]])
    assert Standardize(FLOOR).fit_transform(rows).tolist() == [[-1.0, -1.0], [1.0, 1.0]]


@given(clouds())
def test_every_coordinate_that_varies_gets_mean_0_and_deviation_1(rows: np.ndarray) -> None:
    made = Standardize(FLOOR).fit_transform(rows).astype(np.float64)
    assert np.allclose(made.mean(axis=0), 0, atol=1e-6)
    assert np.allclose(made.std(axis=0), 1, atol=1e-5)


def test_it_is_what_scikit_learn_does_where_every_coordinate_varies() -> None:
    rows, others = cloud(), cloud(seed=1)
    expected = StandardScaler().fit(rows).transform(others)
    assert np.allclose(Standardize(FLOOR).fit(rows).transform(others), expected, atol=1e-5)


def test_a_coordinate_that_hardly_varies_stays_small_beside_the_others() -> None:
    """Deviations 1, 1, 1e-33 (as all-MiniLM-L6-v2 has), 0: the last two are divided by 1."""
    signs = np.array([1.0, -1.0, 1.0, -1.0])
    pairs = np.array([1.0, 1.0, -1.0, -1.0])
    rows = np.column_stack([signs, pairs, 1e-33 * signs, np.full(4, 7.0)])
    fitted = Standardize(FLOOR).fit(rows)
    made = fitted.transform(rows)
    assert np.array_equal(made[:, :2], rows[:, :2])
    assert np.abs(made[:, 2]).max() < 1e-30
    assert (made[:, 3] == 0).all()
    blown_up = StandardScaler().fit_transform(rows)
    assert np.abs(blown_up[:, 2]).max() == 1, "what the floor is for"
    unseen = fitted.transform(np.array([[0.0, 0.0, 0.5, 7.5]]))
    assert np.allclose(unseen, [[0.0, 0.0, 0.5, 0.5]]), "on new rows: as a typical coordinate"


def test_a_constant_cloud_and_a_single_row_become_zeros() -> None:
    for rows in (np.full((5, 3), 0.1), np.array([[0.3, -2.0]])):
        assert (Standardize(FLOOR).fit_transform(rows) == 0).all()

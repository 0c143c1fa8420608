import numpy as np
import pytest
from sklearn.feature_selection import VarianceThreshold

from stages.encoders.facts import cloud_facts
from stages.remedies.alive import COLUMNS, means_and_deviations
from stages.remedies.drop_constant import DropConstant
from stages.remedies.transformer import UnsuitedError
from tests.remedies.clouds import cloud


def test_what_is_left_out_is_what_the_facts_count_as_constant() -> None:
    """Deviations 1, 1, .0011 and .0009: the floor is a thousandth of the median."""
    rows = cloud(dimension=2)
    rows = (rows - rows.mean(axis=0)) / rows.std(axis=0)
    made = np.column_stack([rows, rows[:, 0], 0.0011 * rows[:, 1], 0.0009 * rows[:, 1]])
    left = DropConstant(0.001).fit_transform(made)
    assert left.shape[1] == 4
    assert np.array_equal(left, made[:, :4])
    assert cloud_facts(made, np.arange(len(made)))["constant_coordinates"] == 1


def test_it_drops_exactly_constant_coordinates_as_scikit_learn_does() -> None:
    rows = cloud()
    rows[:, [1, 5]] = 0.1
    expected = VarianceThreshold().fit_transform(rows)
    assert np.array_equal(DropConstant(0.001).fit_transform(rows), expected)


def test_coordinates_are_measured_alike_in_any_company() -> None:
    rows = cloud(rows=9, dimension=COLUMNS + 3)
    rows[:, -1] = 1 / 3
    means, deviations = means_and_deviations(rows)
    assert (means[-1], deviations[-1]) == (1 / 3, 0)
    assert np.allclose(means, rows.mean(axis=0))
    assert np.allclose(deviations[:-1], rows[:, :-1].std(axis=0))


@pytest.mark.parametrize("rows", [np.full((4, 3), 0.1), np.ones((1, 3))])
def test_rows_that_never_vary_are_refused(rows: np.ndarray) -> None:
    with pytest.raises(UnsuitedError, match=r"none of 3 coordinates varies; expected at least one"):
        DropConstant(0.001).fit(rows)

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stages.features.scaling import Scaling, scaler

TRAIN = np.array([[1, 7, 0.1], [3, 7, 0.1]], dtype=np.float32)


def test_none_leaves_every_byte():
    test = np.array([[5, 9, 0.3]], dtype=np.float32)

    assert scaler(Scaling.NONE, TRAIN).scale(test).tobytes() == test.tobytes()


def test_standard_is_learnt_from_the_train_rows_only():
    """Train column 1, 3: mean 2, deviation 1; so 5 becomes 3."""
    test = np.array([[5, 7, 0.1]], dtype=np.float32)
    scaled = scaler(Scaling.STANDARD, TRAIN).scale(test)

    assert scaled[0, 0] == 3
    assert scaled.dtype == np.float32


def test_constant_columns_stay_as_they_are():
    scaled = scaler(Scaling.STANDARD, TRAIN).scale(np.array([[1, 9, 0.3]], dtype=np.float32))

    np.testing.assert_array_equal(scaled[0, 1:], np.array([9, 0.3], dtype=np.float32))


def test_no_train_rows_are_refused():
    with pytest.raises(ValueError, match="no train rows"):
        scaler(Scaling.STANDARD, TRAIN[:0])


def test_an_unknown_scale_is_answered_with_the_known_ones():
    with pytest.raises(ValueError, match="Got scaling='robust'; expected one of none, standard"):
        Scaling("robust")


@settings(deadline=None)
@given(st.lists(st.integers(-1000, 1000), min_size=2, max_size=30))
def test_scaled_train_rows_have_mean_0_and_deviation_1_unless_constant(values):
    train = np.array(values, dtype=np.float32)[:, None]
    before = train.copy()
    scaled = scaler(Scaling.STANDARD, train).scale(train)

    np.testing.assert_array_equal(train, before)
    if len(set(values)) > 1:
        assert abs(scaled.mean(dtype=np.float64)) < 1e-5
        assert abs(scaled.std(dtype=np.float64) - 1) < 1e-5
    else:
        np.testing.assert_array_equal(scaled, train)

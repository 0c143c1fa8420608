import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stages.features.columns import ColumnFeatures

TRAIN = pd.DataFrame(
    {
        "height": [1.0, np.nan, 3.0, 8.0],
        "weight": [10, 20, 30, 40],
        "colour": ["red", "blue", None, "red"],
        "size": ["S", "L", "M", "S"],
    }
)
FEATURES = ColumnFeatures(["height", "weight"], ["colour"], {"size": ["S", "M", "L"]}, 9)
CELLS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=3))


def test_numbers_get_the_median_categories_a_column_a_level_and_ordered_their_rank():
    fitted = FEATURES.fit(TRAIN)

    assert fitted.names == (
        "height", "weight", "height_missing",
        "colour_missing", "colour_blue", "colour_red", "size",
    )  # fmt: skip
    features = dict(zip(fitted.names, fitted.transform(TRAIN).T.tolist(), strict=True))
    assert features == {
        "height": [1, 3, 3, 8],
        "weight": [10, 20, 30, 40],
        "height_missing": [0, 1, 0, 0],
        "colour_blue": [0, 1, 0, 0],
        "colour_red": [1, 0, 0, 1],
        "colour_missing": [0, 0, 1, 0],
        "size": [0, 2, 1, 0],
    }


def test_what_the_train_rows_never_showed_is_ignored():
    fitted = FEATURES.fit(TRAIN)
    test = pd.DataFrame(
        {"height": ["tall"], "weight": [None], "colour": ["green"], "size": ["XXL"]}
    )
    features = dict(zip(fitted.names, fitted.transform(test)[0].tolist(), strict=True))

    assert features == {
        "height": 3, "weight": 25, "height_missing": 1, "colour_blue": 0, "colour_red": 0,
        "colour_missing": 0, "size": -1,
    }  # fmt: skip


def test_levels_without_a_given_order_go_by_size_and_then_by_the_alphabet():
    fitted = ColumnFeatures([], [], {"x": []}, 9).fit(
        pd.DataFrame({"x": ["b", "10", "9", "a", None]})
    )

    assert fitted.transform(pd.DataFrame({"x": [9, 10.0, "a", "b", ""]})).ravel().tolist() == [
        0, 1, 2, 3, -1,
    ]  # fmt: skip


def test_a_column_of_codes_reads_the_same_as_int_and_as_float():
    fitted = ColumnFeatures([], ["code"], {}, 9).fit(pd.DataFrame({"code": [1, 2]}))

    assert fitted.names == ("code_1", "code_2")
    holed = fitted.transform(pd.DataFrame({"code": [2.0, np.nan]}))
    assert holed.tolist() == [[0, 1], [0, 0]]


def test_a_category_of_many_levels_keeps_the_most_frequent_ones():
    train = pd.DataFrame({"c": ["b", "a", "d", "d", "c", "c", "b"]})
    fitted = ColumnFeatures([], ["c"], {}, 2).fit(train)

    assert fitted.names == ("c_b", "c_c")
    features = fitted.transform(pd.DataFrame({"c": ["a", "b", "c", "d"]}))
    assert features.tolist() == [[0, 0], [1, 0], [0, 1], [0, 0]]


def test_blocks_of_rows_change_nothing(monkeypatch):
    whole = FEATURES.fit(TRAIN).transform(TRAIN)
    monkeypatch.setattr("stages.features.columns._BLOCK", 3)

    np.testing.assert_array_equal(FEATURES.fit(TRAIN).transform(TRAIN), whole)


def test_a_column_that_is_all_missing_does_no_harm():
    train = pd.DataFrame({"n": [None, None], "c": [None, None], "o": [None, None]})
    features = ColumnFeatures(["n"], ["c"], {"o": ["low", "high"]}, 9).fit(train).transform(train)

    assert np.isfinite(features).all()


def test_no_rows_have_no_features():
    fitted = FEATURES.fit(TRAIN)

    assert fitted.transform(TRAIN[:0]).shape == (0, len(fitted.names))


@pytest.mark.parametrize(
    ("features", "frame"), [(ColumnFeatures([], [], {}, 9), TRAIN), (FEATURES, TRAIN[:0])]
)
def test_nothing_to_learn_from_is_refused(features, frame):
    with pytest.raises(ValueError, match="expected at least one of each"):
        features.fit(frame)


def test_a_column_that_the_table_lacks_is_named():
    with pytest.raises(ValueError, match="Got a table without colour"):
        FEATURES.fit(TRAIN.drop(columns="colour"))


def test_the_callers_frame_stays_as_it_is():
    frame = TRAIN.copy()
    FEATURES.fit(frame).transform(frame)

    pd.testing.assert_frame_equal(frame, TRAIN)


@settings(deadline=None)
@given(
    st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=5),
    st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=5),
)
def test_features_are_finite_and_a_row_stands_alone(train, test):
    train, test = (
        pd.DataFrame(rows, columns=["n", "c", "o"], dtype=object) for rows in (train, test)
    )
    fitted = ColumnFeatures(["n"], ["c"], {"o": []}, 9).fit(train)
    batch = fitted.transform(test)

    assert batch.shape == (len(test), len(fitted.names))
    assert batch.dtype == np.float32
    assert np.isfinite(batch).all()
    np.testing.assert_array_equal(
        batch, [fitted.transform(test[at : at + 1])[0] for at in range(len(test))]
    )

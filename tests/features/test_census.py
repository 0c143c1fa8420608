import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stages.data.acs import MAJOR_GROUPS
from stages.features.birthplace import BIRTHPLACES, birthplace_group
from stages.features.census import CensusFeatures
from stages.features.occupation import OCCUPATION_CLASSES

COLUMNS = ["AGEP", "COW", "SCHL", "MAR", "OCCP", "RELP", "WKHP", "SEX", "RAC1P"]
ROW = pd.DataFrame([[45, 5, 21, 3, 1021, 0, 40, 2, 6]], columns=COLUMNS)
CODES = st.one_of(st.none(), st.integers(-5, 12_000), st.floats(), st.text(max_size=4))


def on(features, names):
    return {name: value for name, value in zip(names, features, strict=True) if value}


def test_the_nine_default_columns_give_76_features():
    features = CensusFeatures(COLUMNS)

    assert len(features.names) == len(set(features.names)) == 76
    assert features.fit(ROW).transform(ROW).shape == (1, 76)


def test_birthplace_adds_20():
    assert len(CensusFeatures([*COLUMNS, "POBP"]).names) == 96


def test_the_features_of_one_row_are_these():
    """A female, 45, divorced, householder, Asian, federal employee, software developer, BA."""
    features = CensusFeatures(COLUMNS)
    row = features.transform(ROW)

    assert on(row[0], features.names) == {
        "SEX": 2, "AGEP": 45, "WKHP": 40, "MAR_3": 1, "RELP_0": 1, "RAC1P_6": 1, "COW_5": 1,
        "OCCP_CMM": 1, "SCHL": 21, "SCHL_at_least_17": 1, "SCHL_at_least_21": 1,
        "OCCP_class_professional": 1,
    }  # fmt: skip
    assert features.names[:4] == ("SEX", "AGEP", "WKHP", "MAR_1")
    assert row.dtype == np.float32
    assert row.flags.c_contiguous


def test_only_the_blocks_of_the_chosen_columns_are_there():
    assert CensusFeatures(["SCHL", "SEX"]).names == (
        "SEX", "SCHL", "SCHL_at_least_17", "SCHL_at_least_21", "SCHL_at_least_22",
    )  # fmt: skip


def test_the_order_of_the_columns_does_not_matter():
    there, back = CensusFeatures(COLUMNS), CensusFeatures(COLUMNS[::-1])

    assert there.names == back.names
    np.testing.assert_array_equal(there.transform(ROW), back.transform(ROW[COLUMNS[::-1]]))


@pytest.mark.parametrize(("column", "code"), [("RAC1P", 0), ("MAR", 0), ("COW", 9), ("RELP", 18)])
def test_codes_outside_the_levels_give_an_all_zero_block(column, code):
    features = CensusFeatures([column]).transform(pd.DataFrame({column: [code]}))

    assert not features.any()


def test_missing_codes_are_minus_one_as_numbers_and_zero_elsewhere():
    empty = pd.DataFrame([[None] * 9], columns=COLUMNS)
    features = CensusFeatures(COLUMNS)

    assert on(features.transform(empty)[0], features.names) == {
        "SEX": -1, "AGEP": -1, "WKHP": -1, "SCHL": -1,
    }  # fmt: skip


def test_the_levels_do_not_depend_on_the_rows():
    features = CensusFeatures(COLUMNS)
    other = pd.DataFrame([[17, 1, 1, 1, 10, 17, 1, 1, 1]], columns=COLUMNS)

    assert features.fit(ROW).names == features.fit(other).names
    np.testing.assert_array_equal(
        features.fit(ROW).transform(other), features.fit(other).transform(other)
    )


@pytest.mark.parametrize("dtype", ["int16", "float32", "Int64", "str", "object", "category"])
def test_codes_mean_the_same_in_every_dtype(dtype):
    features = CensusFeatures(COLUMNS)

    np.testing.assert_array_equal(features.transform(ROW.astype(dtype)), features.transform(ROW))


def test_the_callers_frame_stays_as_it_is():
    frame = ROW.copy()
    once, twice = (CensusFeatures(COLUMNS).transform(frame) for _ in range(2))

    pd.testing.assert_frame_equal(frame, ROW)
    np.testing.assert_array_equal(once, twice)


@settings(deadline=None)
@given(st.lists(st.tuples(*[CODES] * 4), min_size=1, max_size=5))
def test_features_are_finite_and_a_row_stands_alone(rows):
    columns = ["AGEP", "OCCP", "SCHL", "POBP"]
    frame = pd.DataFrame(rows, columns=columns, dtype=object)
    features = CensusFeatures(columns)
    batch = features.transform(frame)

    assert np.isfinite(batch).all()
    alone = [features.transform(frame[at : at + 1])[0] for at in range(len(frame))]
    np.testing.assert_array_equal(batch, alone)


def test_an_unknown_column_is_answered_with_the_nearest():
    with pytest.raises(ValueError, match="Got the census feature 'AGE'; nearest: AGEP"):
        CensusFeatures(["AGE"])


def test_a_column_that_the_table_lacks_is_named():
    with pytest.raises(ValueError, match="Got a table without SEX"):
        CensusFeatures(["SEX"]).fit(ROW[["AGEP"]])


def test_every_occupation_of_the_dictionary_has_a_group_and_civilians_a_class(shared):
    codes = json.loads((shared / "data/acsincome_codes_2018.json").read_text())["OCCP"]["values"]
    frame = pd.DataFrame({"OCCP": [int(code) for code in codes]})
    features = CensusFeatures(["OCCP"]).transform(frame)
    civilian = frame["OCCP"].between(10, 9760).to_numpy()

    assert (features[:, :26].sum(axis=1) == 1).all()
    np.testing.assert_array_equal(features[:, 26:].sum(axis=1), civilian)


def test_an_occupation_class_is_a_union_of_major_groups():
    held = [group for groups in OCCUPATION_CLASSES.values() for group in groups]

    assert len(held) == len(set(held)) == 24
    assert set(MAJOR_GROUPS) - set(held) == {"MIL", "UNE"}


def test_every_birthplace_of_the_dictionary_has_one_group(shared):
    codes = json.loads((shared / "data/acsincome_codes_2018.json").read_text())["POBP"]["values"]

    for code in map(int, codes):
        assert sum(code in held for held in BIRTHPLACES.values()) == 1
    assert (birthplace_group(np.array([int(code) for code in codes])) >= 0).all()


@pytest.mark.parametrize(
    ("code", "group"),
    [(6, "us_west"), (72, "puerto_rico"), (303, "mexico"), (163, "eastern_europe"),
     (110, "western_europe"), (217, "rest_of_asia"), (66, "oceania")],
)  # fmt: skip
def test_these_birthplaces_are_of_these_groups(code, group):
    assert birthplace_group(np.array([code])) == list(BIRTHPLACES).index(group)


def test_birthplaces_that_are_no_codes_have_no_group():
    assert birthplace_group(np.array([0, 3, 300, 555, 9999])).tolist()[:2] == [-1, -1]
    assert birthplace_group(np.array([555, 9999])).tolist() == [-1, -1]

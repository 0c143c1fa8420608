import pandas as pd

from stages.certificates.together import together

RAW = pd.DataFrame({"arm": ["tabular", "tabular"], "c": [0.1, 1.0], "distance": [0.5, 0.25]})
SUBJECT = RAW.assign(arm="minilm", c=[0.1, 10.0])


def as_read(table: pd.DataFrame) -> pd.DataFrame:
    """A table without rows as it comes out of a file: no column has a type."""
    return table.iloc[:0].astype(object)


def test_arms_stand_below_each_other_in_the_order_given() -> None:
    table = together([RAW, SUBJECT])
    assert table.index.tolist() == [0, 1, 2, 3]
    assert table["arm"].tolist() == ["tabular", "tabular", "minilm", "minilm"]
    assert table["c"].tolist() == [0.1, 1.0, 0.1, 10.0]


def test_an_arm_without_a_path_leaves_the_numbers_of_the_other_numbers() -> None:
    for arms in ([RAW, as_read(SUBJECT)], [as_read(SUBJECT), RAW]):
        pd.testing.assert_frame_equal(together(arms), RAW)


def test_without_any_path_the_columns_are_left() -> None:
    table = together([as_read(RAW), as_read(SUBJECT)])
    assert table.empty
    assert list(table.columns) == ["arm", "c", "distance"]

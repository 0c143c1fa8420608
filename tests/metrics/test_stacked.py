import pandas as pd

from stages.metrics.stacked import of_arms, of_families

LINEAR = pd.DataFrame({"config": ["C=1;seed=0"], "C": [1.0]})
TREES = pd.DataFrame({"config": ["trees=2;seed=0", "trees=4;seed=0"], "trees": [2, 4]})


def test_families_keep_their_order_and_their_own_name() -> None:
    rows = pd.DataFrame({"measure": ["id", "target"], "rows_low": [0.1, 0.2]})
    table = of_families({"rf": rows, "lr": rows})
    assert list(table.columns) == ["measure", "rows_low", "family"]
    assert table["family"].tolist() == ["rf", "rf", "lr", "lr"]
    assert table.index.tolist() == [0, 1, 2, 3]


def test_a_column_that_names_the_family_stays_in_its_place() -> None:
    counts = pd.DataFrame({"arm": ["minilm"], "family": ["lr"], "tp": [3]})
    pd.testing.assert_frame_equal(of_families({"lr": counts}), counts)


def test_arm_and_family_stand_before_all_that_a_trial_is_set_to() -> None:
    table = of_arms({("tabular", "rf"): TREES, ("minilm", "lr"): LINEAR})
    assert list(table.columns) == ["arm", "family", "config", "trees", "C"]
    assert table["arm"].tolist() == ["tabular", "tabular", "minilm"]
    assert table["family"].tolist() == ["rf", "rf", "lr"]
    assert table.index.tolist() == [0, 1, 2]
    assert table["C"].isna().tolist() == [True, True, False]

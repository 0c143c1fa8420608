import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stages.prescription.removed import COLUMNS, remedies_table
from tests.prescription.made_study import made_study

CELLS = ["n00", "n01", "n10", "n11"]
LETTERS = st.lists(st.text(alphabet="TF.gx", min_size=3, max_size=3), min_size=1, max_size=2)


def row(table: pd.DataFrame, remedy: str, family: str) -> pd.Series:
    return table.set_index(["remedy", "family"]).loc[(remedy, family)]


def test_removed_and_created_are_counted_configuration_by_configuration():
    table = remedies_table(made_study({"none": {"lr": "TT..F"}, "center": {"lr": "T.F.."}}))
    told = row(table, "center", "lr")
    assert told[CELLS].tolist() == [1, 1, 2, 1]
    assert told[["collapse_none", "collapse"]].tolist() == pytest.approx([0.6, 0.4])
    assert told["difference"] == pytest.approx(-0.2)
    assert told["seeds"] == 1
    assert table["seed_low"].isna().all()


def test_all_families_have_summed_counts_and_mean_ratios():
    arms = {"none": {"lr": "TT..", "rf": ".."}, "center": {"lr": "....", "rf": "T."}}
    table = remedies_table(made_study(arms))
    told = row(table, "center", "all")
    assert told[CELLS].tolist() == [3, 1, 2, 0]
    assert told["collapse_none"] == pytest.approx(0.25)
    assert told["collapse"] == pytest.approx(0.25)
    assert told["difference"] == 0
    assert list(table.columns) == list(COLUMNS)
    assert table["family"].tolist() == ["all", "lr", "rf"] * 2


def test_none_beside_itself_changes_nothing():
    table = remedies_table(made_study({"none": {"lr": "TT.x"}}))
    told = row(table, "none", "all")
    assert told[CELLS].tolist() == [1, 0, 0, 2]
    assert told["difference"] == 0


def test_a_trial_without_predictions_in_either_arm_is_no_pair():
    table = remedies_table(made_study({"none": {"lr": "Tx.T"}, "center": {"lr": "x..."}}))
    told = row(table, "center", "lr")
    assert told[CELLS].tolist() == [1, 0, 1, 0]
    assert told["collapse_none"] == pytest.approx(0.5)


def test_no_pair_at_all_leaves_ratios_unknown():
    table = remedies_table(made_study({"none": {"lr": "xx"}, "center": {"lr": "T."}}))
    told = row(table, "center", "all")
    assert told[CELLS].tolist() == [0, 0, 0, 0]
    assert told[["collapse_none", "collapse", "difference"]].isna().all()
    assert told["seeds"] == 0


def test_a_family_without_pairs_leaves_the_mean_to_the_others():
    arms = {"none": {"lr": "T.", "rf": "xx"}, "center": {"lr": "..", "rf": "TT"}}
    assert row(remedies_table(made_study(arms)), "center", "all")["difference"] == -0.5


def test_configurations_of_one_arm_alone_are_no_pairs():
    table = remedies_table(made_study({"none": {"lr": "TT"}, "center": {"lr": "..TTTT"}}))
    assert row(table, "center", "lr")[CELLS].tolist() == [0, 0, 2, 0]


def test_five_seeds_have_student_s_interval_below_zero_uncut():
    """Differences -.5 -.5 -.25 -.25 -.5: mean -.4, sd .136931, t(4) 2.776445."""
    none = ["TT..", "TT..", "T...", "T...", "TT.."]
    table = remedies_table(made_study({"none": {"lr": none}, "center": {"lr": ["...."] * 5}}))
    for family in ("lr", "all"):
        told = row(table, "center", family)
        assert told["seeds"] == 5
        assert told["difference"] == pytest.approx(-0.4)
        reach = 2.776445 * 0.1369306 / 5**0.5
        assert told["seed_low"] == pytest.approx(-0.4 - reach, abs=1e-6)
        assert told["seed_high"] == pytest.approx(-0.4 + reach, abs=1e-6)


def test_a_seed_without_one_family_is_no_seed_of_the_mean_over_families():
    """LR: -1 in five seeds, nothing in the sixth; RF: 0 in six. The mean is -.5 in each of five."""
    none = {"lr": ["TT"] * 6, "rf": [".."] * 6}
    table = remedies_table(
        made_study({"none": none, "center": {"lr": [".."] * 5 + ["xx"], "rf": [".."] * 6}})
    )
    told = row(table, "center", "all")
    assert told["difference"] == -0.5
    assert told[["seeds", "seed_low", "seed_high"]].tolist() == [5, -0.5, -0.5]
    assert row(table, "center", "rf")["seeds"] == 6


def test_four_seeds_have_no_interval():
    arms = {"none": {"lr": ["T."] * 4}, "center": {"lr": [".."] * 4}}
    told = row(remedies_table(made_study(arms)), "center", "lr")
    assert told["seeds"] == 4
    assert pd.isna(told["seed_low"])
    assert told[CELLS].tolist() == [4, 0, 4, 0]


@settings(deadline=None, max_examples=30)
@given(LETTERS, LETTERS)
def test_the_cells_tell_the_ratios_and_the_other_way_round_swaps_them(one, other):
    one, other = one[: len(other)], other[: len(one)]
    table = remedies_table(made_study({"none": {"lr": one}, "a": {"lr": other}}))
    back = remedies_table(made_study({"none": {"lr": other}, "a": {"lr": one}}))
    there, again = row(table, "a", "lr"), row(back, "a", "lr")
    assert there[CELLS].tolist() == again[["n00", "n10", "n01", "n11"]].tolist()
    if there[CELLS].sum():
        assert there["difference"] == pytest.approx(-again["difference"])
    if len(one) == 1 and there[CELLS].sum():
        net = there["n01"] - there["n10"]
        assert there["difference"] == pytest.approx(net / there[CELLS].sum())

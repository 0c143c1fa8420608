"""Macro-F1 of the letters: T 3/8, `.` (5/6 + 3/4)/2 = 19/24, g (14/15 + 9/10)/2 = 11/12."""

import numpy as np
import pandas as pd
import pytest

from stages.prescription.scores import COLUMNS, lowers, scores_table
from tests.prescription.made_study import made_study

CONSTANT, FAIR, GOOD = 3 / 8, 19 / 24, 11 / 12


def row(table: pd.DataFrame, remedy: str, domain: str = "CA") -> pd.Series:
    return table.set_index(["remedy", "domain"]).loc[(remedy, domain)]


def test_the_best_of_all_families_is_compared_on_every_domain():
    arms = {"none": {"lr": "T.", "rf": "g."}, "center": {"lr": "..", "rf": ".."}}
    table = scores_table(made_study(arms))
    assert list(table.columns) == list(COLUMNS)
    for domain in ("AL", "CA", "PR"):
        told = row(table, "center", domain)
        assert told["f1_none"] == pytest.approx(GOOD)
        assert told["f1_macro"] == pytest.approx(FAIR)
        assert told["difference"] == pytest.approx(FAIR - GOOD)
        assert told["lowers"] == "true"
        assert row(table, "none", domain)["difference"] == 0
        assert row(table, "none", domain)["lowers"] == "false"


def test_a_better_source_may_be_worse_on_the_targets():
    arms = {"none": {"lr": "."}, "center": {"lr": "g"}}
    table = scores_table(made_study(arms, {"center": {"g": "T"}}))
    assert row(table, "center", "CA")["lowers"] == "false"
    assert row(table, "center", "PR")["lowers"] == "true"
    assert row(table, "center", "PR")["difference"] == pytest.approx(CONSTANT - FAIR)


def test_seeds_are_compared_one_by_one_and_their_mean_is_told():
    """Changes: +.125, 0, 0, 0, 0; mean .025, sd .0559017, t(4) 2.776445."""
    arms = {"none": {"lr": ["."] * 5}, "center": {"lr": ["g", *"...."]}}
    told = row(scores_table(made_study(arms)), "center")
    assert told["f1_macro"] == pytest.approx(FAIR + 0.025)
    assert told["difference"] == pytest.approx(0.025)
    reach = 2.776445 * 0.0559017 / 5**0.5
    assert told["seed_low"] == pytest.approx(0.025 - reach, abs=1e-6)
    assert told["seed_high"] == pytest.approx(0.025 + reach, abs=1e-6)


def test_a_seed_that_failed_in_one_arm_is_compared_in_neither():
    arms = {"none": {"lr": [".", "g"]}, "center": {"lr": [".", "x"]}}
    told = row(scores_table(made_study(arms)), "center")
    assert told["f1_none"] == pytest.approx(FAIR)
    assert told["difference"] == 0
    assert pd.isna(told["seed_low"])


def test_an_arm_in_which_everything_failed_has_no_scores():
    told = row(scores_table(made_study({"none": {"lr": "."}, "center": {"lr": "x"}})), "center")
    assert pd.isna(told["difference"])
    assert pd.isna(told["lowers"])


@pytest.mark.parametrize(
    ("difference", "falls"),
    [(-0.005, False), (0.795 - 0.8, False), (-0.00501, True), (0.005, False), (np.nan, False)],
)
def test_exactly_half_a_point_is_no_fall(difference, falls):
    assert lowers(difference) is falls

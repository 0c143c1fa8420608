import numpy as np
import pytest

from tests.families.engines.tree_laws import (
    demand_the_same_in_any_company,
    engine_margins,
    plain_margins,
)
from tests.families.made_arm import family, rows

GRID = {
    "lr": [0.3, 2.0],
    "min_split_loss": [0.0, 0.5],
    "max_depth": [3, 7],
    "colsample_bytree": [0.7, 1.0],
    "colsample_bylevel": [0.7, 1.0],
    "max_bin": [16, 64],
    "grow_policy": ["depthwise", "lossguide"],
}
X, Y = rows(400, dim=9)
NEW, _ = rows(300, seed=9, dim=9)


def boosting(rounds=12):
    return family("xgb", "table6", {"grid": GRID, "sample": None, "n_estimators": rounds})


def test_margins_are_the_plain_fits_bit_for_bit_in_either_order_of_growing():
    made = boosting()
    trials = made.plan([1])[::2] + made.plan([1])[1::6]
    assert engine_margins(made, trials, X, Y, NEW) == plain_margins(made, trials, X, Y, NEW)


def test_columns_of_few_values_and_missing_ones_are_no_exception():
    made = boosting(rounds=6)
    x, new = np.round(X * 2), np.round(NEW * 2)
    x[:, 1], x[::7, 2], new[::5, 2] = 0.0, np.nan, np.nan
    trials = made.plan([0])[::3]
    assert engine_margins(made, trials, x, Y, new) == plain_margins(made, trials, x, Y, new)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_the_order_of_growing_changes_no_bit_over_a_hundred_rounds(seed):
    made = boosting(rounds=100)
    x, y = rows(4000, seed, dim=30)
    new, _ = rows(2000, seed + 50, dim=30)
    trials = made.plan([seed])[seed::8]
    assert engine_margins(made, trials, x, y, new) == plain_margins(made, trials, x, y, new)


def test_a_trial_is_told_the_same_alone_in_company_and_in_another_order():
    made = boosting(rounds=4)
    trials = made.plan([0])[::3]
    demand_the_same_in_any_company(made, trials, 7, (X, Y, NEW))

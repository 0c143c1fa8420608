import numpy as np

from stages.families.groups import groups_of
from tests.families.engines.tree_laws import (
    demand_the_same_in_any_company,
    engine_margins,
    plain_margins,
)
from tests.families.made_arm import family, rows

GRID = {
    "n_estimators": [1, 5, 12],
    "min_samples_split": [2, 4, 16],
    "min_samples_leaf": [1, 8],
    "max_features": ["sqrt", "log2"],
    "ccp_alpha": [0.0, 0.01, 0.1],
}
X, Y = rows(250, dim=20)
NEW, _ = rows(300, seed=9, dim=20)


def forest():
    return family("rf", "table6", {"grid": GRID, "sample": None})


def test_margins_are_the_plain_fits_bit_for_bit():
    made = forest()
    trials = made.plan([0, 3])[::5]
    assert engine_margins(made, trials, X, Y, NEW) == plain_margins(made, trials, X, Y, NEW)


def test_few_columns_of_few_values_are_no_exception():
    made = forest()
    x, new = np.round(X[:, :3] * 2), np.round(NEW[:, :3] * 2)
    x[:, 1] = 0.0
    trials = made.plan([1])[::4]
    assert engine_margins(made, trials, x, Y, new) == plain_margins(made, trials, x, Y, new)


def test_a_trial_is_told_the_same_alone_in_company_and_in_another_order():
    made = forest()
    trials = made.plan([0])[:54]
    demand_the_same_in_any_company(made, trials, 9, (X, Y, NEW))


def test_equal_effective_settings_grow_one_forest():
    """Of the splits 2, 4, 16 a leaf of 8 rows leaves 16: 4 pairs, 2 widths, 2 seeds."""
    made = forest()
    groups = groups_of(made, made.plan([0, 1]))
    assert len(groups) == 4 * 2 * 2
    assert sorted({len(group) for group in groups}) == [9, 27]

import numpy as np

from tests.families.engines.tree_laws import (
    demand_the_same_in_any_company,
    engine_margins,
    plain_margins,
)
from tests.families.made_arm import family, rows

GRID = {
    "lr": [0.1, 1.0],
    "n_estimators": [1, 7, 40],
    "max_depth": [2, 16],
    "min_child_samples": [1, 8],
}
X, Y = rows(250)
NEW, _ = rows(300, seed=9)


def boosting():
    return family("gbm", "table6", {"grid": GRID, "sample": None})


def test_margins_are_the_plain_fits_bit_for_bit():
    made = boosting()
    trials = made.plan([0])
    assert engine_margins(made, trials, X, Y, NEW) == plain_margins(made, trials, X, Y, NEW)


def test_rare_columns_that_some_leaves_leave_out_are_no_exception():
    made = boosting()
    draws = np.random.default_rng(4)
    x, new = ((draws.random((count, 12)) < 0.03).astype(np.float32) for count in (250, 300))
    x[:, 0], new[:, 0] = X[:, 0], NEW[:, 0]
    trials = made.plan([0])
    assert engine_margins(made, trials, x, Y, new) == plain_margins(made, trials, x, Y, new)


def test_boosting_that_ends_early_is_read_at_its_end():
    """Two rows of each kind: no leaf of eight can be split off, the only tree is a leaf."""
    made = boosting()
    x, y, new = X[:10, :1].round(), np.arange(10) < 3, NEW[:, :1].copy()
    trials = made.plan([0])
    assert engine_margins(made, trials, x, y, new) == plain_margins(made, trials, x, y, new)


def test_a_trial_is_told_the_same_alone_in_company_and_in_another_order():
    made = boosting()
    trials = made.plan([0])
    demand_the_same_in_any_company(made, trials, 5, (X, Y, NEW))

"""Which fits a seed can change: what a family claims, against what fits do."""

from dataclasses import replace

import pytest

from tests.families.made_arm import family, rows

CASES = [
    ("lr", "quick", {}, {}),
    ("lr", "quick", {"solver": "saga", "max_iter": 3}, {}),
    ("svm", "quick", {}, {"penalty": "l1"}),
    ("svm", "quick", {}, {"penalty": "l2"}),
    ("svm", "quick", {"dual": True}, {"penalty": "l2"}),
    ("svm", "table6", {}, {"kernel": "rbf", "C": 10.0}),
    ("rf", "quick", {}, {"n_estimators": 8}),
    ("gbm", "quick", {}, {}),
    ("xgb", "quick", {}, {}),
    ("xgb", "quick", {}, {"colsample_bytree": 0.7}),
    ("xgb", "quick", {}, {"colsample_bylevel": 0.7}),
    ("mlp", "quick", {}, {"epochs": 1}),
]


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize(("name", "profile", "constants", "settings"), CASES)
def test_a_seed_changes_a_fit_exactly_where_the_family_says_so(name, profile, constants, settings):
    made = family(name, profile, changes=constants)
    first = made.plan([0])[0]
    trial = replace(first, settings={**first.settings, **settings})
    x, y = rows(200, dim=12)
    margins = {made.fit(replace(trial, seed=s), x, y).margin(x).tobytes() for s in (0, 1, 7)}
    assert (len(margins) > 1) == made.seeded(trial.settings)


def test_the_run_of_a_fit_names_its_seed_only_where_it_matters():
    runs = {trial.run for trial in family("svm").plan([0, 1])}
    assert "C=1,penalty=l2" in runs
    assert {"C=1,penalty=l1;seed=0", "C=1,penalty=l1;seed=1"} <= runs
    assert len(runs) == 4 + 8
    linear = {
        t.run for t in family("svm", "table6").plan([0, 1]) if t.settings["kernel"] == "linear"
    }
    assert "C=1,kernel=linear" in linear
    assert len(linear) == 6

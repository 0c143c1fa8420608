"""What holds for each of the seven families, and for the kernel SVM of profile table6."""

import json

import lightgbm
import numpy as np
import pytest
import torch
import xgboost
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC, LinearSVC

from tests.families.made_arm import FAMILIES, family, rows, trial

KINDS = [*((name, "quick") for name in FAMILIES), ("svm", "table6")]
SMALL = {"mlp": {"epochs": 3}, "cvar_dro": {"epochs": 3}, "rf": {"n_estimators": 9}}
X, Y = rows(150)
NEW, _ = rows(400, seed=9)

every_kind = pytest.mark.parametrize(("name", "profile"), KINDS)


def fitted(name, profile, x=X, y=Y, **settings):
    made, one = trial(name, profile, **(SMALL.get(name, {}) | settings))
    return made.fit(one, x, y)


def net_prediction(classifier, x):
    with torch.inference_mode():
        return classifier.network.eval()(torch.tensor(x)).argmax(dim=1).numpy() == 1


PREDICTS = {
    "mlp": net_prediction,
    "cvar_dro": net_prediction,
    "lr": lambda classifier, x: classifier.model.predict(x.astype(np.float64)),
    "svm": lambda classifier, x: classifier.model.predict(x.astype(np.float64)),
    "rf": lambda classifier, x: classifier.model.predict(x),
    "gbm": lambda classifier, x: classifier.model.predict(x) > 0.5,
    "xgb": lambda classifier, x: classifier.model.predict(xgboost.DMatrix(x)) > 0.5,
}


@every_kind
def test_margins_agree_with_the_prediction_of_the_library(name, profile):
    classifier = fitted(name, profile)
    margin = classifier.margin(NEW)
    assert margin.shape == (400,)
    assert np.array_equal(margin > 0, PREDICTS[name](classifier, NEW))


@every_kind
def test_two_fits_are_equal_byte_for_byte(name, profile):
    assert (
        fitted(name, profile).margin(NEW).tobytes() == fitted(name, profile).margin(NEW).tobytes()
    )


@every_kind
def test_the_row_order_of_new_rows_and_chunks_change_no_prediction(name, profile):
    classifier = fitted(name, profile)
    whole = classifier.margin(NEW) > 0
    parts = [classifier.margin(NEW[start : start + 77]) > 0 for start in range(0, 400, 77)]
    assert np.array_equal(whole, np.concatenate(parts))
    assert np.array_equal(whole[::-1], classifier.margin(np.ascontiguousarray(NEW[::-1])) > 0)


@every_kind
def test_random_labels_and_constant_columns_are_fitted_all_the_same(name, profile):
    x = X.copy()
    x[:, 2] = 4.0
    y = np.random.default_rng(3).random(len(x)) < 0.5
    assert np.isfinite(fitted(name, profile, x, y).margin(NEW)).all()


@every_kind
def test_read_only_rows_are_accepted_and_left_alone(name, profile):
    x, y = X.copy(), Y.copy()
    x.flags.writeable = y.flags.writeable = False
    before = x.tobytes()
    fitted(name, profile, x, y).margin(x)
    assert x.tobytes() == before


@every_kind
def test_only_nets_have_hidden_units(name, profile):
    dead = fitted(name, profile).dead_units(NEW)
    assert (dead is not None) == (name in ("mlp", "cvar_dro"))


def test_the_logit_is_scikit_learns():
    for penalty_is, strength in (("C", 0.5), ("lambda", 2.0)):
        _, one = trial("lr", C=0.5)
        ours = family("lr", changes={"penalty_is": penalty_is}).fit(one, X, Y).margin(NEW)
        theirs = LogisticRegression(C=strength, tol=1e-10, max_iter=9999).fit(X.astype(float), Y)
        assert ours == pytest.approx(theirs.decision_function(NEW.astype(float)), abs=1e-3)


def test_another_reading_of_the_penalty_is_refused():
    _, one = trial("lr")
    with pytest.raises(ValueError, match="not a valid Penalty"):
        family("lr", changes={"penalty_is": "L2"}).fit(one, X, Y)


def test_the_machines_are_scikit_learns():
    wide, new = X.astype(float), NEW.astype(float)
    linear = LinearSVC(C=10.0, penalty="l1", dual=False, random_state=0).fit(wide, Y)
    ours = fitted("svm", "quick", C=10.0, penalty="l1").margin(NEW)
    assert ours == pytest.approx(linear.decision_function(new))
    for gamma in (0.3, "scale"):
        kernel = SVC(C=10.0, kernel="rbf", gamma=gamma).fit(wide, Y)
        ours = fitted("svm", "table6", C=10.0, kernel="rbf", gamma=gamma).margin(NEW)
        assert ours == pytest.approx(kernel.decision_function(new))


@pytest.mark.parametrize(
    "settings",
    [
        {"min_samples_leaf": 4, "ccp_alpha": 0.01},
        {"min_samples_split": 16, "max_features": "log2"},
    ],
)
def test_the_forest_is_scikit_learns(settings):
    x, y = rows(150, dim=40)
    new, _ = rows(400, seed=9, dim=40)
    ours = fitted("rf", "quick", x, y, **settings).margin(new)
    forest = RandomForestClassifier(n_estimators=9, random_state=0, **settings)
    votes = forest.fit(x, y).predict_proba(new)
    assert ours == pytest.approx(votes[:, 1] - votes[:, 0])


@pytest.mark.parametrize("depth", [3, 16])
def test_boosting_is_lightgbms(depth):
    x, y = rows(300)
    model = lightgbm.LGBMClassifier(
        learning_rate=0.5, n_estimators=16, max_depth=depth, min_child_samples=2,
        deterministic=True, force_row_wise=True, n_jobs=1, random_state=0, verbosity=-1,
    )  # fmt: skip
    settings = {"lr": 0.5, "n_estimators": 16, "max_depth": depth, "min_child_samples": 2}
    theirs = model.fit(x, y).booster_.predict(NEW, raw_score=True)
    assert fitted("gbm", "quick", x, y, **settings).margin(NEW) == pytest.approx(theirs)


def test_extreme_boosting_is_xgboosts():
    model = xgboost.XGBClassifier(
        learning_rate=0.3, max_depth=3, colsample_bytree=0.7, gamma=0.1, max_bin=64,
        tree_method="hist", n_jobs=1, random_state=0,
    )  # fmt: skip
    settings = {"lr": 0.3, "max_depth": 3, "colsample_bytree": 0.7, "min_split_loss": 0.1}
    theirs = model.fit(X, Y).predict(NEW, output_margin=True)
    assert fitted("xgb", "quick", max_bin=64, **settings).margin(NEW) == pytest.approx(theirs)


def test_extreme_boosting_is_told_every_setting():
    settings = {"colsample_bylevel": 0.7, "colsample_bytree": 0.9, "grow_policy": "lossguide"}
    told = fitted("xgb", "quick", max_depth=5, min_split_loss=0.5, **settings).model.save_config()
    tree = json.loads(told)["learner"]["gradient_booster"]["tree_train_param"]
    assert (tree["max_depth"], tree["grow_policy"]) == ("5", "lossguide")
    names = ("colsample_bylevel", "colsample_bytree", "min_split_loss")
    assert [float(tree[name]) for name in names] == pytest.approx([0.7, 0.9, 0.5])


@pytest.mark.parametrize(
    ("name", "snapshot"), [("gbm", "n_estimators"), ("rf", "n_estimators"), ("rf", "ccp_alpha")]
)
def test_snapshots_of_one_run_have_its_seed_and_settings(name, snapshot):
    runs = {one.run for one in family(name, "paper").plan([0])}
    assert not any(f"{snapshot}=" in run for run in runs)


def test_heavy_pruning_makes_a_forest_a_constant():
    margin = fitted("rf", "quick", ccp_alpha=0.5).margin(NEW)
    assert np.ptp(margin) < 1e-12

"""Balanced classes in every family, against the libraries' own sample weights."""

import warnings
from dataclasses import replace

import lightgbm
import numpy as np
import pytest
import xgboost
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC, LinearSVC
from sklearn.utils.class_weight import compute_sample_weight
from threadpoolctl import threadpool_limits

from stages.families.groups import fit_group, groups_of
from stages.families.training import ClassWeight, row_weights, with_class_weight
from tests.families.made_arm import FAMILIES, family, rows

KINDS = [*((name, "quick") for name in FAMILIES), ("svm", "table6")]
GRIDS = {
    ("mlp", "quick"): {"lr": [0.01], "hidden": [16, 32], "dropout": [0.0, 0.1], "epochs": [2, 4]},
    ("cvar_dro", "quick"): {
        "alpha": [0.1, 0.5, 1.0], "lr": [0.01], "hidden": [16], "dropout": [0.0], "epochs": [3],
    },
    ("lr", "quick"): {"C": [0.001, 0.1, 1.0, 100.0]},
    ("svm", "quick"): {"C": [0.1, 1.0, 10.0], "penalty": ["l1", "l2"]},
    ("svm", "table6"): {"C": [0.1, 10.0], "kernel": ["linear", "rbf"], "gamma": [0.3, "scale"]},
    ("rf", "quick"): {
        "n_estimators": [4, 40], "min_samples_split": [2], "min_samples_leaf": [1, 8],
        "max_features": ["sqrt"], "ccp_alpha": [0.0, 0.01],
    },
    ("gbm", "quick"): {
        "lr": [0.1, 0.5], "n_estimators": [3, 12], "max_depth": [4], "min_child_samples": [4],
    },
    ("xgb", "quick"): {
        "lr": [0.3], "min_split_loss": [0.0, 0.5], "max_depth": [3], "colsample_bytree": [1.0],
        "colsample_bylevel": [1.0], "max_bin": [64], "grow_policy": ["depthwise", "lossguide"],
    },
}  # fmt: skip
NETS = {"batch": 50, "dtype": "float64"}
CHANGES = {"mlp": NETS, "cvar_dro": NETS, "xgb": {"n_estimators": 8}}

every_kind = pytest.mark.parametrize(("name", "profile"), KINDS)


@pytest.fixture(autouse=True)
def one_thread():
    with threadpool_limits(1):
        yield


def uneven(count=400, dim=6, seed=0):
    """Rows of which about a seventh is positive."""
    x, _ = rows(count, seed, dim)
    y = x[:, 0] - x[:, 1] + np.random.default_rng(seed).normal(size=count) > 1.8
    return x, y


X, Y = uneven()
NEW, _ = rows(300, seed=9)
WEIGHTS = compute_sample_weight("balanced", Y)


def balanced(name, profile="quick", word="balanced", **changes):
    """A family with a small grid that weighs the classes so."""
    told = {"grid": GRIDS[name, profile], "extras": {}, "class_weight": word}
    return family(name, profile, told | CHANGES.get(name, {}) | changes)


def grouped(made, x=X, y=Y, new=NEW):
    """Margins by configuration, the family's groups one after another."""
    found = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for group in groups_of(made, made.plan([0])):
            margins = fit_group(made, group, x, y).answers(new).margins
            found |= {one.config: row for one, row in zip(group, margins, strict=True)}
    return found


def alone(made, one, x=X, y=Y, new=NEW):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return made.fit(one, x, y).margin(new)


def test_a_row_weighs_what_scikit_learn_says_and_all_rows_weigh_their_number():
    weights = row_weights(Y, "balanced")
    assert weights == pytest.approx(WEIGHTS)
    assert weights.sum() == pytest.approx(len(Y))
    assert weights[Y].sum() == pytest.approx(weights[~Y].sum())
    # 1 of 4 positive: 4 / (2 x 1) and 4 / (2 x 3).
    hand = row_weights(np.array([True, False, False, False]), "balanced")
    assert hand == pytest.approx([2.0, 2 / 3, 2 / 3, 2 / 3])


def test_nothing_is_weighed_without_the_word_or_where_the_classes_are_even():
    assert row_weights(Y, "none") is None
    assert row_weights(np.array([True, False]), "balanced") is None


ORACLES = {
    ("lr", "quick"): lambda s: LogisticRegression(C=s["C"], tol=1e-10, max_iter=9999),
    ("svm", "table6"): lambda s: SVC(C=s["C"], kernel=s["kernel"], gamma=s["gamma"]),
    ("rf", "quick"): lambda s: RandomForestClassifier(**s, random_state=0),
    ("gbm", "quick"): lambda s: lightgbm.LGBMClassifier(
        learning_rate=s["lr"], n_estimators=s["n_estimators"], max_depth=s["max_depth"],
        min_child_samples=s["min_child_samples"], deterministic=True, force_row_wise=True,
        n_jobs=1, random_state=0, verbosity=-1,
    ),
    ("xgb", "quick"): lambda s: xgboost.XGBClassifier(
        learning_rate=s["lr"], max_depth=s["max_depth"], gamma=s["min_split_loss"],
        max_bin=s["max_bin"], grow_policy=s["grow_policy"], n_estimators=8, tree_method="hist",
        n_jobs=1, random_state=0,
    ),
}  # fmt: skip
SAYS = {
    "rf": lambda model, x: np.diff(model.predict_proba(x), axis=1)[:, 0],
    "gbm": lambda model, x: model.booster_.predict(x, raw_score=True),
    "xgb": lambda model, x: model.predict(x, output_margin=True),
}


@pytest.mark.parametrize(("name", "profile"), ORACLES)
def test_balanced_is_the_librarys_fit_with_sample_weights(name, profile):
    made = balanced(name, profile)
    found = grouped(made)
    for one in made.plan([0]):
        model = ORACLES[name, profile](dict(one.settings))
        wide = X if name in SAYS else X.astype(float)
        model.fit(wide, Y, sample_weight=WEIGHTS)
        ask = SAYS.get(name, lambda model, x: model.decision_function(x.astype(float)))
        tolerance = {"lr": 1e-3, "svm": 5e-3}.get(name, 1e-6)
        assert found[one.config] == pytest.approx(ask(model, NEW), abs=tolerance), one.config


@pytest.mark.parametrize("penalty", ["l1", "l2"])
@pytest.mark.parametrize("strength", [0.1, 10.0])
def test_the_linear_machine_ends_where_the_converged_library_does(penalty, strength):
    grid = {"C": [strength], "penalty": [penalty]}
    made = balanced("svm", grid=grid, shared_from={"l1": 0.0, "l2": 0.0})
    (margin,) = grouped(made).values()
    model = LinearSVC(
        C=strength, penalty=penalty, dual=False, tol=1e-9, max_iter=200_000, random_state=0
    )
    model.fit(X.astype(float), Y, sample_weight=WEIGHTS)
    assert margin == pytest.approx(model.decision_function(NEW.astype(float)), abs=2e-3)


@pytest.mark.parametrize("name", ["mlp", "cvar_dro"])
def test_a_net_sees_the_rare_class_as_if_its_rows_stood_there_twice(name):
    # 100 positives of 300 weigh 1.5, the others .75: the mean loss is that of 200 and 200 rows.
    x, y = rows(300)
    order = np.argsort(x[:, 0] + 0.3 * x[:, 2], kind="stable")
    y[order[:200]], y[order[200:]] = False, True
    grid = GRIDS[name, "quick"] | {"dropout": [0.0], "epochs": [30]}
    grid |= {"alpha": [1.0]} if name == "cvar_dro" else {}
    weighed = balanced(name, grid=grid, batch=1000)
    twice = replace(weighed, class_weight="none")
    x2, y2 = np.concatenate([x, x[y]]), np.concatenate([y, y[y]])
    found, expected = grouped(weighed, x, y), grouped(twice, x2, y2)
    for config, margin in found.items():
        assert margin == pytest.approx(expected[config], abs=1e-8)
        assert margin != pytest.approx(grouped(twice, x, y)[config], abs=1e-2)


@every_kind
def test_grouped_is_one_at_a_time(name, profile):
    made = balanced(
        name,
        profile,
        **({"shared_from": {"l1": None, "l2": 0.5}} if (name, profile) == ("svm", "quick") else {}),
    )
    found = grouped(made)
    tolerance = {"lr": 2e-4, "svm": 5e-3, "mlp": 1e-9, "cvar_dro": 1e-9}.get(name, 0.0)
    for one in made.plan([0]):
        assert found[one.config] == pytest.approx(alone(made, one), abs=tolerance, rel=tolerance)


@every_kind
def test_even_classes_make_balanced_and_none_the_same(name, profile):
    x, y = X[:200], np.arange(200) % 2 == 0
    weighed = grouped(balanced(name, profile), x, y)
    plain = grouped(balanced(name, profile, word="none"), x, y)
    for config, margin in weighed.items():
        assert margin.tobytes() == plain[config].tobytes(), config
    one = balanced(name, profile).plan([0])[0]
    by_hand = alone(balanced(name, profile), one, x, y)
    assert by_hand == pytest.approx(alone(balanced(name, profile, word="none"), one, x, y))


@pytest.mark.parametrize(
    ("name", "profile"),
    [kind for kind in KINDS if kind[0] not in NETS and kind[0] not in ("mlp", "cvar_dro")],
)
def test_swapped_labels_swap_the_sign_of_every_margin(name, profile):
    made = balanced(name, profile)
    found, swapped = grouped(made), grouped(made, y=~Y)
    for config, margin in found.items():
        assert margin == pytest.approx(-swapped[config], abs=5e-3), config


@every_kind
def test_balanced_calls_more_rows_of_the_rare_class(name, profile):
    before = np.mean([m > 0 for m in grouped(balanced(name, profile, word="none")).values()])
    after = np.mean([m > 0 for m in grouped(balanced(name, profile)).values()])
    assert after > before


@every_kind
def test_another_word_is_answered_with_the_nearest(name, profile):
    made = balanced(name, profile, word="balnced")
    with pytest.raises(ValueError, match="Nearest: class_weight=balanced"):
        made.fit(made.plan([0])[0], X, Y)


def test_the_linear_machine_by_the_interior_point_weighs_the_classes_too():
    patient = balanced("svm", "table6", grid=GRIDS["svm", "table6"] | {"kernel": ["linear"]})
    hurried = replace(patient, patience=0)
    x, y = X * np.float32(30.0), Y
    found, exact = grouped(patient, x, y, NEW), grouped(hurried, x, y, NEW)
    for config, margin in found.items():
        assert margin == pytest.approx(exact[config], abs=2e-2)


def test_every_family_of_conf_has_the_field():
    for name, profile in KINDS:
        made = with_class_weight(family(name, profile), ClassWeight.BALANCED)
        assert made.class_weight == "balanced"

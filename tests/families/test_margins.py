"""Any trials on any rows, and the walks that they can be taken on."""

import weakref
from dataclasses import replace

import numpy as np
import pytest

from stages.families.margins import Asked, margins
from stages.families.training import ClassWeight, with_class_weight
from stages.families.walks import longer, slower
from tests.families.made_arm import FAMILIES, family, rows, trial
from tests.families.made_families import SlowFamily, TroubledFamily

X, Y = rows(120)
NEW, _ = rows(90, seed=9)
WHOLE = Asked(90, lambda: iter([NEW]))


@pytest.mark.parametrize("name", ["lr", "rf", "gbm", "mlp"])
def test_margins_are_those_of_the_fits(name):
    made = family(name)
    trials = [made.trial({**one.settings, **SHORT.get(name, {})}, 0) for one in made.plan([0])[:3]]
    trials = list({one.config: one for one in trials}.values())
    found = margins(made, trials, X, Y, WHOLE)
    assert found.errors == [None] * len(trials)
    for one, row in zip(trials, found.values, strict=True):
        assert row == pytest.approx(made.fit(one, X, Y).margin(NEW), abs=1e-3)


SHORT = {"mlp": {"epochs": 2}, "rf": {"n_estimators": 7}}


def test_the_classes_are_weighed_where_the_family_is_told_to():
    made = family("lr")
    plain, weighed = (
        margins(with_class_weight(made, word), made.plan([0]), X, Y, WHOLE).values
        for word in ClassWeight
    )
    assert not np.allclose(plain, weighed)


@pytest.mark.parametrize("name", ["lr", "rf", "gbm", "mlp"])
def test_chunks_change_nothing_and_are_read_one_by_one(name):
    made, read = family(name), []

    def chunks():
        for start in range(0, 90, 30):
            assert sum(chunk() is not None for chunk in read) <= 1
            part = NEW[start : start + 30].copy()
            read.append(weakref.ref(part))
            yield part
            del part

    trials = made.plan([0])[:1]
    parts = margins(made, trials, X, Y, Asked(90, chunks)).values
    assert parts == pytest.approx(margins(made, trials, X, Y, WHOLE).values, abs=1e-5)


def test_what_ends_badly_has_an_error_and_no_margins():
    made = TroubledFamily({"deed": ["ok", "fail", "diverge", "infinite", "warn"]}, None, {})
    found = margins(made, made.plan([0]), X, Y, WHOLE)
    assert found.errors == [
        None,
        "KeyError: 'no such thing\\nat all'",
        "DivergenceError: the loss is nan in epoch 2",
        "DivergenceError: a margin is not finite",
        None,
    ]
    assert np.isfinite(found.values).all(axis=1).tolist() == [True, False, False, False, True]


def test_the_same_trial_under_two_orders_has_the_same_margins():
    made = family("gbm")
    trials = made.plan([0])
    there = margins(made, trials, X, Y, WHOLE).values
    assert there.tobytes() == margins(made, trials[::-1], X, Y, WHOLE).values[::-1].tobytes()


STEPS = {"mlp": ("lr", "epochs"), "cvar_dro": ("lr", "epochs"), "gbm": ("lr", "n_estimators")}


@pytest.mark.parametrize("name", FAMILIES)
def test_nets_and_boosting_can_go_slower_and_longer(name):
    made, one = trial(name)
    if name in ("lr", "svm", "rf"):
        assert slower(made, one, 10) is longer(made, one, 10) is None
        return
    _, small = slower(made, one, 10)
    assert small.settings["lr"] == pytest.approx(one.settings["lr"] / 10)
    assert small.config != one.config
    other, more = longer(made, one, 10)
    if name == "xgb":
        assert (other.n_estimators, more) == (10 * made.n_estimators, one)
        return
    _, length = STEPS[name]
    assert (other, more.settings[length]) == (made, 10 * one.settings[length])
    assert small.seed == more.seed == one.seed


def test_a_whole_rate_becomes_a_small_one():
    made, one = trial("gbm", lr=1)
    assert slower(made, one, 10)[1].settings["lr"] == 0.1


def test_a_trial_outside_the_grid_is_called_as_in_it():
    for name in FAMILIES:
        made = family(name)
        one = made.plan([3])[0]
        assert replace(made.trial(one.settings, 3), in_grid=True) == one


def test_a_users_family_may_know_of_no_walk():
    made = SlowFamily({"at": [0.0]}, None, {}, 0.0)
    assert slower(made, made.plan([0])[0], 10) is None

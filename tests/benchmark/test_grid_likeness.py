"""How alike two sets of predictions are, by hand."""

from dataclasses import replace

import numpy as np
import pytest

from stages.benchmark.likeness import InLaw, agreement, comparable, in_law
from tests.families.made_arm import family

NET = family("mlp").plan([0])[0]
LABELS = np.array([True, True, False, False])
FLAT = np.ones(4, dtype=bool)


def net(name, **settings):
    return replace(NET, config=name, settings={**NET.settings, **settings})


@pytest.mark.parametrize(
    ("settings", "answer"),
    [
        ({"dropout": 0.0, "epochs": 50}, True),
        ({"dropout": 0.0, "epochs": 51}, False),
        ({"dropout": 0.1, "epochs": 50}, False),
    ],
)
def test_nets_are_comparable_without_dropout_up_to_fifty_epochs(settings, answer):
    assert comparable(net("a", **settings)) is answer


@pytest.mark.parametrize("name", ["lr", "svm", "rf", "gbm", "xgb"])
def test_trials_of_other_families_are_all_comparable(name):
    assert all(comparable(trial) for trial in family(name, "table6").plan([0]))


def test_agreement_is_the_mean_share_of_equal_rows():
    trials = [net("a", dropout=0.0), net("b", dropout=0.0), net("noisy", dropout=0.1)]
    naive = {"a": LABELS, "b": FLAT, "noisy": FLAT}
    engine = {"a": LABELS, "b": LABELS, "noisy": ~FLAT}
    assert agreement(trials, naive, engine) == 0.75
    assert agreement(trials[2:], naive, engine) is None


def test_in_law_is_engine_less_loop():
    trials = [net("a", dropout=0.1), net("b", dropout=0.1), net("gone", dropout=0.1)]
    naive = {"a": LABELS, "b": FLAT, "gone": None}
    engine = {"a": FLAT, "b": ~FLAT, "gone": FLAT}
    # accuracies 1 and .5 become .5 and .5; one of two collapses, then both
    assert in_law(trials, naive, engine, LABELS) == InLaw(-0.25, 0.5)
    assert in_law([net("plain", dropout=0.0)], {}, {}, LABELS) is None

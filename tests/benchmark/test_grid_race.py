"""The bench's race: what the loop and the engine take, and whether they say the same."""

import numpy as np
import pytest

from stages.benchmark.likeness import comparable
from stages.benchmark.race import drawn, race
from stages.benchmark.record import Setup, family_record
from stages.benchmark.rows import BenchRows
from stages.benchmark.timed import Course, one_thread
from tests.benchmark.made_engines import Fragile, Shared
from tests.families.made_arm import family, rows
from tests.families.made_families import TroubledFamily

AT = [0.0, 1.0, 2.0, 3.0]


def course(made, count=100):
    x, _ = rows(count)
    x[:, 0] = np.arange(count) * 4 / count - 0.001  # a quarter of the rows between two thresholds
    y = x[:, 0] > 2
    return Course(made, BenchRows(x, y, x, y), chunk=32)


def record(made, sample=None):
    here = course(made)
    with one_thread("highest"):
        raced = race(here, made.plan([0]), sample, "made")
    return family_record(Setup("made", "quick", "embedding"), here.rows, raced)


def test_an_engine_that_does_once_what_the_loop_does_four_times_is_four_times_as_fast():
    found = record(Shared({"at": AT}, None, {}, 0.02))
    assert (found.configs, found.agreement, found.agreement_in_law) == (4, 1.0, None)
    assert found.ratio == pytest.approx(4, rel=0.2)
    assert found.naive_s == pytest.approx(0.08, rel=0.2)
    assert found.naive_s - found.naive_fit_s < 0.02
    assert (found.rows, found.test_rows, found.dim) == (100, 100, 6)


def test_an_engine_that_is_wrong_on_a_quarter_of_the_rows_agrees_on_three_quarters():
    # thresholds 0..3 move by 1: a quarter of the rows changes class, under each of them
    assert record(Shared({"at": AT}, None, {}, 0.0, 1.0)).agreement == pytest.approx(0.75, abs=0.01)


@pytest.mark.parametrize("kind", [TroubledFamily, Fragile])
def test_trials_that_fail_both_ways_are_counted_and_agree(kind):
    found = record(kind({"deed": ["ok", "fail", "diverge", "infinite", "warn"]}, None, {}))
    assert (found.naive_errors, found.engine_errors, found.agreement) == (3, 3, 1.0)


def test_a_trial_that_fails_one_way_only_agrees_nowhere():
    class Halting(Fragile):
        def fit(self, trial, x, y):
            return super().fit(trial, x, y)

        def fit_group(self, trials, x, y):
            if len(trials) == 1 and trials[0].settings["deed"] == "ok":
                raise RuntimeError("no")
            return super().fit_group(trials, x, y)

    found = record(Halting({"deed": ["ok", "fail"]}, None, {}))
    assert (found.naive_errors, found.engine_errors, found.agreement) == (1, 2, 0.5)


def test_a_sampled_loop_is_extrapolated_and_says_so():
    found = record(Shared({"at": AT}, None, {}, 0.02), sample=2)
    assert (found.configs, found.naive_sampled, found.agreement) == (4, 2, 1.0)
    assert found.naive_s == pytest.approx(0.08, rel=0.2)


def test_a_sample_stands_for_every_trial_and_is_spread_over_the_costs():
    made = family("rf", "table6")
    trials = made.plan([0])
    found = drawn(made, trials, 10)
    costs = {trial.config: made.cost(trial.settings) for trial in trials}
    assert found.count == 10
    assert sum(found.weights.values()) == len(trials)
    told = sum(weight * costs[name] for name, weight in found.weights.items())
    assert told == pytest.approx(sum(costs.values()), rel=0.2)
    assert drawn(made, trials, 10) == found
    assert drawn(made, trials, 10**6).count == len(trials)


def test_a_sample_of_nets_holds_some_that_can_be_compared_row_by_row():
    trials = family("mlp", "paper").plan([0])
    weights = drawn(family("mlp", "paper"), trials, 8).weights
    assert any(comparable(trial) for trial in trials if trial.config in weights)


def test_what_has_dropout_or_many_epochs_is_compared_in_law():
    class Net(Shared):
        settings = ("at", "dropout", "epochs")

    grid = {"at": AT, "dropout": [0.0, 0.1], "epochs": [50, 51]}
    found = record(Net(grid, None, {}, 0.0, off=1.0))
    assert found.configs == 16
    assert found.agreement == pytest.approx(0.75, abs=0.01)
    # accuracies 1/2, 3/4, 1 and 3/4 become 3/4, 1, 3/4 and 1/2; the last one collapses
    tree = found.tree()
    assert tree["agreement_in_law"] == pytest.approx(
        {"accuracy": 0.0, "collapse_ratio": 0.25}, abs=0.01
    )

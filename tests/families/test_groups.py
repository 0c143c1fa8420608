"""What the trainer does with groups: families whose trials are trained together."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from stages.families.contract import Answers, DivergenceError
from stages.families.groups import groups_of
from stages.families.outcome import Status
from stages.families.runner import run_family
from tests.families.made_arm import ALONE, made_run
from tests.families.made_families import SlowFamily, Threshold

POINTS = [-1.0, 0.0, 0.5, 1.0]


@dataclass(frozen=True)
class Thresholds:
    """Positive where the first feature exceeds each of `at`."""

    at: np.ndarray
    told: dict = field(default_factory=dict)

    def answers(self, x):
        return Answers(x[:, 0] - self.at[:, np.newaxis], [None] * len(self.at))

    def troubles(self):
        return [self.told.get(at) for at in self.at]


@dataclass(frozen=True)
class Together(SlowFamily):
    """`SlowFamily` with an engine: groups of `width` thresholds; nothing at `broken` can be fit."""

    width: int = 3
    broken: float | None = None

    def groups(self, trials):
        return [list(trials[at : at + self.width]) for at in range(0, len(trials), self.width)]

    def fit(self, trial, x, y):
        raise AssertionError("the oracle is for tests")

    def fit_group(self, trials, x, y):
        at = np.array([trial.number("at") for trial in trials])
        if self.broken is not None and self.broken in at:
            raise ValueError(f"Got {self.broken}")
        told = {0.0: UserWarning("nearly"), 0.5: DivergenceError("nan in epoch 1")}
        return Thresholds(at, told)


def together(points=POINTS, **fields):
    return Together({"at": points}, None, {}, 0.0, **fields)


def outcomes(run):
    finished = run_family(run, [0], ALONE, "made")
    return dict(
        zip((trial.number("at") for trial in finished.trials), finished.outcomes, strict=True)
    )


def test_a_group_gives_the_predictions_of_its_trials_alone(tmp_path):
    run = made_run(tmp_path, together())
    domain = run.arm.domains[0]
    (x,) = domain.chunks(domain.test_rows(), 1000)
    found = outcomes(run)
    for at in (-1.0, 0.0, 1.0):
        assert np.array_equal(found[at].positive["CA"], Threshold(at).margin(x) > 0)


def test_a_warning_is_noted_and_a_divergence_ends_only_its_trial(tmp_path):
    found = outcomes(made_run(tmp_path, together()))
    assert {at: (one.status, one.error) for at, one in found.items()} == {
        -1.0: (Status.OK, None),
        0.0: (Status.OK, "UserWarning: nearly"),
        0.5: (Status.DIVERGED, "DivergenceError: nan in epoch 1"),
        1.0: (Status.OK, None),
    }
    assert not found[0.5].positive
    assert not found[0.5].scores


def test_only_the_culprit_of_a_broken_group_fails(tmp_path):
    found = outcomes(made_run(tmp_path, together(broken=0.0)))
    assert found[0.0].error == "ValueError: Got 0.0"
    assert [one.status for at, one in found.items() if at in (-1.0, 1.0)] == [Status.OK] * 2


@dataclass(frozen=True)
class Infinite(Together):
    """Its threshold at 1 is no number."""

    def fit_group(self, trials, x, y):
        at = np.array([trial.number("at") for trial in trials])
        return Thresholds(np.where(at == 1.0, np.nan, at))


def test_a_margin_that_is_no_number_ends_its_trial_alone(tmp_path):
    found = outcomes(made_run(tmp_path, Infinite({"at": POINTS}, None, {}, 0.0, width=4)))
    assert found[1.0].error == "DivergenceError: a margin on CA is not finite"
    assert found[-1.0].status is Status.OK


def test_a_wider_grid_trains_only_what_is_new_of_a_group(tmp_path):
    run_family(made_run(tmp_path, together(POINTS[:2], width=9)), [0], ALONE, "made")
    assert run_family(made_run(tmp_path, together(width=9)), [0], ALONE, "made").trained == 2


def test_seconds_of_a_group_are_shared_by_cost(tmp_path):
    found = outcomes(made_run(tmp_path, together([-1.0, 1.0], width=2)))
    assert found[-1.0].seconds == found[1.0].seconds > 0


def test_a_family_without_an_engine_trains_each_trial_by_itself():
    made = SlowFamily({"at": POINTS}, None, {}, 0.0)
    assert [len(group) for group in groups_of(made, made.plan([0]))] == [1, 1, 1, 1]


@dataclass(frozen=True)
class Forgetful(Together):
    """Loses its last trial."""

    def groups(self, trials):
        return [list(trials[:-1])]


def test_groups_that_lose_a_trial_are_refused():
    made = Forgetful({"at": POINTS}, None, {}, 0.0)
    with pytest.raises(ValueError, match="groups of 3 trials from Forgetful"):
        groups_of(made, made.plan([0]))

"""Nets that are trained together, against `Family.fit` one at a time."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from stages.families.contract import DivergenceError
from stages.families.engines import net_engine
from stages.families.engines.net_runs import COLUMNS
from tests.families.made_arm import family, rows, trial

X, Y = rows(300, dim=20)
NEW, _ = rows(700, seed=9, dim=20)


@pytest.fixture(autouse=True, params=["highest", "medium"])
def matmul(request):
    before = torch.get_float32_matmul_precision()
    torch.set_float32_matmul_precision(request.param)
    yield
    torch.set_float32_matmul_precision(before)


def made(name, changes=None, **options):
    """A family whose grid is the product of these options beside the defaults, and its trials."""
    defaults = {"lr": [0.01], "hidden": [32], "dropout": [0.0], "epochs": [12]}
    if name == "cvar_dro":
        defaults["alpha"] = [0.5]
    grid = defaults | {key: list(values) for key, values in options.items()}
    one = family(name, changes={"grid": grid, "extras": {}} | dict(changes or {}))
    return one, one.plan([0])


def together(one, trials, x=X, y=Y, new=NEW):
    """Answers by configuration, the family's groups one after another."""
    found = {}
    for group in one.groups(trials):
        fitted = one.fit_group(group, x, y)
        answers, troubles = fitted.answers(new), fitted.troubles()
        for place, each in enumerate(group):
            found[each.config] = (answers.margins[place], answers.dead_units[place])
            assert troubles[place] is None
    return found


def nearly_as_alone(one, trials, tolerance):
    found = together(one, trials)
    for each in trials:
        alone = one.fit(each, X, Y)
        margin, dead = found[each.config]
        assert margin == pytest.approx(alone.margin(NEW), abs=tolerance)
        assert np.array_equal(dead, alone.dead_units(NEW))


def test_margins_and_dead_units_are_those_of_nets_trained_alone():
    one, trials = made("mlp", lr=[0.001, 0.01], hidden=[16, 32], dropout=[0.0, 0.2], epochs=[3, 9])
    nearly_as_alone(one, trials, 2e-3)


def test_the_worst_share_of_every_batch_is_that_of_nets_trained_alone():
    one, trials = made("cvar_dro", alpha=[0.01, 0.1, 0.5, 1.0], epochs=[4], lr=[0.001])
    nearly_as_alone(one, trials, 2e-3)


@pytest.mark.parametrize(
    "changes", [{"trunk": [24, 40]}, {"trunk": [8]}, {"batch": 50}, {"batch": 5000}]
)
def test_trunks_and_batches_of_any_size_are_trained(changes):
    one, trials = made("mlp", changes, hidden=[10, 24], dropout=[0.0, 0.5], lr=[0.002], epochs=[5])
    nearly_as_alone(one, trials, 2e-3)


def test_in_double_precision_the_two_trajectories_are_one():
    one, trials = made("mlp", {"dtype": "float64"}, lr=[0.01, 0.001], dropout=[0.0, 0.1])
    nearly_as_alone(one, trials, 1e-9)


def test_no_epoch_is_the_net_that_training_starts_from():
    one, trials = made("mlp", epochs=[0, 2])
    nearly_as_alone(one, trials, 1e-4)


@pytest.mark.parametrize("name", ["mlp", "cvar_dro"])
def test_a_trials_answers_are_the_same_bytes_whatever_it_is_trained_with(name):
    options = {"lr": [0.001, 0.003, 0.01], "dropout": [0.0, 0.1], "epochs": [2, 5, 30]}
    if name == "cvar_dro":
        options["alpha"] = [0.01, 0.3, 1.0]
    one, trials = made(name, hidden=[16, 32], **options)
    whole = together(one, trials)
    for some in (trials[::-1], trials[::3], trials[5:7], *([each] for each in trials[::7])):
        for config, (margin, dead) in together(one, some).items():
            assert margin.tobytes() == whole[config][0].tobytes()
            assert dead.tobytes() == whole[config][1].tobytes()


def test_share_one_of_cvar_is_the_mlp_byte_for_byte():
    options = {"lr": [0.001, 0.01], "dropout": [0.0, 0.1]}
    mlp = list(together(*made("mlp", **options)).values())
    one, trials = made("cvar_dro", alpha=[0.2, 1.0], **options)
    robust = together(one, trials)
    same = [robust[each.config] for each in trials if each.settings["alpha"] == 1.0]
    assert [margin.tobytes() for margin, _ in mlp] == [margin.tobytes() for margin, _ in same]


@pytest.mark.parametrize("trunk", [None, [64]])
def test_leaving_out_what_never_changes_again_changes_no_bit(monkeypatch, trunk):
    x, new = 0.1 * X + 1.0, 0.1 * NEW + 1.0
    options = {"lr": [0.003, 0.03], "dropout": [0.0, 0.2], "epochs": [1, 60, 90, 150]}
    one, trials = made("mlp", {"trunk": trunk}, hidden=[64], **options)
    widths = []
    real = net_engine.Cohort.thinned

    def watched(cohort):
        thinned = real(cohort)
        widths.append(thinned.state.adam.nets.widths.padded[0])
        return thinned

    monkeypatch.setattr(net_engine.Cohort, "thinned", watched)
    thin = together(one, trials, x, new=new)
    assert min(widths) < 64
    monkeypatch.setattr(net_engine, "_worth_thinning", lambda steps, pace: False)
    thick = together(one, trials, x, new=new)
    for config, (margin, dead) in thin.items():
        assert margin.tobytes() == thick[config][0].tobytes()
        assert dead.tobytes() == thick[config][1].tobytes()


def test_one_runs_divergence_is_its_own_and_spares_its_earlier_epochs():
    one, trials = made("mlp", lr=[0.001, 1e15], epochs=[0, 1, 4])
    whole = one.fit_group(trials, X, Y)
    troubles, answers = whole.troubles(), whole.answers(NEW)
    for place, each in enumerate(trials):
        if each.settings["lr"] == 0.001 or each.settings["epochs"] == 0:
            assert troubles[place] is None
            alone = one.fit_group([each], X, Y).answers(NEW)
            assert alone.margins[0].tobytes() == answers.margins[place].tobytes()
    (last,) = [
        each for each in trials if each.config.endswith("epochs=4,hidden=32,lr=1e+15;seed=0")
    ]
    with pytest.raises(DivergenceError) as plain:
        one.fit(last, X, Y)
    assert str(troubles[trials.index(last)]) == str(plain.value)
    assert np.isnan(answers.margins[trials.index(last)]).all()


def test_trials_with_the_same_run_and_epochs_are_trained_once():
    one, (first,) = made("mlp")
    twin = replace(first, config="twin")
    answers = one.fit_group([first, twin], X, Y).answers(NEW)
    assert answers.margins[0].tobytes() == answers.margins[1].tobytes()


def test_rows_alone_or_in_other_chunks_have_the_same_margins():
    one, trials = made("mlp", lr=[0.001, 0.01])
    fitted = one.fit_group(trials, X, Y)
    whole = fitted.answers(NEW).margins
    parts = [fitted.answers(NEW[start : start + 77]).margins for start in range(0, 700, 77)]
    assert np.concatenate(parts, axis=1).tobytes() == whole.tobytes()


@pytest.mark.parametrize(
    "settings", [{"hidden": "wide"}, {"lr": True}, {"dropout": 1.0}, {"epochs": 2.5}]
)
def test_a_bad_setting_is_refused_as_it_is_alone(settings):
    one, first = trial("mlp", **settings)
    (group,) = one.groups([first])
    with pytest.raises(ValueError) as plain:  # noqa: PT011
        one.fit(first, X, Y)
    with pytest.raises(ValueError) as shared:  # noqa: PT011
        one.fit_group(group, X, Y)
    assert str(plain.value) == str(shared.value)


@pytest.mark.parametrize(("name", "count"), [("mlp", 4), ("cvar_dro", 11)])
def test_groups_hold_whole_runs_of_one_width_and_seed(name, count):
    one = family(name, "paper")
    trials = [each for each in one.plan([0, 1]) if each.in_grid]
    groups = one.groups(trials)
    assert len(groups) == 2 * count
    assert sorted(t.config for group in groups for t in group) == sorted(t.config for t in trials)
    runs = [{each.run for each in group} for group in groups]
    assert sum(len(run) for run in runs) == len({each.run for each in trials})
    for group, run in zip(groups, runs, strict=True):
        assert len({(each.seed, each.settings["hidden"]) for each in group}) == 1
        assert len(run) * group[0].settings["hidden"] <= COLUMNS


@pytest.mark.slow
@pytest.mark.parametrize("name", ["mlp", "cvar_dro"])
def test_over_seeds_collapse_and_accuracy_are_the_same_in_law(name):
    x, y = rows(400, dim=20)
    x = x * np.float32(0.1) + np.float32(0.9 / 20**0.5)
    new, truth = rows(1500, seed=9, dim=20)
    new = new * np.float32(0.1) + np.float32(0.9 / 20**0.5)
    options = {"lr": [0.003, 0.01], "hidden": [16, 32], "dropout": [0.0, 0.1], "epochs": [60]}
    if name == "cvar_dro":
        options["alpha"] = [0.1, 0.5]
    one, _ = made(name, **options)
    seeds = range(6)
    trials = one.plan(seeds)
    found = together(one, trials, x, y, new)
    gaps = {seed: [] for seed in seeds}
    falls = {seed: [] for seed in seeds}
    for each in trials:
        ours, theirs = found[each.config][0] > 0, one.fit(each, x, y).margin(new) > 0
        gaps[each.seed].append((ours == truth).mean() - (theirs == truth).mean())
        falls[each.seed].append(float(len(set(ours)) == 1) - float(len(set(theirs)) == 1))
    for differences, least in ((gaps, 0.01), (falls, 0.08)):
        means = np.array([np.mean(differences[seed]) for seed in seeds])
        error = means.std(ddof=1) / len(means) ** 0.5
        assert abs(means.mean()) <= max(2.6 * error, least)

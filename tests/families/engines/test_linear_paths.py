"""LR and the linear SVM with shared work, against one fit after another."""

import warnings
from dataclasses import replace

import numpy as np
import pytest
from sklearn.exceptions import ConvergenceWarning
from threadpoolctl import threadpool_limits

from stages.families.contract import DivergenceError
from stages.families.engines.lasso_quadratic import LassoQuadratic
from stages.families.groups import groups_of
from tests.families.made_arm import family, rows, trial

GRID = [1e-4, 3e-3, 0.02, 0.5, 0.9, 1.0, 7.0, 30.0, 1e3, 5e4]
KINDS = [("lr", {"C": GRID}), ("svm", {"C": [0.1, 0.5, 1.0, 30.0, 1e3], "penalty": ["l1", "l2"]})]
every_kind = pytest.mark.parametrize(("name", "grid"), KINDS)


@pytest.fixture(autouse=True)
def one_thread():
    """As a worker has it."""
    with threadpool_limits(1):
        yield


def raw_rows(count, seed=0):
    """Age, hours and two categories as 0/1 columns that sum to one, unscaled."""
    draws = np.random.default_rng(seed)
    numbers = draws.integers(17, 90, (count, 1)), draws.integers(1, 99, (count, 1))
    groups = [np.eye(k)[draws.integers(0, k, count)] for k in (3, 9)]
    x = np.hstack([*numbers, *groups]).astype(np.float32)
    score = 0.05 * (x[:, 0] - 50) + 0.04 * (x[:, 1] - 50) + x[:, 2] - x[:, 7]
    return x, score + draws.logistic(size=count) > 0


def separable(count=200, dim=12):
    x, _ = rows(count, dim=dim)
    return x, x[:, 0] + 0.5 * x[:, 1] > 0.1


def few_rows(count=60, dim=150):
    return rows(count, dim=dim)


DATA = {
    "blobs": lambda: rows(700, dim=20),
    "raw": lambda: raw_rows(900),
    "separable": separable,
    "few rows": few_rows,
    "two chunks": lambda: rows(1500, dim=5),
}


def answered(made, trials, x, y, new):
    """The margins of every trial from groups, and their troubles."""
    margins, troubles = {}, {}
    for group in groups_of(made, trials):
        fitted = made.fit_group(group, x, y)
        answers = fitted.answers(new)
        assert answers.dead_units == [None] * len(group)
        for one, margin, trouble in zip(group, answers.margins, fitted.troubles(), strict=True):
            margins[one.config], troubles[one.config] = margin, trouble
    return margins, troubles


def plainly(made, one, x, y, new):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return made.fit(one, x, y).margin(new)


@pytest.mark.parametrize("data", DATA)
def test_lr_predicts_as_one_fit_after_another_does(data):
    x, y = DATA[data]()
    new = np.concatenate([x[::3], x[1::3] * np.float32(0.9)])
    made = family("lr", changes={"grid": {"C": GRID}})
    margins, troubles = answered(made, made.plan([0]), x, y, new)
    assert not any(troubles.values())
    for one in made.plan([0]):
        plain = plainly(made, one, x, y, new)
        assert np.array_equal(margins[one.config] > 0, plain > 0), one.config
        assert margins[one.config] == pytest.approx(plain, rel=2e-3, abs=2e-4)


def svm_objective(one, margin, intercept_and_weights, y):
    gap = np.maximum(0.0, 1.0 - np.where(y, 1, -1) * margin)
    sizes = np.abs(intercept_and_weights)
    shrunk = sizes.sum() if one.word("penalty") == "l1" else 0.5 * (sizes**2).sum()
    return one.number("C") * (gap**2).sum() + shrunk


@pytest.mark.parametrize("data", DATA)
def test_no_linear_svm_of_the_library_is_below_the_optimum(data):
    x, y = DATA[data]()
    grid = {"C": [0.1, 1.0, 5.0, 100.0], "penalty": ["l1", "l2"]}
    made = family("svm", changes={"grid": grid, "shared_from": {"l1": 0.0, "l2": 0.0}})
    strict = replace(made, tol=1e-9, max_iter=3000)
    for one in made.plan([0]):
        fitted = made.fit_group([one], x, y)
        assert fitted.troubles() == [None]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = strict.fit(one, x, y).model
        theirs = np.append(model.coef_[0], model.intercept_[0])
        plain = svm_objective(one, model.decision_function(x.astype(float)), theirs, y)
        ours = svm_objective(one, fitted.answers(x).margins[0], fitted.weights[0], y)
        assert ours <= plain * (1 + 1e-9), one.config


@pytest.mark.parametrize("penalty", ["l1", "l2"])
def test_the_linear_svm_predicts_as_the_converged_library_does(penalty):
    x, y = rows(700, dim=20)
    new, _ = rows(3000, seed=5, dim=20)
    made = family("svm", changes={"grid": {"C": [0.1, 0.5, 10.0], "penalty": [penalty]}})
    margins, _ = answered(made, made.plan([0]), x, y, new)
    strict = replace(made, tol=1e-10, max_iter=100_000)
    for one in made.plan([0]):
        plain = strict.fit(one, x, y).margin(new)
        assert margins[one.config] == pytest.approx(plain, abs=1e-5)
        assert np.mean((margins[one.config] > 0) == (plain > 0)) == 1.0


def l1_trials(seeds):
    made = family("svm", changes={"grid": {"C": [0.1, 5.0, 1e3], "penalty": ["l1"]}})
    return made, made.plan(seeds)


def test_under_l1_few_rows_are_fitted_by_the_library_with_the_seed_of_each_trial():
    x, y = rows(3 * 31 - 1, dim=30)
    new, _ = rows(3000, seed=5, dim=30)
    made, trials = l1_trials([0, 1])
    margins, troubles = answered(made, trials, x, y, new)
    for one in trials:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            plain = made.fit(one, x, y).margin(new)
        assert np.array_equal(margins[one.config] > 0, plain > 0)
        assert margins[one.config] == pytest.approx(plain, rel=1e-12, abs=1e-12)
        said = [str(warning.message) for warning in caught]
        trouble = troubles[one.config]
        assert [str(trouble)] == said if said else trouble is None
    first, second = trials[-2:]
    assert first.settings == second.settings
    assert not np.array_equal(margins[first.config], margins[second.config])


def test_under_l2_far_fewer_rows_than_weights_are_fitted_by_the_library():
    x, y = rows(40, dim=80)
    made, one = trial("svm", C=10.0, penalty="l2")
    plain = made.fit(one, x, y).margin(x)
    ours = made.fit_group([one], x, y).answers(x).margins[0]
    assert ours == pytest.approx(plain, rel=1e-12, abs=1e-12)


def test_under_l1_three_rows_per_weight_are_enough_to_share_work():
    x, y = rows(3 * 31, dim=30)
    made, trials = l1_trials([0, 1])
    margins, troubles = answered(made, trials, x, y, x)
    assert not any(troubles.values())
    for one, twin in zip(trials[::2], trials[1::2], strict=True):
        assert np.array_equal(margins[one.config], margins[twin.config])


@pytest.mark.parametrize("profile", ["quick", "paper"])
def test_under_l1_each_trial_is_the_librarys_own_fit_if_so_told(profile):
    made = family("svm", profile, {"shared_from": {"l1": None, "l2": 0.5}})
    groups = groups_of(made, made.plan([0]))
    alone = [group[0] for group in groups if group[0].word("penalty") == "l1"]
    assert len(alone) == len(made.grid["C"]) == sum(len(group) for group in groups) / 2
    x, y = rows(400, dim=9)
    for one in alone[::6]:
        fitted = made.fit_group([one], x, y)
        assert fitted.answers(x).margins[0].tobytes() == plainly(made, one, x, y, x).tobytes()


def test_no_lasso_is_worth_its_last_digits_while_rows_come_and_go(monkeypatch):
    x, _ = rows(400, dim=100)
    y = x @ np.random.default_rng(3).normal(size=100) > 0
    made, one = trial("svm", C=1e3, penalty="l1")
    sweeps, sweep = [], LassoQuadratic._sweep
    monkeypatch.setattr(LassoQuadratic, "_sweep", lambda *a: sweeps.append(1) or sweep(*a))
    taken = []
    monkeypatch.setattr("stages.families.engines.l1_squared_hinge.PATIENCE", 10**6)
    for rounds in (5, 500):
        monkeypatch.setattr("stages.families.engines.l1_squared_hinge.MOVING", rounds)
        sweeps.clear()
        assert made.fit_group([one], x, y).troubles() == [None]
        taken.append(len(sweeps))
    assert 2 * taken[0] < taken[1], taken


def test_under_l1_rows_far_from_0_that_hardly_vary_end_in_the_librarys_warning(monkeypatch):
    spent, solve = [], LassoQuadratic.solve

    def counted(problem, start, goal, rounds):
        spent.append(rounds)
        return solve(problem, start, goal, rounds)

    monkeypatch.setattr(LassoQuadratic, "solve", counted)
    monkeypatch.setattr("stages.families.engines.l1_squared_hinge.PATIENCE", 10)
    x, y = rows(300, dim=16)
    far = (1e-3 * x + np.linspace(-12, 12, 16)).astype(np.float32)
    made, one = trial("svm", C=10.0, penalty="l1")
    fitted = made.fit_group([one], far, y)
    assert isinstance(fitted.troubles()[0], ConvergenceWarning)
    assert np.isfinite(fitted.answers(far).margins).all()
    assert len(spent) <= 4  # two for the reference, two for the model


@pytest.mark.parametrize(("name", "penalty"), [("lr", None), ("svm", "l1"), ("svm", "l2")])
def test_hardly_any_penalty_is_fitted_where_categories_sum_to_one(name, penalty):
    x, y = raw_rows(900)
    settings = {"C": 1e9} | ({"penalty": penalty} if penalty else {})
    made, one = trial(name, **settings)
    fitted = made.fit_group([one], x, y)
    assert fitted.troubles() == [None]
    right = np.mean((fitted.answers(x).margins[0] > 0) == y)
    assert right == pytest.approx(np.mean((plainly(made, one, x, y, x) > 0) == y), abs=0.01)


@every_kind
@pytest.mark.parametrize("data", ["raw", "two chunks", "few rows"])
def test_the_others_of_a_group_change_no_byte(name, grid, data):
    x, y = DATA[data]()
    new = x[::2]
    made = family(name, changes={"grid": grid})
    trials = made.plan([0])
    draws = np.random.default_rng(1)
    some = [trials[place] for place in draws.permutation(len(trials))[:4]]
    whole, _ = answered(made, trials, x, y, new)
    for asked in (trials[::-1], some, [trials[3]]):
        part, _ = answered(made, asked, x, y, new)
        assert all(part[key].tobytes() == whole[key].tobytes() for key in part)


def test_forty_more_penalties_change_no_byte():
    x, y = rows(1100, dim=33)
    wide = family("lr", changes={"grid": {"C": np.geomspace(1.0, 99.0, 41).tolist()}})
    narrow = family("lr", changes={"grid": {"C": [1.0]}})
    many, _ = answered(wide, wide.plan([0]), x, y, x)
    one, _ = answered(narrow, narrow.plan([0]), x, y, x)
    (key,) = one
    assert one[key].tobytes() == many[key].tobytes()


@every_kind
def test_twins_are_trained_once_and_have_the_same_answers(name, grid):
    made = family(name, changes={"grid": grid})
    x, y = rows(120)
    first, second = (made.plan([seed]) for seed in (0, 1))
    group = [first[0], second[0], first[0]]
    fitted = made.fit_group(group, x, y)
    assert len(fitted.weights) == 1
    assert len(fitted.troubles()) == 3
    margins = fitted.answers(x).margins
    assert np.array_equal(margins, np.repeat(margins[:1], 3, axis=0))


def test_a_group_is_two_decades_of_the_strength():
    made = family("lr", "paper")
    sizes = [len(group) for group in groups_of(made, made.plan([0]))]
    assert sizes == [27, 36, 22, 11, 4]
    turned = family("lr", "paper", {"penalty_is": "lambda"})
    assert len(groups_of(turned, turned.plan([0]))) >= 4
    svm = family("svm", "paper")
    assert sorted(len(group) for group in groups_of(svm, svm.plan([0]))) == [4, 4, 5, 5, 8, 8]


@pytest.mark.parametrize(
    ("name", "changes"), [("lr", {"solver": "lbfgs"}), ("svm", {"dual": True, "max_iter": 50})]
)
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_any_other_solver_fits_each_trial_by_itself(name, changes):
    made = family(name, changes=changes)
    trials = [one for one in made.plan([0]) if one.settings.get("penalty") != "l1"]
    assert all(len(group) == 1 for group in groups_of(made, trials))
    x, y = rows(90)
    fitted = made.fit_group(trials[:1], x, y)
    assert fitted.answers(x).margins[0].tobytes() == made.fit(trials[0], x, y).margin(x).tobytes()


@pytest.mark.parametrize("name", ["lr", "svm"])
@pytest.mark.parametrize("value", ["much", True, None, 0.0, -1.0, float("nan")])
def test_a_strength_that_is_none_is_refused_alone(name, value):
    made, bad = trial(name, C=value)
    good = made.plan([0])[1]
    assert [good] in groups_of(made, [bad, good])
    with pytest.raises(ValueError, match=r"C|nan"):
        made.fit_group([bad], *rows(50))


def test_a_penalty_that_is_unknown_is_refused_alone():
    made, bad = trial("svm", penalty="l3")
    assert groups_of(made, [bad]) == [[bad]]
    with pytest.raises(ValueError, match="l3"):
        made.fit_group([bad], *rows(50))


def test_a_fit_that_does_not_converge_says_so_as_the_library_does():
    x, y = raw_rows(300)
    made = family("lr", changes={"grid": {"C": [5e4]}, "max_iter": 1})
    (one,) = made.plan([0])
    (trouble,) = made.fit_group([one], x, y).troubles()
    assert isinstance(trouble, ConvergenceWarning)
    with pytest.warns(ConvergenceWarning) as caught:
        made.fit(one, x, y)
    assert str(trouble) == str(caught[0].message)
    svm = family("svm", changes={"max_iter": 1})
    for penalty in ("l1", "l2"):
        lone = replace(svm.plan([0])[0], settings={"C": 5.0, "penalty": penalty})
        (trouble,) = svm.fit_group([lone], x, y).troubles()
        assert isinstance(trouble, ConvergenceWarning)
        assert not isinstance(trouble, DivergenceError)
        with pytest.warns(ConvergenceWarning) as caught:
            svm.fit(lone, x, y)
        assert str(trouble) == str(caught[0].message)


@every_kind
def test_rows_too_many_to_hold_give_the_same_bytes(name, grid, monkeypatch):
    x, y = rows(1300, dim=9)
    made = family(name, changes={"grid": grid})
    held, _ = answered(made, made.plan([0]), x, y, x)
    monkeypatch.setattr("stages.families.engines.signed_rows.HELD", 0)
    passed, _ = answered(made, made.plan([0]), x, y, x)
    assert all(held[key].tobytes() == passed[key].tobytes() for key in held)

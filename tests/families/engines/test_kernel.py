"""The engine of kernel machines: libsvm's answers, whatever is trained together."""

from dataclasses import replace

import numpy as np
import pytest

from stages.families.engines import kernel_dual, kernel_fit, kernel_plane
from stages.families.engines.kernel_gamma import gamma_of
from stages.families.groups import fit_plainly, groups_of
from tests.families.made_arm import family, rows

X, Y = rows(160)
NEW, _ = rows(700, seed=9)


def machines(**changes):
    made = family("svm", "table6", changes)
    return made, made.plan([0])


def unlike(trial, **settings):
    """The trial with other settings, and a run of its own."""
    return replace(
        trial, settings={**trial.settings, **settings}, config=str(settings), run=str(settings)
    )


def margins_of(made, trials, new=NEW, x=X):
    return made.fit_group(trials, x, Y).answers(new).margins


@pytest.mark.parametrize("scale", [1.0, 0.05, [1, 1, 1, 0.1, 3, 3]])
def test_the_whole_grid_predicts_as_libsvm_does_one_by_one(scale):
    made, trials = machines()
    x, new = X * np.float32(scale), NEW * np.float32(scale)
    distinct = list({trial.run: trial for trial in trials}.values())
    for group in groups_of(made, distinct):
        for trial, margin in zip(group, margins_of(made, group, new, x), strict=True):
            plain = made.fit(trial, x, Y).margin(new)
            clear = np.abs(plain) > 2e-3 if trial.settings["kernel"] == "linear" else True
            assert np.array_equal((margin > 0) & clear, (plain > 0) & clear), trial.config
            assert margin == pytest.approx(plain, abs=2e-2, rel=1e-3)


def test_answers_are_the_same_bytes_alone_in_any_order_and_in_any_company():
    made, trials = machines()
    together = dict(zip([t.config for t in trials], margins_of(made, trials), strict=True))
    for some in ([trials[0]], [trials[9]], trials[5:40:7], trials[::-1]):
        for trial, margin in zip(some, margins_of(made, some), strict=True):
            assert margin.tobytes() == together[trial.config].tobytes(), trial.config


def test_more_machines_of_a_gamma_than_fit_one_product_change_none():
    made, trials = machines(grid={"C": np.geomspace(0.1, 9, 40).tolist(), "kernel": ["rbf"],
                                  "gamma": [0.3]})  # fmt: skip
    whole = margins_of(made, trials)
    for place in (0, 15, 16, 39):
        assert margins_of(made, [trials[place]])[0].tobytes() == whole[place].tobytes()


def test_two_fits_are_equal_byte_for_byte():
    made, trials = machines()
    assert margins_of(made, trials).tobytes() == margins_of(made, trials).tobytes()


def test_a_few_gammas_make_a_group_and_all_linear_machines_another():
    made, trials = machines()
    groups = groups_of(made, trials)
    assert [len(group) for group in groups] == [48, 18, 18, 12]
    assert {trial.settings["kernel"] for trial in groups[0]} == {"linear"}
    assert {trial.settings["gamma"] for trial in groups[1]} == {0.1, 0.3, 0.5}


def test_other_kernels_are_trained_alone_and_plainly():
    made, trials = machines(grid={"C": [1.0], "kernel": ["poly", "sigmoid", "rbf"], "gamma": [0.1]})
    assert [len(group) for group in groups_of(made, trials)] == [1, 1, 1]
    ours = margins_of(made, trials)
    for margin, trial in zip(ours, trials, strict=True):
        assert margin == pytest.approx(made.fit(trial, X, Y).margin(NEW), abs=1e-5)


def test_trials_that_differ_by_what_cannot_matter_are_trained_once(monkeypatch):
    calls = []

    def counted(*arguments):
        calls.append(arguments)
        return kernel_dual.solve(*arguments)

    monkeypatch.setattr(kernel_fit, "solve", counted)
    monkeypatch.setattr(kernel_plane, "solve", counted)
    made, _ = machines()
    trials = made.plan([0, 1])
    margins = margins_of(made, trials)
    assert len(trials) == 192
    assert len(calls) == 54
    by_config = dict(zip([trial.config for trial in trials], margins, strict=True))
    same = [f"C=1,gamma={gamma},kernel=linear;seed={seed}" for gamma in (0.1, 2) for seed in (0, 1)]
    assert len({by_config[config].tobytes() for config in same}) == 1


@pytest.mark.parametrize(
    "wrong",
    [{"gamma": -1.0}, {"gamma": "scales"}, {"gamma": None}, {"C": -2.0}, {"C": "many"}, {"C": 0.0},
     {"kernel": "round"}, {"kernel": "linear", "C": -2.0}],
)  # fmt: skip
def test_a_bad_value_is_its_own_trials_trouble_in_the_words_of_the_plain_fit(wrong):
    made, trials = machines()
    good = trials[8]
    bad = unlike(good, **wrong)
    assert good.settings["kernel"] == "rbf"
    fitted = made.fit_group([bad, good], X, Y)
    trouble, nothing = fitted.troubles()
    assert nothing is None
    with pytest.raises(type(trouble)) as plain:
        made.fit(bad, X, Y)
    assert str(trouble) == str(plain.value)
    assert np.isnan(fitted.answers(NEW).margins[0]).all()
    assert fitted.answers(NEW).margins[1].tobytes() == margins_of(made, [good])[0].tobytes()


@pytest.mark.parametrize("kernel", ["linear", "rbf"])
def test_a_limit_of_steps_warns_as_libsvm_does_and_stops_where_it_does(kernel):
    made, trials = machines(max_iter=5, patience=30)
    trial = next(trial for trial in trials if trial.settings["kernel"] == kernel)
    plain = fit_plainly(made, trial, X, Y)
    fitted = made.fit_group([trial], X, Y)
    assert "max_iter=5" in str(fitted.troubles()[0])
    assert str(fitted.troubles()[0]) == str(plain.warning)
    assert fitted.answers(NEW).margins[0] == pytest.approx(plain.answers(NEW).margins[0], abs=1e-6)


def test_rows_that_are_no_numbers_fail_every_trial_in_the_librarys_words():
    made, trials = machines()
    x = X.copy()
    x[3, 1] = np.nan
    for trouble in made.fit_group(trials[:10], x, Y).troubles():
        assert "Input X contains NaN" in str(trouble)


def test_rows_too_many_for_a_kernel_matrix_are_answered_all_the_same():
    made, trials = machines()
    bounded, _ = machines(gram_mb=0)
    some = trials[::5]
    assert margins_of(bounded, some) == pytest.approx(margins_of(made, some), abs=1e-2)
    assert np.array_equal(margins_of(bounded, some) > 0, margins_of(made, some) > 0)


def test_rows_far_from_all_others_are_given_the_intercept():
    made, trials = machines()
    far = NEW[:5] + np.float32(1e3)
    rbf = [trial for trial in trials if trial.settings["kernel"] == "rbf"]
    margins = margins_of(made, rbf, far)
    for trial, margin in zip(rbf, margins, strict=True):
        model = made.fit(trial, X, Y).model
        assert margin == pytest.approx(np.full(5, model.intercept_[0]), abs=1e-4)


def test_no_machine_has_hidden_units():
    made, trials = machines()
    assert made.fit_group(trials[:9], X, Y).answers(NEW).dead_units == [None] * 9


@pytest.mark.parametrize("gamma", ["scale", "auto", 0.3, 2, 0])
@pytest.mark.parametrize("x", [X, np.full((20, 3), 2.5, dtype=np.float32)])
def test_gamma_is_the_number_that_scikit_learn_takes(gamma, x):
    made, trials = machines()
    trial = unlike(trials[8], gamma=gamma)
    model = made.fit(trial, x, np.arange(len(x)) % 2 == 0).model
    assert gamma_of(trial, x) == model._gamma

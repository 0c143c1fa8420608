import pytest

from stages.forecast.families import FamilyPlan, Kept, Origin, family_load
from stages.forecast.figures import Shape, family_figures, figures, unit_seconds
from tests.families.made_arm import family
from tests.families.made_families import SlowFamily

HERE = Shape(train=3000, dimension=384, test=0)


def plan(name, profile="quick", seeds=(0,)):
    made = family(name, profile)
    return FamilyPlan(name, made, made.plan(list(seeds)))


def test_a_table_figure_is_seconds_per_cost_times_cost():
    load = family_load(plan("mlp"), "embedding", HERE, None)
    epochs = 8 * 50 + 200 + 500
    assert sum(load.seconds) == pytest.approx(epochs * figures()["families"]["mlp"]["embedding"])
    assert load.origin is Origin.TABLE
    # 3,000 x 384 float64 are 9.2 MB
    assert load.worker_mb == pytest.approx(420 + 1.5 * 9.216)


def test_seconds_grow_with_rows_and_dimension_to_the_powers_of_the_table():
    figure = {"embedding": 2.0, "tabular": 1.0, "rows": 1.5, "dimension": 2.0}
    assert unit_seconds(figure, "embedding", Shape(12_000, 384, 0)) == pytest.approx(2 * 8)
    assert unit_seconds(figure, "embedding", Shape(3000, 192, 0)) == pytest.approx(2 / 4)
    assert unit_seconds(figure, "tabular", Shape(3000, 152, 0)) == pytest.approx(4)


def test_timings_kept_come_first_and_are_scaled_to_the_rows():
    lr = plan("lr")
    kept = Kept({trial.config: 2.0 for trial in lr.trials}, HERE)
    same = family_load(lr, "embedding", HERE, kept)
    assert (same.origin, list(same.seconds)) == (Origin.KEPT, [2.0] * 8)
    more = family_load(lr, "embedding", Shape(6000, 384, 0), kept)
    assert more.seconds[0] == pytest.approx(2 * 2 ** figures()["families"]["lr"]["rows"])


def test_what_was_not_timed_is_taken_by_its_cost():
    mlp = plan("mlp")
    # fifty epochs took 5 s: 500 take 50 s
    kept = Kept({t.config: 5.0 for t in mlp.trials if t.settings["epochs"] == 50}, HERE)
    load = family_load(mlp, "embedding", HERE, kept)
    by_epochs = {
        t.settings["epochs"]: seconds
        for t, seconds in zip(mlp.trainings, load.seconds, strict=True)
    }
    assert by_epochs == pytest.approx({50: 5.0, 200: 20.0, 500: 50.0})


def test_timings_of_other_configurations_are_not_used():
    load = family_load(plan("lr"), "embedding", HERE, Kept({"C=7;seed=0": 99.0}, HERE))
    assert load.origin is Origin.TABLE


def test_seeds_that_change_nothing_cost_nothing():
    lr, mlp = plan("lr", seeds=range(5)), plan("mlp", seeds=range(5))
    assert (lr.configurations, len(lr.trials), len(lr.trainings)) == (8, 40, 8)
    assert (mlp.configurations, len(mlp.trials), len(mlp.trainings)) == (8, 50, 50)


def test_a_class_has_figures_of_its_own_and_a_stranger_a_guess():
    assert family_figures("svm", "stages.families.svm.KernelSupportVectors")[0]["rows"] == 2.3
    assert family_figures("mine", "mine.Family") == (figures()["unknown"], False)
    assert family_figures("lr", "mine.Family") == (figures()["unknown"], False)
    slow = SlowFamily({"at": [0.0]}, None, {}, 0.0)
    load = family_load(FamilyPlan("slow", slow, slow.plan([0])), "embedding", HERE, None)
    assert load.origin is Origin.GUESS

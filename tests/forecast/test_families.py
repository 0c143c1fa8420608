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
    figure = figures()["families"]["mlp"]
    # Groups of 16, 64 and 32 units, each 16 more in cost: epochs of their runs, and of the longest
    units = {
        (3 * 50 + 200) * 32: 200 * 32,
        4 * 50 * 80: 50 * 80,
        500 * 48: 500 * 48,
    }
    expected = [
        figure["embedding"] * (runs + figure["shared"] * one) for runs, one in units.items()
    ]
    assert sorted(load.seconds) == pytest.approx(sorted(expected))
    assert load.origin is Origin.TABLE
    # 3,000 x 384 float64 are 9.2 MB
    assert load.worker_mb == pytest.approx(420 + 1.5 * 9.216)


def test_a_longer_prefix_holds_the_shorter():
    gbm = plan("gbm")
    load = family_load(gbm, "embedding", HERE, None)
    assert (len(gbm.trainings), len(gbm.groups)) == (8, 4)
    figure = figures()["families"]["gbm"]
    assert list(load.seconds) == pytest.approx([128 * figure["embedding"]] * 4)


def test_each_trial_predicts_every_row():
    gbm, shape = plan("gbm"), Shape(train=3000, dimension=384, test=1000)
    more = family_load(gbm, "embedding", shape, None).seconds[0]
    each = figures()["families"]["gbm"]["per_row"] + figures()["judging"]["per_row"]
    assert more - 128 * figures()["families"]["gbm"]["embedding"] == pytest.approx(2 * 1000 * each)


def test_memory_holds_what_the_engine_holds():
    xgb, svm = plan("xgb"), plan("svm", "table6")
    wide = family_load(xgb, "embedding", Shape(3000, 4096, 0), None).worker_mb
    assert wide > 64 * 512 * 16 * 4096 / 1e6
    few, many = (
        family_load(svm, "embedding", Shape(rows, 1, 0), None).worker_mb for rows in (1000, 50_000)
    )
    # 8 MB of kernel matrix; 20 GB are not held
    assert few == pytest.approx(308 + 2 * 8e-3)
    assert many == pytest.approx(300 + 4096 + 2 * 0.4)


def test_seconds_grow_with_rows_and_dimension_to_the_powers_of_the_table():
    figure = {"embedding": 2.0, "tabular": 1.0, "rows": 1.5, "dimension": 2.0}
    assert unit_seconds(figure, "embedding", Shape(12_000, 384, 0)) == pytest.approx(2 * 8)
    assert unit_seconds(figure, "embedding", Shape(3000, 192, 0)) == pytest.approx(2 / 4)
    assert unit_seconds(figure, "tabular", Shape(3000, 152, 0)) == pytest.approx(4)


def test_timings_kept_come_first_and_are_scaled_to_the_rows():
    lr = plan("lr")
    kept = Kept({trial.config: 2.0 for trial in lr.trials}, HERE)
    same = family_load(lr, "embedding", HERE, kept)
    assert same.origin is Origin.KEPT
    assert list(same.seconds) == [2.0 * len(group) for group in lr.groups]
    more = family_load(lr, "embedding", Shape(6000, 384, 0), kept)
    grown = 2 ** figures()["families"]["lr"]["rows"]
    assert list(more.seconds) == pytest.approx([grown * one for one in same.seconds])


def test_what_was_not_timed_is_taken_by_its_cost():
    gbm = plan("gbm")
    # 32 trees took 1 s: 128 take 4 s, of which 1 s is known
    kept = Kept({t.config: 1.0 for t in gbm.trials if t.settings["n_estimators"] == 32}, HERE)
    assert list(family_load(gbm, "embedding", HERE, kept).seconds) == pytest.approx([4.0] * 4)


def test_a_group_not_timed_at_all_is_taken_by_the_others():
    gbm = plan("gbm")
    kept = Kept({trial.config: 1.5 for trial in gbm.groups[0]}, HERE)
    assert list(family_load(gbm, "embedding", HERE, kept).seconds) == pytest.approx([3.0] * 4)


def test_timings_under_another_seed_count_where_no_seed_changes_the_fit():
    both = plan("lr", seeds=(0, 1))
    kept = Kept({t.config: 2.0 for t in both.trials if t.seed == 1}, HERE)
    assert sum(family_load(both, "embedding", HERE, kept).seconds) == pytest.approx(16.0)


def test_timings_of_other_configurations_are_not_used():
    load = family_load(plan("lr"), "embedding", HERE, Kept({"C=7;seed=0": 99.0}, HERE))
    assert load.origin is Origin.TABLE


def test_seeds_that_change_nothing_cost_nothing():
    lr, mlp = plan("lr", seeds=range(5)), plan("mlp", seeds=range(5))
    assert (lr.configurations, len(lr.trials), len(lr.trainings)) == (8, 40, 8)
    assert (mlp.configurations, len(mlp.trials), len(mlp.trainings)) == (8, 50, 50)


def test_a_class_has_figures_of_its_own_and_a_stranger_a_guess():
    assert family_figures("svm", "stages.families.svm.KernelSupportVectors")[0]["rows"] == 2.1
    assert family_figures("mine", "mine.Family") == (figures()["unknown"], False)
    assert family_figures("lr", "mine.Family") == (figures()["unknown"], False)
    slow = SlowFamily({"at": [0.0]}, None, {}, 0.0)
    load = family_load(FamilyPlan("slow", slow, slow.plan([0])), "embedding", HERE, None)
    assert load.origin is Origin.GUESS

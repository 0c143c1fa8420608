import errno
import os
from dataclasses import replace

import numpy as np
import pytest

from stages.families.arm_files import arm_files
from stages.families.outcome import Status
from stages.families.piece_keys import piece_keys
from stages.families.results import ResultFiles, write_results
from stages.families.runner import run_family
from stages.families.trainer import group_cost, outcomes_of, trial_cost
from stages.machine.parallel import Parallel
from stages.tables import read_predictions, read_table
from tests.families.made_arm import ALONE, COMPUTE, FAMILIES, family, made_arm, made_run
from tests.families.made_families import DEEDS, SlowFamily, TroubledFamily

POINTS = [-1.0, -0.5, 0.0, 0.5, 1.0, 2.0]


def slow(points=POINTS, pause=0.0):
    return SlowFamily({"at": points}, None, {}, pause)


def finish(run, seeds=(0,), parallel=ALONE):
    return run_family(run, list(seeds), parallel, "made")


def written(run, folder, parallel=ALONE):
    """Every file of results by name, without the timings."""
    write_results(
        finish(run, parallel=parallel), run.arm.domains, ResultFiles(folder, folder.parent / "t")
    )
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def pieces(run):
    return sorted(path for path in run.store.root.rglob("*") if path.is_file())


def made_run_again(run):
    """The same run after its files have changed."""
    return replace(run, arm=arm_files(run.arm.domains))


def test_the_second_run_takes_every_trial_from_its_piece(tmp_path):
    run = made_run(tmp_path, slow())
    first, second = finish(run), finish(run)
    assert (first.trained, second.trained) == (6, 0)
    assert [one.scores for one in first.outcomes] == [two.scores for two in second.outcomes]


def test_only_lost_and_damaged_pieces_are_trained_again(tmp_path):
    run = made_run(tmp_path, slow())
    before = written(run, tmp_path / "before")
    lost, damaged, *_ = pieces(run)
    lost.unlink()
    damaged.write_bytes(damaged.read_bytes()[:-3] + b"???")
    assert finish(run).trained == 2
    assert written(run, tmp_path / "after") == before


def test_a_wider_grid_trains_only_what_is_new(tmp_path):
    finish(made_run(tmp_path, slow(POINTS[:4])))
    assert finish(made_run(tmp_path, slow())).trained == 2
    assert finish(made_run(tmp_path, slow()), seeds=(0, 1)).trained == 6


def test_workers_change_no_byte(tmp_path):
    grid = {"lr": [0.01], "hidden": [16, 32], "dropout": [0.1], "epochs": [2]}
    mlp = family("mlp", changes={"grid": grid, "extras": {}})
    alone = written(made_run(tmp_path / "one", mlp), tmp_path / "alone")
    two = Parallel("loky", n_jobs=2)
    assert written(made_run(tmp_path / "two", mlp), tmp_path / "both", two) == alone


def test_the_key_of_a_piece_covers_all_that_determines_it(tmp_path):
    lr = family("lr")
    run = made_run(tmp_path / "a", lr)
    trials = lr.plan([0])[:1]
    others = [
        replace(run, family=family("lr", changes={"max_iter": 7})),
        replace(run, compute=replace(COMPUTE, chunk=65)),
        replace(run, arm=made_arm(tmp_path / "b", training=121)),
        replace(run, family=slow()),
    ]
    keys = {piece_keys(other, trials)[0] for other in [run, *others]}
    assert len(keys) == 5
    assert piece_keys(run, [replace(trials[0], run="C=0.0001;seed=1")])[0] not in keys
    assert piece_keys(replace(run, store=None), trials) == piece_keys(run, trials)
    wider = replace(run, family=family("lr", "paper"))
    assert piece_keys(wider, trials) == piece_keys(run, trials)


def test_trouble_is_a_row_and_ends_nothing_else(tmp_path):
    made = TroubledFamily({"deed": list(DEEDS)}, None, {})
    run = made_run(tmp_path, made)
    files = written(run, tmp_path / "out")
    trials = read_table(tmp_path / "out" / "trials.parquet").set_index("deed")
    assert trials["status"].to_dict() == {
        "ok": "ok", "fail": "failed", "diverge": "diverged", "infinite": "diverged", "warn": "ok",
        "deprecated": "ok",
    }  # fmt: skip
    assert trials["error"].dropna().to_dict() == {
        "fail": "KeyError: 'no such thing\\nat all'",
        "diverge": "DivergenceError: the loss is nan in epoch 2",
        "infinite": "DivergenceError: a margin on CA is not finite",
        "warn": "UserWarning: this took long",
    }
    called = read_predictions(tmp_path / "out" / "PR.parquet")
    assert called.configs == ("deed=deprecated;seed=0", "deed=ok;seed=0", "deed=warn;seed=0")
    scores = read_table(tmp_path / "out" / "scores.parquet")
    assert len(scores) == 6 * 3
    assert scores[scores["config"] == "deed=fail;seed=0"]["auc"].isna().all()
    tables = {"trials.parquet", "scores.parquet", "checksums.json"}
    assert set(files) == tables | {"CA.parquet", "PR.parquet", "AL.parquet"}


def test_what_failed_is_tried_again_and_what_diverged_is_not(tmp_path):
    run = made_run(tmp_path, TroubledFamily({"deed": ["fail", "diverge", "ok"]}, None, {}))
    assert finish(run).trained == 3
    again = finish(run)
    assert again.trained == 1
    assert [again.count(status) for status in Status] == [1, 1, 1]


def test_a_learning_rate_beyond_numbers_diverges_beside_one_that_does_not(tmp_path):
    grid = {"lr": [0.001, 1e30], "hidden": [16], "dropout": [0.0], "epochs": [2]}
    made = family("mlp", changes={"grid": grid, "extras": {}})
    outcomes = finish(made_run(tmp_path, made)).outcomes
    assert [outcome.status for outcome in outcomes] == [Status.OK, Status.DIVERGED]


@pytest.mark.parametrize("name", FAMILIES)
@pytest.mark.parametrize(("place", "hole"), [(0, np.nan), (1, -np.inf)])
def test_missing_numbers_end_as_rows_in_every_family_alike(tmp_path, name, place, hole):
    made = family(name, changes={"extras": {}})
    first = made.plan([0])[0]
    run = made_run(tmp_path, replace(made, grid={key: [first.settings[key]] for key in made.grid}))
    domain = run.arm.domains[place]
    x = np.load(domain.vectors)
    x[3] = hole
    np.save(domain.vectors, x)
    (outcome,) = finish(made_run_again(run)).outcomes
    assert outcome.status is Status.FAILED
    assert f"NaN or infinity among the vectors of {domain.domain}" in outcome.error


def test_one_class_in_training_is_a_failure_of_every_trial(tmp_path):
    run = made_run(tmp_path, slow())
    frame = read_table(run.arm.domains[0].table).assign(label=True)
    frame.to_parquet(run.arm.domains[0].table)
    finished = finish(made_run_again(run))
    assert finished.count(Status.FAILED) == 6
    assert "expected both classes" in finished.outcomes[0].error


def test_predictions_are_those_of_the_test_rows_in_table_order(tmp_path):
    run = made_run(tmp_path, slow([0.25]))
    written(run, tmp_path / "out")
    table = read_table(run.arm.domains[0].table)
    test = (table["split"] == "id_test").to_numpy()
    called = read_predictions(tmp_path / "out" / "CA.parquet")
    assert called.rows.tolist() == table["row"][test].tolist()
    x = np.load(run.arm.domains[0].vectors)[test]
    assert np.array_equal(called.positive[:, 0], x[:, 0] > 0.25)


def test_dead_units_are_counted_over_all_chunks(tmp_path):
    grid = {"lr": [0.01], "hidden": [16], "dropout": [0.0], "epochs": [2]}
    run = made_run(tmp_path, family("mlp", changes={"grid": grid, "extras": {}}))
    whole = replace(run, compute=replace(COMPUTE, chunk=10_000))
    few, one = finish(run).outcomes[0], finish(whole).outcomes[0]
    assert {k: v.dead_units for k, v in few.scores.items()} == {
        k: v.dead_units for k, v in one.scores.items()
    }


def test_half_precision_vectors_are_widened_before_they_are_used(tmp_path):
    run = made_run(tmp_path, family("lr"))
    for domain in run.arm.domains:
        np.save(domain.vectors, np.load(domain.vectors).astype(np.float16))
    assert finish(made_run_again(run)).count(Status.OK) == 8


def test_vectors_that_miss_rows_or_are_missing_are_named(tmp_path):
    run = made_run(tmp_path, slow())
    vectors = run.arm.domains[1].vectors
    np.save(vectors, np.load(vectors)[:-1])
    with pytest.raises(ValueError, match="expected 80 rows"):
        made_run_again(run)
    vectors.unlink()
    with pytest.raises(FileNotFoundError, match=r"No such file .*PR.npy"):
        made_run_again(run)


def test_a_margin_of_zero_is_negative(tmp_path):
    run = made_run(tmp_path, slow([0.0]))
    for domain in run.arm.domains:
        np.save(domain.vectors, np.zeros_like(np.load(domain.vectors)))
    (outcome,) = finish(made_run_again(run)).outcomes
    assert not outcome.positive["CA"].any()


def test_a_full_disk_ends_the_run_and_loses_no_finished_trial(tmp_path, monkeypatch):
    run, synced = made_run(tmp_path, slow()), []

    def full(stream):
        synced.append(stream)
        if len(synced) > 3:
            raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space left on device"):
            finish(run)
    assert len(pieces(run)) == 3
    assert finish(run).trained == 3


@pytest.mark.parametrize("name", FAMILIES)
def test_equal_rows_and_a_domain_of_one_row_are_trained_and_judged(tmp_path, name):
    made = family(name, changes={"extras": {}})
    first = made.plan([0])[0]
    run = made_run(tmp_path, replace(made, grid={key: [first.settings[key]] for key in made.grid}))
    one = run.arm.domains[1]
    read_table(one.table).iloc[:1].to_parquet(one.table)
    for domain in run.arm.domains:
        np.save(domain.vectors, np.ones((len(read_table(domain.table)), 6), dtype=np.float32))
    (outcome,) = finish(made_run_again(run)).outcomes
    assert outcome.status is Status.OK
    assert outcome.positive["PR"].shape == (1,)
    assert outcome.scores["PR"].auc is None
    assert outcome.scores["AL"].auc == 0.5
    assert len(set(outcome.positive["CA"].tolist())) == 1


def test_a_family_that_is_no_dataclass_is_refused(tmp_path):
    class Loose:
        def plan(self, seeds):
            return []

    with pytest.raises(TypeError, match="expected a frozen dataclass"):
        finish(made_run(tmp_path, Loose()))


def test_a_fit_that_no_seed_changes_is_trained_once_for_all_seeds(tmp_path):
    run = made_run(tmp_path, family("lr"))
    finished = finish(run, seeds=(0, 1, 2))
    assert (len(finished.trials), finished.trained, finished.twins, finished.taken) == (
        24,
        8,
        16,
        0,
    )
    again = finish(run, seeds=(5, 0))
    assert (again.trained, again.twins, again.taken) == (0, 8, 8)
    for trial, outcome in zip(finished.trials, finished.outcomes, strict=True):
        (fitted,) = outcomes_of(run, [trial])
        assert fitted.scores == outcome.scores
        assert all((fitted.positive[name] == outcome.positive[name]).all() for name in ("CA", "PR"))


def test_those_that_take_longest_begin(tmp_path):
    grid = {"lr": [0.01], "hidden": [16], "dropout": [0.0], "epochs": [1, 3, 2]}
    made = family("mlp", changes={"grid": grid, "extras": {}})
    costs = [trial_cost(made, trial) for trial in made.plan([0])]
    assert [cost / costs[0] for cost in costs] == [1, 3, 2]
    assert trial_cost(slow(), slow().plan([0])[0]) == 1


def test_a_group_costs_the_dearest_snapshot_of_every_run():
    grid = {"lr": [0.01, 0.1], "hidden": [16], "dropout": [0.0], "epochs": [1, 3, 2]}
    made = family("mlp", changes={"grid": grid, "extras": {}})
    trials = made.plan([0])
    assert group_cost(made, trials) == 6 * trial_cost(made, trials[0])
    assert group_cost(made, [trials[0], trials[2]]) == 2 * trial_cost(made, trials[0])
    assert group_cost(slow(), slow().plan([0])) == len(slow().plan([0]))

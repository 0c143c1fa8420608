"""The sweep: clouds as files, pieces, the two tables; the same bytes on every run."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from stages.dials import measure as measure_module
from stages.dials.clouds import Base, write_cloud
from stages.dials.measure import Bench, Measured, Trained, measure
from stages.dials.plan import DialPlan, Job, Point, RowCounts
from stages.dials.sweep import sweep
from stages.dials.tables import (
    DIAL_COLUMNS,
    FACTS,
    PHASE_COLUMNS,
    dials_table,
    phases_table,
)
from stages.storage.pieces import PieceStore
from stages.tables import write_csv
from tests.dials.test_plan import plan
from tests.families.made_arm import ALONE, COMPUTE, family, made_domains


def bench(folder: Path) -> Bench:
    """The small arm's source, 100 train rows of 120 and 40 test rows of 70."""
    source = made_domains(folder)[0]
    base = Base(source, RowCounts(train=100, test=40))
    return Bench(base, [0], 0.1, COMPUTE, PieceStore(folder / "pieces"), folder / "clouds")


def small_plan() -> DialPlan:
    """LR alone, as it is and at three spreads."""
    return plan(
        families={"lr": family("lr")},
        single={"spread": [0.001, 0.1, 10.0]},
        crossed=[],
        remedies={},
        batches={},
    )


def fake(dial: str, batch: int | None, spread: float, *trained: Trained) -> Measured:
    """A measured grid whose facts are made up: all 1 but the spread."""
    facts = dict.fromkeys(FACTS, 1.0) | {"spread": spread, "mean_l1": 10 * spread}
    return Measured(Point(dial, "1", None), "some", batch, dict(facts), trained)


def test_rows_are_drawn_without_regard_to_the_arm_and_each_split_from_its_own(
    tmp_path: Path,
) -> None:
    base = bench(tmp_path).base
    train, test = base.places()
    assert (len(train), len(test)) == (100, 40)
    assert set(train) <= set(base.source.training_rows())
    assert set(test) <= set(base.source.test_rows())
    wide = Base(base.source, RowCounts(train=10_000, test=10_000))
    assert [len(part) for part in wide.places()] == [120, 70]


def test_the_cloud_as_it_is_holds_the_arm_s_own_vectors_and_labels(tmp_path: Path) -> None:
    base = bench(tmp_path).base
    made = write_cloud(base, Point("none", "", None), tmp_path / "cloud")
    places = np.concatenate(base.places())
    assert np.array_equal(np.load(made.files.vectors), np.load(base.source.vectors)[places])
    everywhere = np.arange(140)
    assert np.array_equal(made.files.labels(everywhere), base.source.labels(places))
    assert len(made.files.training_rows()) == 100
    assert sorted(made.facts) == sorted(FACTS)


def test_lr_collapses_more_the_smaller_the_spread(tmp_path: Path) -> None:
    """Below C |g| D < |logit pi| it must; each tenth of the spread is worth two decades of C."""
    table = dials_table(sweep(small_plan(), bench(tmp_path), ALONE, "dials"))
    by_spread = table[table["dial"] == "spread"].set_index("value")["collapse"]
    assert by_spread["0.001"] == 1.0
    assert by_spread["0.001"] > by_spread["0.1"] > by_spread["10"]


def test_a_run_that_was_killed_goes_on_where_it_stopped_and_ends_in_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, calls = bench(tmp_path), []
    train = measure_module.train_pieces

    def killed(*arguments: object) -> int:
        calls.append(1)
        if len(calls) == 6:
            raise KeyboardInterrupt
        return train(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(measure_module, "train_pieces", killed)
    with pytest.raises(KeyboardInterrupt):
        sweep(small_plan(), there, ALONE, "dials")
    first = table_bytes(tmp_path, sweep(small_plan(), there, ALONE, "dials"))
    trained = len(calls)
    again = table_bytes(tmp_path, sweep(small_plan(), there, ALONE, "dials"))
    assert len(calls) == trained
    fresh = table_bytes(tmp_path, sweep(small_plan(), bench(tmp_path / "other"), ALONE, "dials"))
    assert first == again == fresh
    assert not list((tmp_path / "clouds").iterdir())


def table_bytes(folder: Path, measured: list[Measured]) -> bytes:
    """Both tables as they are written."""
    write_csv(folder / "dials.csv", dials_table(measured), DIAL_COLUMNS, DIAL_COLUMNS[:2])
    write_csv(folder / "phases.csv", phases_table(measured), PHASE_COLUMNS)
    return (folder / "dials.csv").read_bytes() + (folder / "phases.csv").read_bytes()


def test_a_net_with_another_batch_is_another_training(tmp_path: Path) -> None:
    there = bench(tmp_path)
    jobs = plan(families={"cvar_dro": family("cvar_dro")}).jobs()
    measured = measure(there, jobs[-1])
    assert (measured.batch, len(measured.trained)) == (16, 8)
    (row,) = dials_table([measured]).to_dict("records")
    assert (row["dial"], row["value"], row["configs"]) == ("batch", "16", 8)


def test_a_failed_configuration_counts_and_is_not_collapsed() -> None:
    trained = [Trained({"C": 1.0}, True), Trained({"C": 2.0}, None), Trained({"C": 3.0}, False)]
    (row,) = dials_table([fake("none", None, 1.0, *trained)]).to_dict("records")
    assert (row["collapse"], row["configs"]) == (pytest.approx(1 / 3), 3)
    (row,) = dials_table([fake("none", None, 1.0, Trained({}, None))]).to_dict("records")
    assert row["collapse"] is None


def test_a_family_that_fails_everywhere_is_a_row_without_a_ratio(tmp_path: Path) -> None:
    broken = family("lr", changes={"solver": "nothing"})
    measured = measure(bench(tmp_path), Job(Point("none", "", None), "lr", broken))
    assert {one.collapsed for one in measured.trained} == {None}


def test_phases_hold_a_cell_per_setting_and_height() -> None:
    lr = fake("spread", None, 0.1, Trained({"C": 1.0}, True), Trained({"C": 10.0}, False))
    net = fake("mean_share", 128, 2.0, Trained({"lr": 0.01}, True), Trained({"lr": 0.01}, False))
    cvar = fake("batch", 32, 2.0, Trained({"lr": 0.01, "alpha": 0.3}, True))
    table = phases_table([lr, net, cvar])
    assert table.to_numpy().tolist() == [
        ["some", "C x spread^2", 1.0, 0.01, 1.0, 1],
        ["some", "C x spread^2", 10.0, 0.01, 0.0, 1],
        ["some", "alpha x batch", 0.3, 32.0, 1.0, 1],
        ["some", "lr x |mean|_1", 0.01, 20.0, 0.5, 2],
    ]


def test_what_rounding_leaves_of_a_centred_cloud_s_mean_is_one_height_of_0() -> None:
    """Else a diagram has a row for each 2.14e-07 and 2.37e-10, which say nothing."""
    rests = {10.0: 2.14e-7, 0.003: 2.37e-10}
    clouds = [fake("mean_share", 128, spread, Trained({"lr": 0.1}, True)) for spread in rests]
    measured = [
        replace(one, facts=one.facts | {"mean_l1": rest})
        for one, rest in zip(clouds, rests.values(), strict=True)
    ]
    (row,) = phases_table(measured).to_dict("records")
    assert (row["y"], row["configs"]) == (0.0, 2)


def test_a_boosted_tree_s_learning_rate_is_no_step_of_a_net() -> None:
    trees = fake("none", None, 1.0, Trained({"lr": 0.1}, True))
    assert phases_table([trees]).empty


def test_clouds_of_another_shape_are_in_no_diagram_of_place() -> None:
    flat = fake("spectrum", None, 1.0, Trained({"C": 1.0}, True))
    assert phases_table([flat]).empty

import numpy as np
import pandas as pd
import pytest

from stages.metrics.confusion import count
from stages.metrics.counting import Trained, count_arm, twins
from stages.metrics.held_out import HeldOut
from stages.metrics.row_intervals import Replicated, row_intervals
from stages.metrics.tally import confusion_frame, halves_frame, replicate_counts, select
from stages.tables import Predictions
from tests.metrics.made_trials import trials

ROWS = 60
CELLS = ["tp", "fn", "fp", "tn"]


def made_test(domain, role="target"):
    random = np.random.default_rng(len(domain))
    text = np.arange(ROWS) // 2
    return HeldOut(
        domain=domain,
        split="id_test" if role == "source" else "ood_test",
        row=np.arange(ROWS),
        label=random.random(ROWS) < 0.6,
        text=text,
        half=text % 2,
    )


def predictions(table, seed=0):
    ok = table.loc[table["status"] == "ok", "config"]
    positive = np.random.default_rng(seed).random((ROWS, len(ok))) < 0.5
    positive[:, 0] = True
    return Predictions(np.arange(ROWS), tuple(ok)[::-1], positive[:, ::-1])


def test_predictions_come_in_the_order_of_the_trials():
    table = trials(3, failed=(1,))
    chosen = select(predictions(table), table)
    assert chosen.shape == (ROWS, 2)
    assert chosen[:, 0].all()


def test_a_trained_trial_without_predictions_is_an_error():
    with pytest.raises(KeyError, match="C=2;seed=0"):
        select(predictions(trials(2)), trials(3))


def test_every_trial_has_a_line_and_a_failed_one_empty_counts():
    table, test = trials(3, failed=(1,)), made_test("CA")
    positive = select(predictions(table), table)
    frame = confusion_frame("hashing", "mlp", table, test, count(positive, test.label))
    assert frame["config"].tolist() == table["config"].tolist()
    assert frame[CELLS].isna().all(axis=1).tolist() == [False, True, False]
    assert frame.loc[0, CELLS].sum() == ROWS


def test_the_two_halves_add_up_to_the_whole():
    table, test = trials(4, failed=(3,)), made_test("PR")
    positive = select(predictions(table), table)
    whole = confusion_frame("a", "mlp", table, test, count(positive, test.label))
    halves = halves_frame("a", "mlp", table, test, positive)
    assert halves["half"].tolist() == [0] * 4 + [1] * 4
    total = halves.iloc[:4][CELLS].reset_index(drop=True) + halves.iloc[4:][CELLS].reset_index(
        drop=True
    )
    assert total.equals(whole[CELLS])


def test_bootstrapped_counts_keep_a_constant_constant():
    table, test = trials(3, failed=(1,)), made_test("PR")
    drawn = replicate_counts(
        test, select(predictions(table), table), np.array([True, False, True]), 50
    )
    assert drawn.tp.shape == (50, 3)
    assert (drawn.predicted_negatives[:, 0] == 0).all()
    assert (drawn.rows[:, 1] == 0).all()
    assert drawn.rows[:, 0].mean() == pytest.approx(ROWS, rel=0.1)


def counted(arm, table, seed):
    tests = [made_test("CA", "source"), made_test("PR"), made_test("AL2")]
    pairs = ((test, predictions(table, seed + place)) for place, test in enumerate(tests))
    return count_arm(Trained(arm, "mlp", table), pairs, replicates=40, epsilon=0.1)


def test_one_arm_is_counted_on_every_test_set_and_paired_with_the_source():
    made = counted("hashing", trials(4, extras=(1,), failed=(3,)), 0)
    assert len(made.confusion) == 4 * 3
    assert len(made.halves) == 4 * 3 * 2
    assert made.replicates.counts.tp.shape == (40, 3, 3)
    assert made.agreement["target"].unique().tolist() == ["PR", "AL2"]
    everyone = made.agreement[made.agreement["points"] == "all"]
    assert everyone["models"].tolist() == [2, 2]


def test_a_data_set_without_targets_has_no_agreement():
    table = trials(2)
    pair = [(made_test("CA", "source"), predictions(table))]
    made = count_arm(Trained("a", "mlp", table), pair, replicates=5, epsilon=0.1)
    assert made.agreement.empty
    assert "r2" in made.agreement


def test_row_intervals_hold_every_measure_of_both_arms():
    table = trials(4)
    both = Replicated(
        counted("tabular", table, 0).replicates, counted("hashing", table, 9).replicates
    )
    frame = row_intervals(both, 0.1, 0.95)
    assert (frame["rows_low"] <= frame["rows_high"]).all()
    assert not frame.duplicated(["arm", "measure", "epsilon", "source", "target"]).any()
    wd = frame[frame["measure"] == "collapse_wd"]
    assert set(wd["arm"]) == {"hashing"}
    assert set(wd["target"]) == {"CA", "PR", "AL2"}
    overall = frame[frame["measure"] == "all_domains"]
    assert pd.isna(overall["target"]).all()


def test_a_model_that_every_seed_gives_again_is_compared_once():
    table = trials(3, seeds=(0, 1))
    table["run"] = [
        f"r{c}" if c < 2 else f"r{c};{s}" for c, s in zip(table["C"], table["seed"], strict=True)
    ]
    assert twins(table).tolist() == [False, False, False, True, True, False]
    table.loc[[0, 1], "run"] = "r"  # snapshots of one run are different models
    assert not twins(table.iloc[:3]).any()
    made = counted("hashing", table.assign(run=[f"r{c}" for c in table["C"]]), 0)
    assert made.agreement["models"].max() == 3

import numpy as np
import pandas as pd
import pytest

from stages.metrics.counting import Trained, count_arm
from stages.metrics.held_out import HeldOut
from stages.prescription.counted import counted_family, together
from stages.tables import Predictions
from tests.metrics.made_trials import trials


def drawn(domain: str, split: str, rows: int, configs: tuple[str, ...]):
    random = np.random.default_rng([*domain.encode()])
    place = np.arange(rows)
    test = HeldOut(domain, split, place, random.random(rows) < 0.6, place, place % 2)
    return test, Predictions(place, configs, random.random((rows, len(configs))) < 0.5)


def test_counts_and_halves_are_those_that_evaluate_makes():
    table = trials(4, failed=(2,), extras=(3,))
    ok = tuple(table.loc[table["status"] == "ok", "config"])
    tests = [drawn("CA", "id_test", 120, ok), drawn("PR", "ood_test", 80, ok)]
    mine = counted_family("m", "lr", table, tests)
    theirs = count_arm(Trained("m", "lr", table), tests, replicates=1, epsilon=0.1)
    pd.testing.assert_frame_equal(mine.counts, theirs.confusion)
    pd.testing.assert_frame_equal(mine.halves, theirs.halves)
    assert list(mine.trials.columns[:2]) == ["arm", "family"]


def test_families_stand_below_each_other_by_name():
    table = trials(2)
    tests = [drawn("CA", "id_test", 20, tuple(table["config"]))]
    parts = {name: counted_family("m", name, table, tests) for name in ("rf", "lr")}
    arm = together("m", parts)
    assert arm.counts["family"].tolist() == ["lr", "lr", "rf", "rf"]
    assert len(arm.halves) == 8
    assert arm.books.trials is arm.trials


def test_predictions_of_other_rows_are_refused():
    table = trials(1)
    test, predictions = drawn("CA", "id_test", 20, tuple(table["config"]))
    short = Predictions(predictions.rows[:5], predictions.configs, predictions.positive[:5])
    with pytest.raises(ValueError, match="train again"):
        counted_family("m", "lr", table, [(test, short)])

from dataclasses import replace

import numpy as np
import pytest

from stages.diagnosis import climb as climbing
from stages.diagnosis.ladder import TRAINED, climbed
from stages.diagnosis.probe_runs import Parts, probed
from stages.diagnosis.words import Rung
from stages.storage.pieces import PieceStore
from tests.diagnosis.made_faults import Fragile, ShiftedLogit, grid_of
from tests.diagnosis.made_truths import PLANTS, SETTINGS, climber, diagnosis, planted
from tests.families.made_arm import ALONE, family


@pytest.fixture
def grounds(tmp_path):
    return planted(tmp_path, PLANTS["shrunk"], 0, rows=600)


def pieces(grounds):
    return sorted(path for path in grounds.embedded.store.root.glob("*/*") if path.is_file())


def test_every_configuration_has_every_rung_and_errors_are_rows(grounds):
    table = diagnosis(grounds, grid_of(Fragile, at=[1, 2]))["ladder"]
    assert table.groupby("config")["rung"].agg(list).tolist() == [[*Rung]] * 2
    errors = dict(zip(table["rung"], table["error"], strict=True))
    assert errors["seed"] == "KeyError: 'no such seed\\nhere'"
    assert errors["slower"] == "does not apply: no learning rate"
    assert errors["looser"] == "does not apply: diagnosis.held_back names nothing for family"
    assert errors["balanced"].startswith("Got class_weight=balanced for Fragile")
    assert isinstance(errors["none"], float)  # empty
    trained = table[table["rung"].isin(["none", "threshold", "standardize"])]
    assert trained["youden"].tolist() == pytest.approx([0.0] * 6)


def test_what_is_finished_is_not_trained_again_and_a_lost_piece_alone_is(grounds, monkeypatch):
    made = climber("lr", family("lr"))
    trials = made.family.plan([0])[:3]
    first = climbed(grounds.embedded, made, trials, SETTINGS, ALONE)
    kept = {path: path.read_bytes() for path in pieces(grounds)}
    assert len(kept) == 9  # three configurations, standardised, balanced, looser; no more applies
    lost = next(iter(kept))
    lost.unlink()
    asked = []
    train = climbing.outcomes_of

    def counting(run, trials):
        asked.extend(trials)
        return train(run, trials)

    monkeypatch.setattr(climbing, "outcomes_of", counting)
    assert climbed(grounds.embedded, made, trials, SETTINGS, ALONE) == first
    assert len(asked) == 1
    assert {path: path.read_bytes() for path in pieces(grounds)} == kept


def test_a_configuration_climbs_alone_as_it_does_among_others(grounds, tmp_path):
    made = climber("mlp", family("mlp", changes={"extras": {}}))
    trials = made.family.plan([0])[:3]
    among = climbed(grounds.embedded, made, trials, SETTINGS, ALONE)
    (tmp_path / "other").mkdir()
    other = planted(tmp_path / "other", PLANTS["shrunk"], 0, rows=600).embedded
    alone = climbed(other, made, trials[1:2], SETTINGS, ALONE)
    assert alone == {key: among[key] for key in alone}
    assert len(alone) == len(TRAINED)


def test_configurations_that_end_in_the_same_training_share_a_piece(grounds):
    made = climber("mlp", family("mlp", changes={"extras": {}}))
    base = made.family.plan([0])[0]
    trials = [made.family.trial({**base.settings, "epochs": epochs}, 0) for epochs in (60, 90)]
    settings = replace(SETTINGS, longest=300)
    found = climbed(grounds.embedded, made, trials, settings, ALONE)
    longer = [found[trial.config, Rung.LONGER] for trial in trials]
    assert longer[0] == longer[1]
    assert len(pieces(grounds)) == 2 * (len(TRAINED) - 1) - 1  # no dropout, nothing looser


def test_a_rung_of_shifted_margins_stays_shifted_and_standardising_does_not_help(grounds):
    made = climber("mine", grid_of(ShiftedLogit, shift=[50.0]))
    found = climbed(grounds.embedded, made, made.family.plan([0]), SETTINGS, ALONE)
    result = found["shift=50;seed=0", Rung.STANDARDIZE]
    assert result.rates is not None
    assert result.rates.youden == 0.0


def test_a_rung_may_change_a_constant_for_some_configurations_and_a_setting_for_others(grounds):
    grid = {
        "lr": [0.1], "min_split_loss": [0.0, 1.0], "max_depth": [2], "colsample_bytree": [1.0],
        "colsample_bylevel": [1.0], "max_bin": [16], "grow_policy": ["depthwise"],
    }  # fmt: skip
    made = climber("xgb", family("xgb", changes={"grid": grid, "n_estimators": 2}))
    lines = [
        {"setting": "n_estimators", "by": "small", "until": 15, "where": {"min_split_loss": 0.0}},
        {"setting": "min_split_loss", "by": "large"},
    ]
    settings = replace(SETTINGS, held_back={"xgb": lines})
    trials = made.family.plan([0])
    among = climbed(grounds.embedded, made, trials, settings, ALONE)
    assert among[trials[0].config, Rung.LOOSER] != among[trials[1].config, Rung.LOOSER]
    for place, trial in enumerate(trials):
        other = replace(
            grounds.embedded, store=PieceStore(grounds.embedded.store.root / f"{place}")
        )
        alone = climbed(other, made, [trial], settings, ALONE)
        assert among[trial.config, Rung.LOOSER] == alone[trial.config, Rung.LOOSER]


def test_probes_are_trained_once_for_all_families(grounds, monkeypatch):
    source = grounds.raw.arm.domains[0]
    labels = source.labels(source.training_rows())
    parts = Parts.of(labels, np.arange(len(labels)), SETTINGS)
    first = probed([grounds.raw, grounds.embedded], parts, SETTINGS, ALONE)
    monkeypatch.setattr("stages.diagnosis.probe_runs.held_out_ranks", None)
    second = probed([grounds.raw, grounds.embedded], parts, SETTINGS, ALONE)
    for one, other in zip(first, second, strict=True):
        assert [ranks.tolist() for ranks in one.ranks] == [r.tolist() for r in other.ranks]

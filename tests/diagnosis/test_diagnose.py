"""The verb and the command on a planted arm, from files to tables."""

import json

import pandas as pd
import pytest
import yaml

from stages import diagnose, paths, tables, train
from stages.commands import diagnose as command
from stages.commands.composition import composed
from stages.commands.usage import RefusalError
from stages.diagnosis.words import COLUMNS, MEANINGS, Rung
from tests.conftest import ROOT
from tests.diagnosis.made_truths import PLANTS, planted

ARM = "minilm"


def laid_out(folder, *overrides):
    """An arm whose informative columns were dropped, below the working folder; params.yaml."""
    tree = composed(ROOT, ["preset=quick", "parallel.n_jobs=1", *overrides]).tree
    tree["diagnosis"] |= {"sample": 2, "probes": {**tree["diagnosis"]["probes"], "rounds": 20}}
    paths.PARAMS.write_text(yaml.safe_dump(tree))
    (folder / "plant").mkdir()
    grounds = planted(folder / "plant", PLANTS["dropped"], 0, rows=1600)
    for arm, ground in (("tabular", grounds.raw), (ARM, grounds.embedded)):
        paths.vectors(arm, "CA").parent.mkdir(parents=True)
        ground.arm.domains[0].vectors.rename(paths.vectors(arm, "CA"))
    paths.TABLES.mkdir(parents=True)
    grounds.raw.arm.domains[0].table.rename(paths.table("CA"))
    rows = pd.DataFrame({"row": range(1600), "text": "a", "distinct": range(1600)})
    tables.write_table(paths.texts("CA"), rows, tables.TEXTS)
    domains = pd.DataFrame([("CA", "CA", "source", 1600, 900)], columns=list(tables.DOMAINS))
    tables.write_csv(paths.DOMAINS, domains, tables.DOMAINS)


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """Two families trained on that arm."""
    folder = tmp_path_factory.mktemp("study")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.delenv("DVC_ROOT", raising=False)
        laid_out(folder, "roster=[lr,rf]")
        for family in ("lr", "rf"):
            train.main([ARM, family])
        yield folder


def told(name, family="lr"):
    return pd.read_csv(paths.diagnosis(ARM, family) / f"{name}.csv")


def test_the_verb_writes_its_tables_and_names_what_was_planted(study, capsys):
    diagnose.main([ARM, "lr"])
    assert "2 of 8 collapsed configurations examined: information_lost 2" in capsys.readouterr().out
    for name, columns in COLUMNS.items():
        assert tuple(told(name)) == columns
    assert told("causes")["cause"].tolist() == ["information_lost"] * 2
    assert told("examined").values.tolist() == [[ARM, "lr", 8, 2]]
    assert told("ladder")["rung"].tolist() == [*Rung] * 2
    assert set(told("ladder")["repaired"]) == {False}
    best = told("probes").query("probe == 'best'").set_index("arm")
    assert best.at["raw", "auc_low"] > 0.8
    assert best.at["embedded", "auc_low"] < 0.5


def test_a_second_time_the_tables_are_the_same_bytes(study):
    diagnose.main([ARM, "lr"])
    folder = paths.diagnosis(ARM, "lr")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    diagnose.main([ARM, "lr"])
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_the_command_prints_the_flow_with_an_example(study, capsys):
    assert command.main(["--families", "lr,rf"]) == 0
    printed = capsys.readouterr().out
    assert "Best probe on raw rows: AUC 0.9" in printed
    assert f"information_lost: {MEANINGS['information_lost']}" in printed
    assert f"python -m stages.train {ARM} lr --only 'C=" in printed


def test_the_command_examines_whom_it_is_told_and_answers_programs(study, capsys):
    config = "C=0.01;seed=0"
    assert command.main(["--families", "lr", "--configs", config, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert [row["config"] for row in answer["causes"]] == [config]
    assert {row["rung"] for row in answer["ladder"]} == {*Rung}
    assert answer["flow"][0]["count"] == 1


def test_the_command_says_who_does_not_collapse(study, capsys):
    told = tables.read_predictions(paths.predictions(ARM, "rf") / "CA.parquet")
    widest = told.positive.std(axis=0).argmax()
    fine = told.configs[widest]
    command.main(["--families", "rf", "--configs", fine])
    assert f"do not near-collapse here: {fine}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["minlm"], "Nearest: minilm"),
        (["--families", "l"], "Nearest: lr"),
        (["--families", "lr", "--configs", "C=7;seed=0"], "Nearest: C=1;seed=0 or C=10;seed=0"),
        (["--sample", "few"], "a number of configurations, or all"),
        (["--sample", "0"], "at least 1"),
        (["--sampel", "3"], "Nearest: --sample"),
    ],
)
def test_mistakes_are_told_with_their_cure(study, arguments, message):
    with pytest.raises(RefusalError, match=message):
        command.main(arguments)


def test_an_arm_that_was_told_how_to_train_is_told_the_same_on_every_rung(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DVC_ROOT", raising=False)
    laid_out(tmp_path, "roster=[rf]", "class_weight=balanced", "threshold=prior")
    train.main([ARM, "rf"])
    diagnose.main([ARM, "rf"])
    rungs = told("ladder", "rf").query("config.str.contains('ccp_alpha=0.1')").set_index("rung")
    assert len(rungs) > 0
    assert set(rungs.loc["balanced", ["error"]].to_numpy().flat) == {
        "does not apply: the classes weigh the same already"
    }
    assert set(rungs.loc["threshold", ["error"]].to_numpy().flat) == {
        "does not apply: the arm is cut at the training prior already"
    }
    assert rungs.loc[["looser", "seed"], "error"].isna().all()

"""The verbs that make vectors say what is to be expected, before anything is trained."""

import json
from pathlib import Path

import pytest
import yaml

from stages import embed, paths, remedy
from stages.expectation.told import foretold
from tests.encoders.test_embed import Project


@pytest.fixture
def told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> pytest.CaptureFixture[str]:
    """A small arm that was embedded, with two remedies to choose from; what was printed so far."""
    Project.make(tmp_path)
    monkeypatch.chdir(tmp_path)
    params = yaml.safe_load(paths.PARAMS.read_text(encoding="utf-8"))
    params["encoders"]["lengths"]["pause"] = 0.0
    params["parallel"]["n_jobs"] = 1
    training = {"_target_": "stages.remedies.training.TrainingRemedy", "class_weight": "balanced"}
    params["remedies"] = {
        "center": {"_target_": "sklearn.preprocessing.StandardScaler", "with_std": False},
        "balanced": training | {"threshold": None},
    }
    paths.PARAMS.write_text(yaml.safe_dump(params), encoding="utf-8")
    embed.main(["lengths"])
    return capsys


def test_embed_ends_with_the_forecast_of_its_facts(told: pytest.CaptureFixture[str]) -> None:
    facts = json.loads(paths.facts("lengths").read_text(encoding="utf-8"))
    last = told.readouterr().out.splitlines()[-1]
    assert last == f"lengths: {foretold(facts)}"
    assert "expected near-collapse from these facts alone" in last


def test_a_remedy_ends_with_the_forecast_of_the_remedied_facts(
    told: pytest.CaptureFixture[str],
) -> None:
    before = told.readouterr().out.splitlines()[-1]
    remedy.main(["lengths", "center"])
    facts = json.loads(paths.facts("lengths+center").read_text(encoding="utf-8"))
    last = told.readouterr().out.splitlines()[-1]
    assert last == f"lengths+center: {foretold(facts)}"
    assert last.partition(": ")[2] != before.partition(": ")[2]


def test_nothing_is_foretold_of_a_remedy_on_the_side_of_training(
    told: pytest.CaptureFixture[str],
) -> None:
    told.readouterr()
    remedy.main(["lengths", "balanced"])
    assert "expected" not in told.readouterr().out

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from stages.commands import estimate
from stages.commands.estimate_text import duration, volume
from stages.commands.usage import RefusalError

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def root(monkeypatch):
    monkeypatch.chdir(ROOT)


def tree(capsys, *overrides):
    assert estimate.main(["--json", *overrides]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_default_is_the_sum_of_its_stages(capsys):
    found = tree(capsys)
    assert len(found["stages"]) == 29
    assert found["rows"]["train"] == 3000
    assert found["seconds"] == pytest.approx(sum(stage["seconds"] for stage in found["stages"]))


def test_a_preset_has_the_trials_of_its_profiles(capsys):
    found = tree(capsys, "preset=quick")
    assert {name: one["trials"] for name, one in found["families"].items()} == {
        "mlp": 10, "cvar_dro": 8, "lr": 8, "svm": 8, "rf": 8, "gbm": 8, "xgb": 8,
    }  # fmt: skip


def test_as_many_stages_as_dvc_has(capsys):
    listed = subprocess.run(
        [sys.executable, "-m", "dvc", "stage", "list", "--name-only"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert [s["stage"] for s in tree(capsys)["stages"]] == listed.stdout.split()


def test_five_seeds_train_nets_five_times_and_logistic_regression_once(capsys):
    families = tree(capsys, "preset=quick", "seeds=[0,1,2,3,4]", "roster=[mlp,lr]")["families"]
    # c1 is the 200th epoch of a run of the grid
    assert families == {
        "mlp": {"configurations": 8, "trials": 50, "trainings": 50, "runs": 45},
        "lr": {"configurations": 8, "trials": 40, "trainings": 8, "runs": 8},
    }


def test_a_person_reads_a_table_a_total_and_where_it_comes_from(capsys):
    estimate.main(["preset=smoke", "roster=[lr]", "encoder=hashing"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == (
        "hashing on simulated, size smoke: 300 rows to train, 200 + 500 to test on 6 domains; "
        "at most 1,000 distinct texts."
    )
    assert lines[1].startswith("8 configurations of 1 family, 1 seed: 8 trials on each of 2 arms")
    assert any(
        line.split()[:5] == ["embed@hashing", "at", "most", "1,000", "texts"] for line in lines
    )
    assert any(line.startswith("11 stages, about ") for line in lines)
    assert any(line.startswith("From: kept timings") for line in lines)


def test_a_large_encoder_says_days_and_gigabytes(capsys):
    told = tree(capsys, "+encoders=e5_mistral", "encoder=e5_mistral", "roster=[lr]")["warnings"]
    assert any("e5_mistral" in line and "days in all, and 15 GB" in line for line in told)


def test_nothing_is_written_and_no_model_loaded(capsys):
    before = {path: path.stat().st_mtime_ns for path in ROOT.glob("*.yaml")}
    start = time.process_time()
    tree(capsys, "preset=paper")
    assert time.process_time() - start < 5
    assert {path: path.stat().st_mtime_ns for path in ROOT.glob("*.yaml")} == before


def test_a_wrong_override_is_answered_with_the_nearest_name():
    with pytest.raises(RefusalError, match="minilm"):
        estimate.main(["encoder=minlm"])


def test_a_data_file_that_is_not_there_is_a_refusal(tmp_path):
    with pytest.raises(RefusalError):
        estimate.main(["data=acs_parquet", f"data.path={tmp_path / 'none.parquet'}"])


def test_data_that_were_not_read_are_said_to_be_bounds(capsys):
    estimate.main(["data=acs_pums", "roster=[lr]", "encoder=hashing"])
    assert "domains (the data were not read: by the size" in capsys.readouterr().out


def test_status_of_another_composition_is_refused():
    with pytest.raises(RefusalError, match="leave the overrides or --status away"):
        estimate.main(["--status", "seeds=[7]"])


@pytest.mark.slow
def test_status_leaves_what_dvc_would_run(finished, tmp_path):
    clone = finished.copy(tmp_path / "clone")
    command = (sys.executable, "-m", "stages.commands.estimate", "--status", "--json")
    assert json.loads(clone.run(*command))["stages"] == []
    clone.compose("families/rf=paper")
    left = json.loads(clone.run(*command, "families/rf=paper"))["stages"]
    assert [part["stage"] for part in left] == [
        "baseline@rf", "train@hashing-rf", "evaluate@rf", "audit", "report",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.4, "0 s"), (59.6, "1 min 0 s"), (227, "3 min 47 s"), (19_200, "5 h 20 min"),
        (3599.9, "1 h 0 min"), (86_400 * 23, "23 days"), (None, "?"),
    ],
)  # fmt: skip
def test_times_read_as_people_say_them(seconds, text):
    assert duration(seconds) == text


def test_volumes_read_as_people_say_them():
    assert (volume(12_345_678), volume(14_200_000_000)) == ("12 MB", "14.2 GB")

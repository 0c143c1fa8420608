"""The verbs `train` and `baseline` as processes of their own, in a folder with a small arm."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

import pytest
import yaml

from stages import baseline, paths
from stages.tables import read_domains
from stages.train import start, train
from tests.families.made_arm import COMPUTE, lay_out

ROOT = Path(__file__).resolve().parents[2]
SLOW = {
    "_target_": "tests.families.made_families.SlowFamily",
    "grid": {"at": [place / 10 for place in range(12)]},
    "sample": None,
    "extras": {},
    "pause": 0.15,
}


@pytest.fixture
def workplace(tmp_path, monkeypatch):
    """A folder with params.yaml and three domains, with vectors of two arms, made and tabular."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DVC_ROOT", raising=False)
    lay_out(tmp_path, ("made", paths.TABULAR))
    assert read_domains(paths.DOMAINS)["file"].tolist() == ["CA", "PR", "AL"]
    params = {
        "families": {"slow": SLOW},
        "encoders": {"made": {}},
        "remedies": {"cut": {}},
        "class_weight": "none",
        "threshold": "none",
        "seeds": [0],
        "compute": asdict(COMPUTE),
        "parallel": {"backend": "loky", "n_jobs": 2},
        "store": {"limit": None},
    }
    paths.PARAMS.write_text(yaml.safe_dump(params))
    return tmp_path


def started(*command):
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-m", *command],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip


def said(*command):
    process = started(*command)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return out.strip()


def results(arm):
    folder = paths.predictions(arm, "slow")
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def finished():
    """The pieces that are written whole."""
    return [path for path in paths.pieces().glob("*/*") if not path.name.startswith(".")]


def test_a_killed_train_loses_no_finished_trial_and_ends_with_the_same_bytes(workplace):
    process = started("stages.train", "made", "slow")
    deadline = time.monotonic() + 60
    while len(finished()) < 3 and time.monotonic() < deadline:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=60)
    kept = finished()
    assert 3 <= len(kept) < 12
    assert not paths.predictions("made", "slow").exists()
    line = said("stages.train", "made", "slow")
    trained = 12 - len(kept)
    assert line == (
        f"slow on made: 12 trials, {trained} trained, {len(kept)} taken from pieces, 0 failed"
    )
    resumed = results("made")
    shutil.rmtree(".flatline")
    train("made", "slow")
    assert results("made") == resumed


def test_baseline_trains_on_the_raw_table(workplace, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["baseline", "slow"])
    baseline.main()
    line = "slow on tabular: 12 trials, 12 trained, 0 taken from pieces, 0 failed\n"
    assert capsys.readouterr().out == line
    assert paths.timings(paths.TABULAR, "slow").is_file()
    assert len(results(paths.TABULAR)) == 6


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (["stages.train", "made", "slo"], "Nearest: slow"),
        (["stages.train", "mode", "slow"], "Got the arm .* Nearest: made"),
    ],
)
def test_a_wrong_name_is_answered_with_what_to_do(workplace, command, message):
    process = started(*command)
    _, err = process.communicate(timeout=60)
    assert process.returncode != 0
    assert re.search(message, err)


TROUBLED = {
    "_target_": "tests.families.made_families.TroubledFamily",
    "grid": {"deed": ["ok", "fail", "diverge", "warn"]},
    "sample": None,
    "extras": {},
}


@pytest.fixture
def trouble(workplace):
    """The same folder with a family that fails."""
    params = yaml.safe_load(paths.PARAMS.read_text()) | {"families": {"made": TROUBLED}}
    params["seeds"] = list(range(7))
    params["parallel"]["n_jobs"] = 1
    paths.PARAMS.write_text(yaml.safe_dump(params))
    return workplace


def files_below(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(("arm", "verb"), [("made", "train made"), (paths.TABULAR, "baseline")])
def test_a_stage_ends_with_the_commands_that_train_its_failed_trials_alone(
    trouble, capsys, arm, verb
):
    train(arm, "made")
    first, head, *lines = capsys.readouterr().out.splitlines()
    assert first.endswith("28 trials, 28 trained, 0 taken from pieces, 7 failed, 7 diverged")
    assert head.startswith("To see why, with the full traceback")
    assert lines[0] == f"  python -m stages.{verb} made --only 'deed=fail;seed=0'"
    assert lines[5:] == ["  and 2 more"]


def test_the_printed_command_shows_the_traceback_and_writes_nothing(trouble, capsys):
    train("made", "made")
    line = capsys.readouterr().out.splitlines()[2].strip()
    before = files_below(trouble)
    words = shlex.split(line)
    assert words[:2] == ["python", "-m"]
    process = started(*words[2:])
    out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert out == ""
    assert err.startswith("Traceback (most recent call last):")
    assert "in fail" in err
    assert "KeyError: 'no such thing\\nat all'" in err
    assert files_below(trouble) == before


def test_a_trial_alone_tells_what_it_predicts(trouble, capsys):
    start("made", "made", "deed=ok;seed=6")
    first, *lines = capsys.readouterr().out.splitlines()
    assert first == "made on made, deed=ok;seed=6: ok"
    assert re.fullmatch(r"  CA: \d+ of 70 rows positive, AUC 0\.\d{3}", lines[0])
    assert len(lines) == 3
    assert not paths.pieces().exists()


def test_an_unknown_trial_is_answered_with_the_nearest(trouble, capsys):
    with pytest.raises(
        KeyError, match=r"none of the family's 28 trials\. Nearest: deed=fail;seed=1"
    ):
        start("made", "made", "deed=fail;seed=11")

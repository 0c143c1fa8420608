"""The command that fits the simulator."""

import subprocess
import sys
from dataclasses import replace

import pandas as pd
import pytest

from stages.commands import fit_simulator
from stages.data.simulator import fidelity, load_simulator
from stages.data.simulator.source import NEEDED


@pytest.fixture
def some(shared, tmp_path, monkeypatch):
    """A file of a fortieth of the shared rows, to be fitted in a hurry."""
    hurry = replace(fit_simulator.SETTINGS, folds=2, calibration_rows=5000)
    monkeypatch.setattr(fit_simulator, "SETTINGS", hurry)
    monkeypatch.setattr(fidelity, "LARGE", 2000)
    frame = pd.read_parquet(shared / "data/acsincome_2018_six_states.parquet").iloc[::40]
    frame.to_parquet(tmp_path / "some.parquet")
    return tmp_path / "some.parquet"


def test_help_names_every_option():
    command = [sys.executable, "-m", "stages.commands.fit_simulator", "--help"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    for option in ("file", "--output", "--holdout", "--no-write", "parquet"):
        assert option in text


def test_a_missing_file_ends_in_one_line(tmp_path, capsys):
    assert fit_simulator.main([str(tmp_path / "none.parquet")]) == 1
    error = capsys.readouterr().err
    assert "none.parquet" in error
    assert "STATE, AGEP" in error


def test_missing_columns_are_listed(tmp_path, capsys):
    pd.DataFrame({name: [1] for name in NEEDED[:-2]}).to_parquet(tmp_path / "x.parquet")
    assert fit_simulator.main([str(tmp_path / "x.parquet")]) == 1
    assert "lacks RAC1P, PINCP" in capsys.readouterr().err


def test_an_income_in_dollars_and_an_unknown_state_are_refused(tmp_path, capsys):
    frame = pd.DataFrame({name: [1, 1] for name in NEEDED}).assign(STATE="CA")
    frame.to_parquet(tmp_path / "x.parquet")
    assert fit_simulator.main([str(tmp_path / "x.parquet")]) == 1
    assert "PINCP of type int64" in capsys.readouterr().err
    frame.assign(STATE="06").to_parquet(tmp_path / "x.parquet")
    assert fit_simulator.main([str(tmp_path / "x.parquet")]) == 1
    assert "['06']" in capsys.readouterr().err


def test_a_file_that_is_no_parquet_is_refused(tmp_path, capsys):
    (tmp_path / "x.parquet").write_text("a,b\n1,2\n")
    assert fit_simulator.main([str(tmp_path / "x.parquet")]) == 1
    assert "fit_simulator:" in capsys.readouterr().err


def test_no_write_writes_nothing_and_prints_a_row_per_state(some, tmp_path, capsys):
    output = tmp_path / "out.bin"
    assert fit_simulator.main([str(some), "--no-write", "--output", str(output)]) == 0
    text = capsys.readouterr().out
    assert not output.exists()
    for state in ("AK", "AL", "AR", "AZ", "CA", "PR"):
        assert f"\n| {state} | " in text
    assert "AUC of a model" in text
    assert "log-loss" in text


def test_what_is_written_can_be_loaded(some, tmp_path):
    output = tmp_path / "new" / "out.bin"
    assert fit_simulator.main([str(some), "--holdout", "0", "--output", str(output)]) == 0
    assert load_simulator(output).provenance["source_rows"] == len(pd.read_parquet(some))


def test_a_holdout_of_everything_is_refused(some, capsys):
    with pytest.raises(SystemExit):
        fit_simulator.main([str(some), "--holdout", "1"])
    assert "0 to 0.5" in capsys.readouterr().err

"""The command in processes of its own, on a copy of conf/ with a user's encoder."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

MINE = """
import os
from dataclasses import dataclass
import numpy as np

@dataclass(frozen=True)
class LetterCounts:
    dimension: int
    salted: bool

    def encode(self, texts):
        counts = [[text.count(chr(97 + k)) for k in range(26)] for text in texts]
        salt = hash("salt") % 1000 if self.salted else 0
        return np.array(counts, dtype=np.float32).reshape(-1, 26) + np.float32(salt)
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "conf", tmp_path / "conf")
    shutil.copy(ROOT / "dvc.yaml", tmp_path / "dvc.yaml")
    (tmp_path / "mine.py").write_text(MINE)
    (tmp_path / "conf/encoders/mine.yaml").write_text(
        "mine:\n  _target_: mine.LetterCounts\n  dimension: 26\n  salted: false\n"
    )
    return tmp_path


def check(project: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "stages.commands.check_encoder", *words]
    known = os.pathsep.join([str(ROOT), str(project)])
    environment = {**os.environ, "PYTHONPATH": known, "PYTHONHASHSEED": "1"}
    environment["HF_HOME"] = str(project / "hub")
    return subprocess.run(
        command, cwd=project, capture_output=True, text=True, check=False, env=environment
    )


def test_a_users_encoder_is_reported_a_line_a_check(project: Path) -> None:
    ran = check(project, "mine", "--texts", "12")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    lines = ran.stdout.splitlines()
    assert lines[0].split()[:2] == ["ok", "members"]
    assert lines[-1] == "mine keeps the contract."
    assert len(lines) == 16
    assert ran.stderr == ""


def test_a_fault_sets_the_exit_code_and_settings_reach_the_encoder(project: Path) -> None:
    ran = check(project, "mine", "encoders.mine.dimension=3")
    assert ran.returncode == 1
    (failed,) = [line for line in ran.stdout.splitlines() if line.startswith("FAILED")]
    assert "returned shape (32, 26), expected (32, 3)" in failed
    assert "breaks the contract in 1 point; see FAILED above." in ran.stdout


def test_what_hashes_otherwise_in_another_process_is_found(project: Path) -> None:
    ran = check(project, "mine", "+encoders=mine", "encoders.mine.salted=true")
    assert ran.returncode == 1
    failed = [line for line in ran.stdout.splitlines() if line.startswith("FAILED")]
    assert any("fresh process" in line and "hashlib" in line for line in failed)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["mini"], "Got 'mini', not one of encoders: .* Nearest: minilm or"),
        (["mine", "encoders.mine.dimensoin=3"], "dimensoin"),
        (["minilm", "--texts", "1"], "Got --texts 1, expected at least 4"),
        (["minilm", "--text=3"], "--texts"),
        (["sentence_transformer_folder"], r"Got no value for .*\.path"),
    ],
)
def test_what_can_not_be_tried_is_refused_in_one_line(
    project: Path, words: list[str], says: str
) -> None:
    ran = check(project, *words)
    assert (ran.returncode, ran.stdout) == (2, "")
    with pytest.raises(AssertionError, match=says):
        raise AssertionError(ran.stderr)
    assert len(ran.stderr.strip().splitlines()) == 1


def test_a_model_that_is_not_here_is_no_fault_of_the_encoder(project: Path) -> None:
    ran = check(project, "linq", "encoders.linq.model.local_files_only=true")
    assert ran.returncode == 2
    assert "FAILED" not in ran.stdout
    assert "hf download Linq-AI-Research/Linq-Embed-Mistral --revision 0c1a" in ran.stderr

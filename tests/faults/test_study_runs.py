"""`dvc repro` under study=diagnosis and `dvc exp run` with a remedy: kills, and the way back."""

import os
import shutil
import signal
import time
from contextlib import suppress
from pathlib import Path

import pytest
import yaml

from tests.pipeline import Clone

MENDED = "hashing+standardize"
STUDY = (
    "study=diagnosis",
    "roster=[lr]",
    "remedied=[standardize]",
    f"arms=[hashing,{MENDED}]",
    f"certified=[tabular,hashing,{MENDED}]",
)
FEW_CLOUDS = {
    "noise": [],
    "spectrum": [],
    "dimension": [],
    "duplicates": [],
    "mean_share": [],
    "spread": [0.01, 1.0],
}
AUDITED = (
    "artifacts/vectors/hashing",
    "artifacts/certificates/tabular",
    "artifacts/certificates/hashing",
    "artifacts/predictions/tabular",
    "artifacts/predictions/hashing",
    "artifacts/counts/hashing",
    "reports",
)


@pytest.fixture(scope="module")
def remedied(finished: Clone, tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """The finished audit after an experiment with a remedy, which stands in the workspace."""
    clone = finished.copy(tmp_path_factory.mktemp("remedied") / "clone")
    words = ("-S", "remedy=standardize", "-S", "roster=[lr]")
    clone.run("dvc", "exp", "run", "--name", "mended", *words)
    return clone


@pytest.fixture(scope="module")
def studied(remedied: Clone, tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """The same after a study of that remedy."""
    clone = remedied.copy(tmp_path_factory.mktemp("studied") / "clone")
    dials = [f"dials.single.{name}={values}" for name, values in FEW_CLOUDS.items()]
    clone.compose(*STUDY, *dials, "dials.crossed=[]", "dials.batches.cvar_dro=[]")
    ran = clone.repro()
    assert {"diagnose@hashing-lr", "dial@hashing", "prescribe@hashing", "report"} <= {*ran}
    assert "remedy@hashing-standardize" not in ran
    return clone


@pytest.mark.slow
def test_an_experiment_with_a_remedy_and_back_leaves_nothing_of_it_in_what_is_audited(
    finished: Clone, remedied: Clone, tmp_path: Path
) -> None:
    clone = remedied.copy(tmp_path / "clone")
    assert MENDED in (clone.folder / "reports/tables/collapse.csv").read_text(encoding="utf-8")
    clone.run("dvc", "exp", "run", "--name", "back")
    assert clone.files(*AUDITED) == finished.files(*AUDITED)
    locked = clone.run("git", "status", "--porcelain")
    assert "params.yaml" not in locked
    assert clone.repro() == []


@pytest.mark.slow
def test_a_second_run_of_a_study_changes_no_byte(studied: Clone, tmp_path: Path) -> None:
    clone = studied.copy(tmp_path / "clone")
    before = clone.lock(), clone.files("artifacts", "reports")
    assert clone.repro() == []
    assert (clone.lock(), clone.files("artifacts", "reports")) == before


def forget(clone: Clone, stage: str, folder: str) -> None:
    """Make the workspace as it was before a stage ran for the first time."""
    lock = clone.folder / "dvc.lock"
    tree = yaml.safe_load(lock.read_text(encoding="utf-8"))
    del tree["stages"][stage]
    lock.write_text(yaml.safe_dump(tree, sort_keys=False), encoding="utf-8")
    for gone in (folder, ".dvc/cache/runs", ".flatline"):
        shutil.rmtree(clone.folder / gone)


def kill_at_a_file(clone: Clone, stage: str, out: str, count: int) -> bool:
    """Run a stage, and kill dvc, the verb and its workers at so many files of its out or pieces.

    Whether the stage was killed before DVC had noted its end.
    """
    process = clone.start("dvc", "repro", "--single-item", stage)
    deadline = time.monotonic() + 120
    while process.poll() is None and time.monotonic() < deadline:
        homes = [clone.folder / out, clone.folder / ".flatline/pieces"]
        if sum(path.is_file() for home in homes for path in home.rglob("*")) >= count:
            break
        time.sleep(0.001)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    return stage not in yaml.safe_load(clone.lock())["stages"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("stage", "out", "count"),
    [
        ("remedy@hashing-standardize", f"artifacts/vectors/{MENDED}", 1),
        (f"certify@{MENDED}", f"artifacts/certificates/{MENDED}", 2),
        ("diagnose@hashing-lr", "artifacts/diagnosis/hashing/lr", 5),
        ("prescribe@hashing", "reports/diagnosis", 3),
    ],
)
def test_a_killed_stage_of_a_study_ends_in_the_same_lock_and_bytes(
    studied: Clone, tmp_path: Path, stage: str, out: str, count: int
) -> None:
    clone = studied.copy(tmp_path / "clone")
    forget(clone, stage, out)
    assert kill_at_a_file(clone, stage, out, count)
    assert clone.repro() == [stage]
    assert yaml.safe_load(clone.lock()) == yaml.safe_load(studied.lock())
    assert clone.files("artifacts", "reports") == studied.files("artifacts", "reports")

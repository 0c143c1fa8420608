"""The documented Slurm recipes, with a stand-in for Slurm that runs jobs on this machine."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from stages.machine.parallel import Parallel, run_all
from stages.machine.progress import Task
from tests.cluster.work import where
from tests.pipeline import Clone

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs/clusters.md"
SBATCH = """#!/bin/sh
cp "$1" {folder}/job.sh
setsid sh {folder}/job.sh > {folder}/job.log 2>&1 &
echo $! >> {folder}/jobs
echo "Submitted batch job $!"
"""
SCANCEL = """#!/bin/sh
for job; do kill -TERM -- "-$job" 2>/dev/null; done
exit 0
"""


@pytest.fixture
def slurm(tmp_path: Path) -> Path:
    """A folder with sbatch and scancel."""
    pytest.importorskip("dask_jobqueue", reason="no dask-jobqueue: pip install '.[slurm]'")
    folder = tmp_path / "slurm"
    folder.mkdir()
    for name, text in (("sbatch", SBATCH), ("scancel", SCANCEL)):
        (folder / name).write_text(text.format(folder=folder), encoding="utf-8")
        (folder / name).chmod(0o755)
    return folder


def recipe() -> str:
    """workers.py of the guide, for one job of two workers on loopback."""
    (code,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    for old, new in (
        ('interface="eth0"', 'interface="lo"'),
        ("cores=8", "cores=2"),
        ("processes=8", "processes=2"),
        ("jobs=5", "jobs=1"),
    ):
        assert code.count(old) == 1, old
        code = code.replace(old, new)
    return str(code)


@pytest.fixture
def workers(slurm: Path, tmp_path: Path) -> Iterator[str]:
    """The address that workers.py prints."""
    (tmp_path / "workers.py").write_text(recipe(), encoding="utf-8")
    path = f"{slurm}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)}
    with (tmp_path / "workers.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, str(tmp_path / "workers.py")], cwd=ROOT, env=environment,
            stdout=subprocess.PIPE, stderr=log, text=True, start_new_session=True,
        )  # fmt: skip
    assert process.stdout is not None
    yield process.stdout.readline().strip()
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=30)
    for job in (slurm / "jobs").read_text(encoding="utf-8").split():
        with suppress(ProcessLookupError):
            os.killpg(int(job), signal.SIGTERM)


@pytest.mark.slow
def test_the_recipe_brings_workers_of_one_thread_through_sbatch(
    workers: str, slurm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    task = Task("work", "item", [1.0] * 12)
    found = list(run_all(where, range(12), Parallel("dask", -1, workers), task))
    assert len(found) == 12
    assert os.getpid() not in {process for process, _, _ in found}
    assert {(folder, threads) for _, folder, threads in found} == {(str(tmp_path), "1")}
    script = (slurm / "job.sh").read_text(encoding="utf-8")
    for line in ("#SBATCH -p batch", "#SBATCH --cpus-per-task=2", "#SBATCH -t 04:00:00"):
        assert line in script
    assert f"export PYTHONPATH={ROOT}" in script
    assert "--nthreads 1 " in script
    assert "--nworkers 2 " in script


@pytest.mark.slow
def test_a_sweep_through_submitit_runs_every_experiment(finished: Clone, tmp_path: Path) -> None:
    pytest.importorskip(
        "hydra_plugins.hydra_submitit_launcher", reason="no submitit: pip install '.[slurm]'"
    )
    clone = finished.copy(tmp_path / "clone")
    said = clone.run(
        sys.executable, "-m", "stages.commands.sweep", "-m", "measures.epsilon=0.05,0.2",
        "hydra/launcher=submitit_local", "hydra.launcher.timeout_min=20",
    )  # fmt: skip
    assert "2 of 2 experiments done." in said
    assert "measures.epsilon" in clone.run("dvc", "exp", "show", "--csv")

"""A run that is killed at any moment and started again ends with the bytes of one that was not.

FLATLINE_KILLS=50 pytest -m slow tests/faults/test_kills.py     more moments than the usual few
FLATLINE_KILL_SEED=1                                            other moments
"""

import os
import random
import re
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.pipeline import Clone

KILLS = int(os.environ.get("FLATLINE_KILLS", "3"))
SEED = int(os.environ.get("FLATLINE_KILL_SEED", "0"))


@dataclass(frozen=True)
class Step:
    """A copy of the workspace as a stage begins, and the seconds until the next one does."""

    stage: str
    beginning: Path
    seconds: float


@dataclass(frozen=True)
class Undisturbed:
    """A whole run, stage by stage, and the bytes at its end."""

    steps: list[Step]
    end: dict[str, bytes]

    def moment(self, number: int) -> tuple[Step, float]:
        """A moment of the run, uniform over its duration: the stage and the seconds into it."""
        at = random.Random(f"{SEED}-{number}").uniform(0, sum(step.seconds for step in self.steps))
        for step in self.steps:
            if at < step.seconds:
                return step, at
            at -= step.seconds
        return self.steps[-1], self.steps[-1].seconds


class Run:
    """A `dvc repro` in a process group of its own, which says at once what it does."""

    def __init__(self, clone: Clone) -> None:
        self.process = subprocess.Popen(
            ["dvc", "repro"],
            cwd=clone.folder,
            env={**clone.environment, "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def next_stage(self) -> str | None:
        """Wait until a stage begins; None at the end of the run."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if found := re.match(r"Running stage '([^']+)'", line):
                return found[1]
        return None

    def signal(self, number: signal.Signals) -> None:
        """To dvc, its stage and their workers."""
        os.killpg(self.process.pid, number)


def final_bytes(clone: Clone) -> dict[str, bytes]:
    """dvc.lock, reports and artifacts without timings and what a kill left half written."""
    found = {**clone.files("reports", "artifacts"), "dvc.lock": clone.lock()}
    return {
        name: content
        for name, content in found.items()
        if not name.startswith("artifacts/timings/") and not name.endswith(".tmp")
    }


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    """One run to the end, which is held for a moment as each stage begins, to copy it."""
    folder = tmp_path_factory.mktemp("kills")
    clone = Clone.make(folder / "whole")
    clone.make_small("hashing", "[mlp, lr, rf]", "[0, 1]")
    run, began = Run(clone), []
    held = 0.0
    while (stage := run.next_stage()) is not None:
        run.signal(signal.SIGSTOP)
        now = time.monotonic()
        copied = clone.copy(folder / f"{len(began)}-{stage}").folder
        began.append((stage, copied, now - held))
        held += time.monotonic() - now
        run.signal(signal.SIGCONT)
    run.process.communicate()
    assert run.process.returncode == 0
    ends = [*(at for _, _, at in began[1:]), time.monotonic() - held]
    steps = [
        Step(stage, copied, end - at) for (stage, copied, at), end in zip(began, ends, strict=True)
    ]
    return Undisturbed(steps, final_bytes(clone))


def mended(clone: Clone) -> str:
    """Run to the end as a user would, with the documented cure where dvc.lock was cut short."""
    process = clone.start("dvc", "repro")
    output, _ = process.communicate(timeout=600)
    if process.returncode == 0:
        return "repro"
    assert "dvc.lock" in output, output
    subprocess.run(["git", "checkout", "dvc.lock"], cwd=clone.folder, check=True)
    clone.repro()
    return "git checkout dvc.lock, repro"


@pytest.mark.slow
@pytest.mark.parametrize("number", range(KILLS))
def test_a_kill_at_any_moment_changes_no_final_byte(
    undisturbed: Undisturbed, tmp_path: Path, number: int
) -> None:
    step, seconds = undisturbed.moment(number)
    clone = Clone(step.beginning).copy(tmp_path / "killed")
    run = Run(clone)
    assert run.next_stage() == step.stage
    with suppress(subprocess.TimeoutExpired):
        run.process.wait(timeout=seconds)
    with suppress(ProcessLookupError):
        run.signal(signal.SIGKILL)
    run.process.communicate()
    cure = mended(clone)
    print(f"kill {number}: {seconds:.2f} s into {step.stage}; {cure}")
    found = final_bytes(clone)
    assert found.keys() == undisturbed.end.keys()
    assert [name for name, content in undisturbed.end.items() if found[name] != content] == []
    shutil.rmtree(clone.folder)


@pytest.mark.slow
@pytest.mark.parametrize("verb", ["audit", "report"])
def test_old_reports_are_whole_or_gone_after_a_kill(
    undisturbed: Undisturbed, tmp_path: Path, verb: str
) -> None:
    """A verb by hand over reports that are there: each file is the old one, or the new."""
    clone = Clone(undisturbed.steps[-1].beginning).copy(tmp_path / "old")
    clone.repro()
    clone.run("python", "-m", "stages.commands.compose", "measures.epsilon=0.2")
    before = clone.files("reports")
    renewed = clone.copy(tmp_path / "new")
    start = time.monotonic()
    renewed.run("python", "-m", f"stages.{verb}")
    seconds, after = time.monotonic() - start, renewed.files("reports")
    for share in (0.5, 0.8, 0.9, 0.97):
        killed = clone.copy(tmp_path / f"{share}")
        process = killed.start("python", "-m", f"stages.{verb}")
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=share * seconds)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        found = killed.files("reports")
        assert before.keys() <= found.keys()
        for name, content in found.items():
            whole = (before.get(name), after.get(name))
            assert name.endswith(".tmp") or content in whole, (share, name)

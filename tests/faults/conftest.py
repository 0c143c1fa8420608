"""A finished audit that a test may damage, with the verbs as processes of their own."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.faults.whole_study import write_study
from tests.pipeline import Clone

Mount = Callable[[Path, Sequence[str]], None]


@pytest.fixture(scope="module")
def place(finished: Clone, tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """A copy of the finished audit for one module, which leaves it as it was."""
    return finished.copy(tmp_path_factory.mktemp("place") / "it's a plåce")


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study=diagnosis that its verbs have made; to be copied before it is changed."""
    folder = tmp_path_factory.mktemp("whole")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.delenv("DVC_ROOT", raising=False)
        write_study()
    return folder


@pytest.fixture
def study(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it without pieces, which is the working directory."""
    folder = tmp_path / "study"
    shutil.copytree(whole, folder, ignore=shutil.ignore_patterns(".flatline"))
    monkeypatch.chdir(folder)
    monkeypatch.delenv("DVC_ROOT", raising=False)
    return folder


def verb(clone: Clone, *words: str, **extra: str) -> "subprocess.CompletedProcess[str]":
    """A verb by hand, with some environment variables set, or unset where they are empty."""
    environment = {**clone.environment, **extra}
    kept = {name: value for name, value in environment.items() if value}
    command = [sys.executable, "-m", f"stages.{words[0]}", *words[1:]]
    return subprocess.run(
        command, cwd=clone.folder, env=kept, capture_output=True, text=True, check=False
    )


@pytest.fixture
def mount() -> Iterator[Mount]:
    """Mount something on a folder for the length of a test; skipped where that is not allowed."""
    mounted: list[Path] = []

    def do(folder: Path, words: Sequence[str]) -> None:
        done = subprocess.run(["mount", *words, str(folder)], capture_output=True, check=False)
        if done.returncode:
            pytest.skip(f"no right to mount: {done.stderr.decode(errors='replace').strip()}")
        mounted.append(folder)

    yield do
    for folder in reversed(mounted):
        subprocess.run(["umount", str(folder)], check=True)

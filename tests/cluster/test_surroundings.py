"""What a worker must share with the process that hands out the work."""

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from stages.machine import surroundings as module
from stages.machine.surroundings import StrangeWorkerError, Surroundings, surroundings


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Surroundings]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(module, "SEEN_WITHIN", 0.0)
    for name in module.THREADS:
        monkeypatch.delenv(name, raising=False)
    module._compare.cache_clear()
    with surroundings() as found:
        yield found
    module._compare.cache_clear()


def test_this_process_shares_what_it_has(here: Surroundings, tmp_path: Path) -> None:
    os.chdir("/")
    here.enter()
    assert Path.cwd() == tmp_path
    assert os.environ["OMP_NUM_THREADS"] == "1"


def test_another_version_is_named_with_its_host(here: Surroundings) -> None:
    other = tuple((name, "0.1" if name == "numpy" else value) for name, value in here.versions)
    host = module.socket.gethostname()
    with pytest.raises(StrangeWorkerError, match=rf"{host} with numpy .*; expected 0\.1.*\.venv"):
        replace(here, versions=other).enter()
    lacking = tuple(pair for pair in here.versions if pair[0] != "torch")
    with pytest.raises(StrangeWorkerError, match=r"with torch .*expected none"):
        replace(here, versions=lacking).enter()


def test_folders_of_one_machine_alone_are_named(here: Surroundings, tmp_path: Path) -> None:
    with pytest.raises(StrangeWorkerError, match=r"has no folder .*same path"):
        replace(here, folder=tmp_path / "elsewhere").enter()
    with pytest.raises(StrangeWorkerError, match="does not see the new file"):
        replace(here, marker=tmp_path / "none").enter()
    with pytest.raises(StrangeWorkerError, match="does not see the new file"):
        replace(here, content="another").enter()


def test_other_code_is_refused(here: Surroundings) -> None:
    with pytest.raises(StrangeWorkerError, match="PYTHONPATH set to this checkout"):
        replace(here, source="0" * 64).enter()
    modules = ((__name__, "0" * 64),)
    with pytest.raises(StrangeWorkerError, match=f"another module {__name__}"):
        replace(here, modules=modules).enter()


def test_code_that_changed_after_it_was_loaded_is_refused(
    here: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOADED", time.time() - 10**9)
    with pytest.raises(StrangeWorkerError, match=r"before it was last changed.*Start the workers"):
        here.enter()


def test_the_marker_goes_with_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DVC_ROOT", str(tmp_path))
    with surroundings() as found:
        assert found.marker.parent == tmp_path / ".flatline/workers"
        assert found.marker.read_text(encoding="utf-8") == found.content
    assert not found.marker.exists()


def test_a_process_checks_itself_once(here: Surroundings) -> None:
    here.enter()
    start = time.process_time()
    for _ in range(1000):
        here.enter()
    assert time.process_time() - start < 0.5

"""Ray on this machine: two worker processes, of which one is killed."""

from pathlib import Path

import pytest

from stages.machine.parallel import Parallel, run_all
from stages.machine.progress import Task
from stages.storage.pieces import PieceStore
from tests.cluster.work import Job, fail, where, written

pytest.importorskip("ray", reason="ray is not installed: pip install '.[ray]'")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]


def test_every_item_comes_back_from_processes_with_one_thread_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    task = Task("work", "item", [1.0] * 12)
    found = list(run_all(where, range(12), Parallel("ray", 2), task))
    assert len(found) == 12
    assert {(folder, threads) for _, folder, threads in found} == {(str(tmp_path), "1")}


def test_a_killed_worker_costs_the_item_in_its_hands_and_no_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    store = PieceStore(tmp_path / "pieces")
    store.root.mkdir()
    jobs = [Job(store, number, fatal=5) for number in range(20)]
    done = run_all(written, jobs, Parallel("ray", 2), Task("work", "item", [1.0] * 20))
    assert sorted(done) == list(range(20))
    assert all(store.read(f"{job.number:04d}") == bytes([job.number]) * 1000 for job in jobs)
    tries = (tmp_path / "started/5").read_text(encoding="utf-8").split()
    assert len(set(tries)) == 2


def test_an_error_of_the_work_comes_back_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match="expected another"):
        list(run_all(fail, range(4), Parallel("ray", 2), Task("work", "item", [1.0] * 4)))


def test_no_cluster_is_said_with_the_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match=r"address='auto'.*no Ray cluster answers"):
        list(run_all(fail, range(4), Parallel("ray", 2, "auto"), Task("work", "item", [1.0] * 4)))

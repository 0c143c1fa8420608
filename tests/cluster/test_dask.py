"""A real Dask cluster on this machine: two worker processes, of which some die."""

from pathlib import Path

import pytest

from stages.machine.parallel import Parallel, run_all
from stages.machine.progress import Task
from stages.storage.pieces import PieceStore
from tests.cluster.work import Job, fail, inside, square, where, written

TWO = Parallel("dask", 2)


def task(items: int) -> Task:
    return Task("work", "item", [1.0] * items)


def test_every_item_comes_back_from_processes_with_one_thread_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = list(run_all(where, range(12), TWO, task(12)))
    assert len(found) == 12
    assert len({process for process, _, _ in found}) == 2
    assert {(folder, threads) for _, folder, threads in found} == {(str(tmp_path), "1")}
    assert list((tmp_path / ".flatline/workers").iterdir()) == []
    assert set(run_all(inside, range(3), TWO, task(3))) == {(1, "SequentialBackend")}


def test_a_killed_worker_costs_the_item_in_its_hands_and_no_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    files = {}
    for name, parallel, fatal in (("alone", Parallel("loky", 1), None), ("killed", TWO, 5)):
        store = PieceStore(tmp_path / name / "pieces")
        store.root.mkdir(parents=True)
        jobs = [Job(store, number, fatal) for number in range(20)]
        assert sorted(run_all(written, jobs, parallel, task(20))) == list(range(20))
        files[name] = {
            path.name: path.read_bytes() for path in store.root.rglob("*") if path.is_file()
        }
    assert files["killed"] == files["alone"]
    tries = {
        path.name: path.read_text(encoding="utf-8").split()
        for path in (tmp_path / "killed/started").iterdir()
    }
    assert len(set(tries["5"])) == 2
    again = [name for name, ones in tries.items() if len(ones) > 1]
    assert len(again) <= 2


def test_an_item_that_kills_every_worker_ends_the_run_with_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    store = PieceStore(tmp_path / "pieces")
    jobs = [Job(store, number, 3, always=True) for number in range(8)]
    with pytest.raises(RuntimeError, match=r"stopped from outside.*kept"):
        list(run_all(written, jobs, TWO, task(8)))


def test_an_error_of_the_work_comes_back_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match="expected another"):
        list(run_all(fail, range(4), TWO, task(4)))


def test_a_run_that_is_left_early_closes_its_workers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    results = run_all(square, range(50), TWO, task(50))
    next(results)
    with pytest.warns(UserWarning, match="cancelled"):
        results.close()
    assert list((tmp_path / ".flatline/workers").iterdir()) == []

"""A running Dask cluster by its address: its scheduler and workers are processes of their own."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import distributed
import pytest

from stages.machine.parallel import Parallel, run_all
from stages.machine.progress import Task
from stages.storage.pieces import PieceStore
from tests.cluster.work import Job, square, where, written

ROOT = Path(__file__).resolve().parents[2]
Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start a Dask process in a folder of its own, with the checkout to import from or not."""
    started: list[subprocess.Popen[bytes]] = []
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    def do(*words: str, path: str = str(ROOT)) -> "subprocess.Popen[bytes]":
        environment = {**os.environ, "PYTHONPATH": path}
        with (tmp_path / f"log-{len(started)}").open("wb") as log:
            started.append(
                subprocess.Popen(
                    [sys.executable, "-m", "distributed.cli.dask_" + words[0], *words[1:]],
                    cwd=elsewhere, env=environment, stdout=log, stderr=log, start_new_session=True,
                )
            )  # fmt: skip
        return started[-1]

    yield do
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
    for process in started:
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def scheduler(start: Start, path: str = str(ROOT)) -> str:
    """The address of a scheduler on loopback."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    start("scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard", path=path)
    return f"tcp://127.0.0.1:{port}"


@pytest.fixture
def address(start: Start) -> str:
    return scheduler(start)


def worker(
    start: Start, address: str, *words: str, path: str = str(ROOT)
) -> "subprocess.Popen[bytes]":
    return start("worker", address, "--no-dashboard", "--nthreads", "1", *words, path=path)


def task(items: int) -> Task:
    return Task("work", "item", [1.0] * items)


def test_a_worker_killed_for_good_leaves_its_items_to_the_other(
    start: Start, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        worker(start, address, "--no-nanny")
    store = PieceStore(tmp_path / "pieces")
    store.root.mkdir()
    jobs = [Job(store, number, fatal=9) for number in range(30)]
    there = Parallel("dask", -1, address)
    assert sorted(run_all(written, jobs, there, task(30))) == list(range(30))
    assert all(store.read(f"{job.number:04d}") == bytes([job.number]) * 1000 for job in jobs)
    assert {folder for _, folder, _ in run_all(where, range(4), there, task(4))} == {str(tmp_path)}


def test_a_worker_that_comes_late_is_waited_for_and_works(
    start: Start,
    address: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    waits = distributed.Client.wait_for_workers

    def then_one_comes(client: distributed.Client, count: int) -> None:
        worker(start, address)
        waits(client, count)

    monkeypatch.setattr(distributed.Client, "wait_for_workers", then_one_comes)
    results = run_all(where, range(600), Parallel("dask", -1, address), task(600))
    processes = {next(results)[0]} - {os.getpid()}
    worker(start, address)
    for process, _, _ in results:
        processes.add(process)
        if len(processes) == 2:
            break
    with pytest.warns(UserWarning, match="cancelled"):
        results.close()
    assert len(processes) == 2
    assert f"Waiting for a worker at {address}." in capsys.readouterr().err


def test_workers_that_will_not_do_are_refused_before_any_item(
    start: Start, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    there = Parallel("dask", -1, address)
    other = tmp_path / "other"
    for name in ("stages", "tests/cluster"):
        shutil.copytree(ROOT / name, other / name)
    (other / "stages/families/rf.py").write_text("changed = True\n", encoding="utf-8")
    for path, words in (
        (tmp_path, "without the project's code"),
        (other, f"Got a worker on {socket.gethostname()} whose project code"),
    ):
        refused = worker(start, address, "--no-nanny", path=str(path))
        with pytest.raises(ValueError, match=words):
            list(run_all(square, range(3), there, task(3)))
        os.killpg(refused.pid, signal.SIGKILL)
        refused.wait()


def test_a_worker_of_several_threads_is_refused(
    start: Start, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    start("worker", address, "--no-dashboard", "--nthreads", "2", "--no-nanny")
    with pytest.raises(ValueError, match="2 threads; expected one"):
        list(run_all(square, range(3), Parallel("dask", -1, address), task(3)))


def test_a_scheduler_without_the_code_is_refused(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    there = Parallel("dask", -1, scheduler(start, path=str(tmp_path)))
    with pytest.raises(ValueError, match=r"the scheduler tcp.* without the project's code"):
        list(run_all(square, range(3), there, task(3)))


def test_no_scheduler_is_said_with_the_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("stages.machine.dask_cluster.WAIT", 1)
    with pytest.raises(ValueError, match=r"127\.0\.0\.1:1'.*no Dask scheduler answers"):
        list(run_all(square, range(3), Parallel("dask", 2, "tcp://127.0.0.1:1"), task(3)))

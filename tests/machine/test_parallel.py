import os

import pytest

from stages.machine.parallel import Parallel, run_all
from stages.machine.progress import Task


def double(number: int) -> int:
    return 2 * number


def process(_: int) -> int:
    return os.getpid()


def test_every_item_comes_back_whatever_the_number_of_workers() -> None:
    for workers in (1, 2):
        done = run_all(
            double, range(5), Parallel("loky", workers), Task("doubling", "number", [1] * 5)
        )
        assert sorted(done) == [0, 2, 4, 6, 8]


def test_one_worker_is_this_process_whatever_the_backend() -> None:
    for backend in ("loky", "dask"):
        done = run_all(process, range(3), Parallel(backend, 1), Task("who", "number", [1] * 3))
        assert set(done) == {os.getpid()}


@pytest.mark.parametrize(
    ("backend", "jobs", "address", "words"),
    [
        ("lokey", 2, None, "loky"),
        ("threading", 2, None, "parallel.backend"),
        ("loky", 0, None, "expected a number of workers"),
        ("loky", 2.5, None, "expected a number of workers"),
        ("loky", 2, "tcp://127.0.0.1:1", "knows this machine alone"),
    ],
)
def test_what_can_not_be_had_is_refused(
    backend: str, jobs: int, address: str | None, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        Parallel(backend, jobs, address)


def test_a_missing_library_is_named_with_its_install_command(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("stages.machine.parallel.find_spec", lambda _: None)
    for backend in ("dask", "ray"):
        with pytest.raises(ValueError, match=rf"pip install '\.\[{backend}\]'"):
            Parallel(backend, 2)
    assert Parallel("loky", 2).address is None


def test_no_items_give_no_results() -> None:
    assert list(run_all(double, [], Parallel("loky", 2), Task("nothing", "number", []))) == []

import pytest

from stages.machine.parallel import Parallel, run_all
from stages.machine.progress import Task


def double(number: int) -> int:
    return 2 * number


def test_every_item_comes_back_whatever_the_number_of_workers() -> None:
    for workers in (1, 2):
        done = run_all(
            double, range(5), Parallel("loky", workers), Task("doubling", "number", [1] * 5)
        )
        assert sorted(done) == [0, 2, 4, 6, 8]


@pytest.mark.parametrize("backend", ["sequential", "threading", "multiprocessing"])
def test_every_backend_that_needs_no_cluster_works(backend: str) -> None:
    done = run_all(double, range(3), Parallel(backend, 2), Task("doubling", "number", [1] * 3))
    assert sorted(done) == [0, 2, 4]


def test_no_items_give_no_results() -> None:
    assert list(run_all(double, [], Parallel("loky", 2), Task("nothing", "number", []))) == []

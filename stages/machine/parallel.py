"""The one seam to other processes and machines: joblib, whose backend comes from conf."""

import warnings
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from importlib.util import find_spec
from typing import Final, TypeVar

import joblib

from stages.machine.dask_cluster import dask_pool
from stages.machine.pool import Pool
from stages.machine.progress import Progress, Task
from stages.machine.ray_cluster import ray_pool
from stages.machine.surroundings import Surroundings
from stages.storage.names import nearest

Item = TypeVar("Item")
Result = TypeVar("Result")


class Backend(StrEnum):
    """Who hands the work to processes."""

    LOKY = "loky"
    """Processes of this machine."""
    DASK = "dask"
    """Dask: processes of this machine, or of every machine of a running cluster."""
    RAY = "ray"
    """Ray: likewise."""


@dataclass(frozen=True)
class Parallel:
    """Where work runs; changes no byte.

    `n_jobs`: workers; -1 for one per core, or all that a cluster has; with 1 the work stays in this
    process, one item at a time. `address`: of a running scheduler (dask: tcp://host:8786; ray:
    host:6379 or auto); None: this machine, for the length of the work.
    """

    backend: str
    n_jobs: int
    address: str | None = None

    def __post_init__(self) -> None:
        """Refuse what can't be had here: an unknown backend, its library missing; ValueError."""
        if self.backend not in list(Backend):
            raise ValueError(nearest("parallel.backend", self.backend, list(Backend)))
        if type(self.n_jobs) is not int or self.n_jobs == 0:
            raise ValueError(
                f"Got parallel.n_jobs={self.n_jobs!r}; expected a number of workers, or -1 for one"
                " per core. Write parallel.n_jobs=1 for one at a time."
            )
        if self.address is not None and self.backend == Backend.LOKY:
            raise ValueError(
                f"Got parallel.address={self.address!r} with parallel.backend=loky, which knows "
                "this machine alone. Write parallel.backend=dask (or ray), or address null."
            )
        module = LIBRARIES.get(Backend(self.backend))
        if module and find_spec(module) is None:
            raise ValueError(
                f"Got parallel.backend={self.backend}, which needs the package {module}. Install "
                f"it here and on every worker: pip install '.[{self.backend}]', or write "
                "parallel.backend=loky."
            )


def run_all(
    work: Callable[[Item], Result], items: Sequence[Item], parallel: Parallel, task: Task
) -> Iterator[Result]:
    """Results of `work` on every item, as they come (in any order), under one progress bar.

    Items are paths and settings, never arrays; `task` has a cost for each. Workers use one thread
    each, and only a bounded number of items is on its way at a time. A worker that is killed costs
    the item in its hands: dask and ray give that to another, loky ends the work.
    """
    if not items:
        return
    with (
        _opened(parallel, len(items)) as pool,
        Progress(task) as progress,
        closing(_results(work, items, pool)) as results,
    ):
        for place, result in results:
            progress.advance(place)
            yield result


def _results(
    work: Callable[[Item], Result], items: Sequence[Item], pool: Pool
) -> Generator[tuple[int, Result], None, None]:
    """Numbered results; closing it gives up what is not done yet."""
    numbered = joblib.delayed(partial(_numbered, work, pool.surroundings))
    with pool.told():
        jobs = joblib.Parallel(
            n_jobs=pool.workers,
            return_as="generator_unordered" if pool.streams else "list",
            batch_size=1,
            pre_dispatch=pool.in_flight,
        )
        yield from jobs(numbered(item) for item in enumerate(items))


def _opened(parallel: Parallel, items: int) -> AbstractContextManager[Pool]:
    open_pool = loky_pool if parallel.n_jobs == 1 else POOLS[Backend(parallel.backend)]
    return open_pool(parallel.n_jobs, parallel.address, items)


@contextmanager
def loky_pool(n_jobs: int, _address: str | None, items: int) -> Iterator[Pool]:
    """Processes of this machine, at most one per item; with one this process itself.

    A worker that has grown by 300 MB is replaced by loky between two items, which is no fault.
    """
    workers = min(joblib.effective_n_jobs(n_jobs), items)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "A worker stopped while some jobs were given")
        yield Pool("loky", workers, 2 * workers, threads=1)


def _numbered(
    work: Callable[[Item], Result], surroundings: Surroundings | None, item: tuple[int, Item]
) -> tuple[int, Result]:
    place, content = item
    if surroundings is None:
        return place, work(content)
    surroundings.enter()
    with joblib.parallel_config(backend="sequential", n_jobs=1):  # else a fit's own goes to Dask
        return place, work(content)


POOLS: Final[Mapping[Backend, Callable[[int, str | None, int], AbstractContextManager[Pool]]]] = {
    Backend.LOKY: loky_pool,
    Backend.DASK: dask_pool,
    Backend.RAY: ray_pool,
}

LIBRARIES: Final = {Backend.DASK: "distributed", Backend.RAY: "ray"}
"""What has to be installed for it."""

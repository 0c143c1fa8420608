"""The one seam to other processes: joblib, whose backend comes from conf."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeVar

import joblib

from stages.machine.progress import Progress, Task
from stages.storage.names import nearest

BACKENDS: Final = ("loky", "threading", "multiprocessing", "sequential", "dask", "ray")
TOLD_THREADS: Final = ("loky", "dask")
"""Backends that hold workers to one thread by themselves; joblib refuses to ask others for it."""
AT_ONCE: Final = ("multiprocessing", "ray")
"""Backends that give their results when all are there."""

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Parallel:
    """Where work runs: joblib backend and number of workers (-1: one per core). Changes no byte."""

    backend: str
    n_jobs: int

    def __post_init__(self) -> None:
        """Refuse a backend that joblib does not know, and a number of workers that is none."""
        if self.backend not in BACKENDS:
            raise ValueError(nearest("parallel.backend", self.backend, BACKENDS))
        if type(self.n_jobs) is not int or self.n_jobs == 0:
            raise ValueError(
                f"Got parallel.n_jobs={self.n_jobs!r}; expected a number of workers, or -1 for one"
                " per core. Write parallel.n_jobs=1 for one at a time."
            )


def run_all(
    work: Callable[[Item], Result], items: Sequence[Item], parallel: Parallel, task: Task
) -> Iterator[Result]:
    """Results of `work` on every item, as they come (in any order), under one progress bar.

    Items are paths and settings, never arrays; `task` has a cost for each. Workers use one thread
    each.
    """
    workers = min(joblib.effective_n_jobs(parallel.n_jobs), max(1, len(items)))
    threads = 1 if parallel.backend in TOLD_THREADS else None
    with (
        joblib.parallel_config(backend=parallel.backend, inner_max_num_threads=threads),
        Progress(task) as progress,
    ):
        given = "list" if parallel.backend in AT_ONCE else "generator_unordered"
        pool = joblib.Parallel(n_jobs=workers, return_as=given, batch_size=1)
        numbered = partial(_numbered, work)
        for place, result in pool(joblib.delayed(numbered)(item) for item in enumerate(items)):
            progress.advance(place)
            yield result


def _numbered(work: Callable[[Item], Result], item: tuple[int, Item]) -> tuple[int, Result]:
    place, content = item
    return place, work(content)

"""The one seam to other processes: joblib, whose backend comes from conf."""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import joblib
from tqdm import tqdm

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Parallel:
    """Where work runs: joblib backend and number of workers (-1: one per core). Changes no byte."""

    backend: str
    n_jobs: int


def run_all(
    work: Callable[[Item], Result], items: Sequence[Item], parallel: Parallel, title: str
) -> Iterator[Result]:
    """Results of `work` on every item, as they come (in any order), under one progress bar.

    Items are paths and settings, never arrays. Workers use one thread each.
    """
    workers = min(joblib.effective_n_jobs(parallel.n_jobs), max(1, len(items)))
    with joblib.parallel_config(backend=parallel.backend, inner_max_num_threads=1):
        pool = joblib.Parallel(n_jobs=workers, return_as="generator_unordered", batch_size=1)
        results = pool(joblib.delayed(work)(item) for item in items)
        yield from tqdm(results, total=len(items), desc=title, disable=not sys.stderr.isatty())

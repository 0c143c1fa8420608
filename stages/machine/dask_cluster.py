"""Workers of a Dask cluster: a running one by its address, or processes of this machine."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import joblib

from stages.machine.pool import Pool
from stages.machine.surroundings import (
    StrangeWorkerError,
    Surroundings,
    processor,
    surroundings,
    versions,
)

if TYPE_CHECKING:
    from distributed import Client

ON_ITS_WAY: Final = 64
"""Least number of items under way where any number may be: a cluster's workers come over time."""

WAIT: Final = 15
"""Seconds to reach a scheduler."""


@contextmanager
def dask_pool(n_jobs: int, address: str | None, items: int) -> Iterator[Pool]:
    """All workers of the cluster at `address`, with at most `n_jobs` items at a time unless -1.

    Without an address: that many new processes here, closed at the end. ValueError where the
    scheduler is not there, or a worker does not share folders, code and versions.
    """
    from distributed import KilledWorker  # noqa: PLC0415

    from stages.machine.dask_backend import DaskBackend  # noqa: PLC0415

    with ExitStack() as stack:
        if address is None:
            client = stack.enter_context(_own_client(min(items, joblib.effective_n_jobs(n_jobs))))
        else:
            client = stack.enter_context(_client_at(address))
        expected = stack.enter_context(surroundings())
        workers = check_workers(client, expected)
        free = n_jobs < 0 or address is None
        in_flight = max(2 * workers, ON_ITS_WAY) if free else n_jobs
        try:
            yield Pool(DaskBackend(client=client), workers, in_flight, surroundings=expected)
        except KilledWorker as error:
            raise RuntimeError(
                "A worker was stopped from outside, and so was each that took over its item, most "
                "often because memory ran out. What was finished is kept: run it again with more "
                "memory for each worker, or fewer of them on a machine."
            ) from error


def check_workers(client: "Client", expected: Surroundings) -> int:
    """How many workers there are now, at least one; StrangeWorkerError where one will not do.

    Waits for the first. Those that come later check themselves before their first item.
    """
    where = client.scheduler.address if client.scheduler else ""
    try:
        client.run_on_scheduler(versions)
    except Exception as error:
        raise StrangeWorkerError(
            f"Got the scheduler {where} without the project's code ({error}); expected it there, "
            "too, as all items pass through. Start it from the same .venv with PYTHONPATH set to "
            "this checkout."
        ) from error
    if not client.ncores():
        print(f"Waiting for a worker at {where}.", file=sys.stderr, flush=True)
        client.wait_for_workers(1)
    for worker, threads in client.ncores().items():
        if threads != 1:
            raise StrangeWorkerError(
                f"Got the worker {worker} with {threads} threads; expected one, as each runs one "
                f"item at a time. Start it as `dask worker --nthreads 1 --nworkers {threads}`."
            )
    found = client.run(_processor_of, expected, on_error="return")
    for worker, answer in found.items():
        if "ModuleNotFoundError" in repr(answer):  # Dask hands on the words alone
            raise StrangeWorkerError(
                f"Got the worker {worker} without the project's code or a library of it ({answer});"
                " expected both. Start it from the same .venv with PYTHONPATH set to this checkout."
            )
        if isinstance(answer, Exception):
            raise answer
    others = sorted(set(found.values()) - {expected.processor})
    if others:
        print(
            f"Note: workers on {', '.join(others)}, this process on {expected.processor}: bytes "
            "may differ from those of one machine.",
            file=sys.stderr,
        )
    return len(found)


def _processor_of(expected: Surroundings) -> str:
    expected.enter()
    return processor()


@contextmanager
def _own_client(workers: int) -> Iterator["Client"]:
    from distributed import Client, LocalCluster  # noqa: PLC0415

    with (
        TemporaryDirectory(prefix="flatline-") as folder,
        LocalCluster(
            n_workers=workers, threads_per_worker=1, host="127.0.0.1", memory_limit=None,
            dashboard_address="127.0.0.1:0", local_directory=folder,
        ) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):  # fmt: skip
        yield client


@contextmanager
def _client_at(address: str) -> Iterator["Client"]:
    from distributed import Client  # noqa: PLC0415

    try:
        client = Client(address, timeout=WAIT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ValueError(
            f"Got parallel.address={address!r}, where no Dask scheduler answers ({error}); expected"
            " the address that `dask scheduler` prints, such as tcp://host:8786."
        ) from error
    with client:
        yield client

"""Workers of Ray: a running cluster by its address, or processes of this machine."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Final

import joblib

from stages.machine.pool import Pool
from stages.machine.surroundings import SOURCE, surroundings

RETRIES: Final = 3
"""How often an item is given to another worker after its own has died."""


@contextmanager
def ray_pool(n_jobs: int, address: str | None, items: int) -> Iterator[Pool]:
    """`n_jobs` workers (-1: one per processor) of the cluster at `address`.

    Without an address: as many new processes here, ended with the block. Ray gives results when
    all are there. ValueError where no cluster answers, or a worker does not share folders, code
    and versions.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    import ray  # noqa: PLC0415
    from ray.util.joblib import register_ray  # noqa: PLC0415
    from ray.util.joblib.ray_backend import RayBackend  # noqa: PLC0415

    path = os.pathsep.join(filter(None, [str(SOURCE.parent), os.environ.get("PYTHONPATH")]))
    here = None if address else min(items, joblib.effective_n_jobs(n_jobs))
    with ExitStack() as stack:
        stack.callback(ray.shutdown)
        try:
            ray.init(
                address=address or "local", num_cpus=here, log_to_driver=False,
                logging_level="ERROR", include_dashboard=None if address else False,
                runtime_env={"env_vars": {"PYTHONPATH": path}},
            )  # fmt: skip
        except (ConnectionError, ValueError) as error:
            raise ValueError(
                f"Got parallel.address={address!r}, where no Ray cluster answers ({error});"
                " expected auto, or the address that `ray start --head` prints, such as host:6379."
            ) from error
        register_ray()
        every = here or int(ray.cluster_resources().get("CPU", 1))
        workers = min(items, every if n_jobs < 0 else n_jobs)
        expected = stack.enter_context(surroundings())
        backend = RayBackend(
            ray_remote_args={"num_cpus": 1, "max_restarts": -1, "max_task_retries": RETRIES}
        )
        yield Pool(backend, workers, 2 * workers, streams=False, surroundings=expected)

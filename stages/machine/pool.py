"""Workers that stand ready, whatever library holds them."""

from dataclasses import dataclass

from joblib import parallel_config
from joblib.parallel import ParallelBackendBase

from stages.machine.surroundings import Surroundings


@dataclass(frozen=True)
class Pool:
    """Some workers, as joblib is told of them.

    `backend`: joblib's name or object for them; `in_flight`: how many items are on their way at a
    time; `threads` that joblib is to hold each worker to, None where it can't; `streams`: whether
    results come one by one, or all at the end; `surroundings` that each worker has to have, None
    where it can have no others.
    """

    backend: str | ParallelBackendBase
    workers: int
    in_flight: int
    threads: int | None = None
    streams: bool = True
    surroundings: Surroundings | None = None

    def told(self) -> parallel_config:
        """A context in which joblib uses these workers."""
        return parallel_config(backend=self.backend, inner_max_num_threads=self.threads)

"""Work for workers, which import it by name."""

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

import joblib

from stages.storage.pieces import PieceStore


@dataclass(frozen=True)
class Job:
    """A number to write as a piece; the first worker that comes to `fatal` is killed there."""

    store: PieceStore
    number: int
    fatal: int | None = None
    always: bool = False


def square(number: int) -> int:
    return number * number


def fail(number: int) -> int:
    raise ValueError(f"Got {number}; expected another.")


def written(job: Job) -> int:
    started = job.store.root.parent / "started"
    started.mkdir(exist_ok=True)
    mark = started / f"{job.number}"
    again = mark.exists()
    with mark.open("a", encoding="utf-8") as stream:
        stream.write(f"{os.getpid()}\n")
    time.sleep(0.05)
    if job.number == job.fatal and (job.always or not again):
        os.kill(os.getpid(), signal.SIGKILL)
    job.store.write(f"{job.number:04d}", bytes([job.number]) * 1000)
    return job.number


def where(_: int) -> tuple[int, str, str]:
    time.sleep(0.1)
    return os.getpid(), str(Path.cwd()), os.environ["OMP_NUM_THREADS"]


def inside(_: int) -> tuple[int, str]:
    """How many workers joblib would use inside a worker, and of which kind."""
    pool = joblib.Parallel()
    return pool.n_jobs, type(pool._backend).__name__

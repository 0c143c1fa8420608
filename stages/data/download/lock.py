"""One run at a time on one file: a second one waits for the first."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def alone(target: Path) -> Iterator[None]:
    """Hold `target` against other processes until the block ends; a killed holder lets go.

    Where the system has no such locks (Windows), nothing is held.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.with_name(f"{target.name}.lock").open("wb") as stream:
        if sys.platform == "win32":
            yield
            return
        import fcntl  # noqa: PLC0415

        fcntl.flock(stream, fcntl.LOCK_EX)
        try:
            yield
        finally:
            # Said aloud: a process forked meanwhile keeps the stream open
            fcntl.flock(stream, fcntl.LOCK_UN)

"""Who is using a folder now: a file that its process holds locked, free again once that ends."""

import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # Windows: nobody is seen, and nothing is given up (`users` is never empty)
    fcntl = None  # type: ignore[assignment]


@contextmanager
def lease(folder: Path) -> Iterator[None]:
    """Use `folder` as long as the block runs; a killed process's lease is free at once."""
    home = _home(folder)
    home.mkdir(parents=True, exist_ok=True)
    path = home / f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
    with _locked(path):
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def users(folder: Path) -> list[int]:
    """When each process that uses `folder` began to, in nanoseconds of the file system's clock."""
    if fcntl is None:
        return [0]
    began = []
    with suppress(FileNotFoundError):
        for path in sorted(_home(folder).iterdir()):
            with suppress(FileNotFoundError), path.open("r+") as stream:
                if _lock(stream):
                    path.unlink(missing_ok=True)
                else:
                    began.append(path.stat().st_mtime_ns)
    return began


def _locked(path: Path) -> IO[str]:
    """The file, made and locked; made anew where someone took it for a dead one in between."""
    while True:
        stream = path.open("a", encoding="utf-8")
        if fcntl is None or (_lock(stream) and path.exists()):
            return stream
        stream.close()


def _lock(stream: IO[str]) -> bool:
    """Lock a file for this process; False where another holds it."""
    if fcntl is None:
        return False
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _home(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.leases")

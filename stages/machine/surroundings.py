"""What a worker on any machine must share with this process: folders, code, versions.

A worker that lives long may have loaded code that has changed since: what it then computes would
be kept under the key of the new code. So every process checks itself before its first item.
"""

import hashlib
import importlib.metadata
import os
import platform
import secrets
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from threadpoolctl import threadpool_limits

from stages.storage.atomic import write_text
from stages.storage.checksum import sha256_of
from stages.storage.main_repository import main_repository

SOURCE: Final = Path(__file__).resolve().parents[1]
LOADED: Final = time.time()
"""When this process loaded the project's code."""

DISTRIBUTIONS: Final = (
    "numpy", "scipy", "pandas", "pyarrow", "scikit-learn", "lightgbm", "xgboost-cpu", "xgboost",
    "torch", "transformers", "tokenizers", "sentence-transformers", "joblib", "cloudpickle", "dask",
    "distributed", "ray",
)  # fmt: skip
"""What can change a byte, or has to understand what another sends."""

THREADS: Final = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")
SEEN_WITHIN: Final = 5.0
"""Seconds that a network's file system is given to show a new file."""


class StrangeWorkerError(ValueError):
    """A worker that does not share what it must; the message names its host and the cure."""


@dataclass(frozen=True)
class Surroundings:
    """What the process that hands out the work stands in.

    `folder`: where it stands, so that relative paths mean the same; `marker`: a file with random
    content below the main repository, and that `content`; `source`: checksum of the project's code;
    `modules` of the user's own that are loaded, with checksums; `versions` of Python and the
    libraries; `processor`: a model name, since another may change bytes.
    """

    folder: Path
    marker: Path
    content: str
    source: str
    modules: tuple[tuple[str, str], ...]
    versions: tuple[tuple[str, str], ...]
    processor: str

    def enter(self) -> None:
        """Stand in the same folder with one thread, having checked the rest once a process.

        For a worker, before each item; StrangeWorkerError names what differs.
        """
        _compare(self)
        os.chdir(self.folder)


@contextmanager
def surroundings() -> Iterator[Surroundings]:
    """Those of this process; the marker is there as long as the block runs."""
    marker = main_repository().resolve() / ".flatline" / "workers" / secrets.token_hex(8)
    content = secrets.token_hex(16)
    write_text(marker, content)
    try:
        yield Surroundings(
            Path.cwd(),
            marker,
            content,
            source_checksum(),
            _users_modules(),
            versions(),
            processor(),
        )
    finally:
        marker.unlink(missing_ok=True)


def source_checksum() -> str:
    """Checksum of the names and bytes of all Python files of the project's package."""
    total = hashlib.sha256()
    for path in sorted(SOURCE.rglob("*.py")):
        total.update(f"{path.relative_to(SOURCE).as_posix()} {sha256_of(path)}\n".encode())
    return total.hexdigest()


@cache
def versions() -> tuple[tuple[str, str], ...]:
    """Python's version, and those of the installed libraries that matter, by name."""
    found = [("python", platform.python_version())]
    for name in DISTRIBUTIONS:
        try:
            found.append((name, importlib.metadata.version(name)))
        except importlib.metadata.PackageNotFoundError:
            continue
    return tuple(found)


@cache
def processor() -> str:
    """Model name of the processor where the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor())


@cache
def _compare(expected: Surroundings) -> None:
    for name in THREADS:
        os.environ[name] = "1"
    threadpool_limits(1)
    for wrong in (_folders(expected), _versions(expected), _code(expected)):
        if wrong:
            raise StrangeWorkerError(f"Got a worker on {socket.gethostname()} {wrong}")


def _folders(expected: Surroundings) -> str | None:
    if not expected.folder.is_dir():
        return (
            f"that has no folder {expected.folder}; expected the folder of this run. Put the "
            "checkout where every machine sees it under the same path."
        )
    until = time.monotonic() + SEEN_WITHIN
    while True:
        try:
            seen = expected.marker.read_text(encoding="utf-8")
        except OSError:
            seen = ""
        if seen == expected.content:
            return None
        if time.monotonic() > until:
            return (
                f"that does not see the new file {expected.marker}; expected one folder for all "
                "machines. Put the checkout on a file system that they share, under the same path."
            )
        time.sleep(0.2)


def _versions(expected: Surroundings) -> str | None:
    theirs, ours = dict(versions()), dict(expected.versions)
    for name in sorted(theirs.keys() | ours.keys()):
        if theirs.get(name) != ours.get(name):
            return (
                f"with {name} {theirs.get(name, 'missing')}; expected {ours.get(name, 'none')}, as "
                "on the machine that hands out the work. Start workers from the same .venv."
            )
    return None


def _code(expected: Surroundings) -> str | None:
    if source_checksum() != expected.source:
        return (
            f"whose project code ({SOURCE}) is not that of this run; expected the same files. "
            "Start workers with PYTHONPATH set to this checkout."
        )
    loaded = dict(_users_modules())
    other = [name for name, checksum in expected.modules if loaded.get(name, checksum) != checksum]
    if other:
        return (
            f"that has another module {other[0]} than this run; expected the same file. Start "
            "workers with the same PYTHONPATH."
        )
    late = [name for name, path in _own_modules() if path.stat().st_mtime > LOADED]
    if late:
        return (
            f"that loaded {late[0]} before it was last changed; expected the code as it stands. "
            "Start the workers anew."
        )
    return None


def _users_modules() -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, sha256_of(path))
        for name, path in _own_modules()
        if SOURCE not in path.resolve().parents and not name.startswith("__")
    )


def _own_modules() -> Iterator[tuple[str, Path]]:
    """Loaded modules from outside Python's own and installed packages."""
    roots = {str(Path(root).resolve()) for root in (sys.prefix, sys.base_prefix)}
    for name, module in sorted(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if not isinstance(file, str) or not Path(file).is_file():
            continue
        inside = str(Path(file).resolve())
        packages = any(part in inside for part in ("site-packages", "dist-packages"))
        if not packages and not any(inside.startswith(f"{root}{os.sep}lib") for root in roots):
            yield name, Path(file)

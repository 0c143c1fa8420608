"""A bound for the store of pieces: above it, those that were used longest ago go."""

import math
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, pstdev
from typing import Final

from stages.storage.leases import lease, users
from stages.storage.pieces import PieceStore

UNITS: Final = {"MB": 10**6, "GB": 10**9, "TB": 10**12}
SAMPLE: Final = 16
"""Folders of the store that are weighed; names are checksums, so one folder is like another."""
SURE: Final = 4.0
"""Standard errors of that estimate that must fit below the limit for all to be well."""
LEFT: Final = 0.8
"""Share of the limit that is left, so that not every stage's end has to make room."""


@dataclass(frozen=True)
class Bound:
    """At most `limit` (such as 20 GB) of pieces; None for any number."""

    limit: str | None

    def __post_init__(self) -> None:
        """Refuse what is no amount; ValueError."""
        if self.limit is not None and not _AMOUNT.fullmatch(str(self.limit)):
            raise ValueError(
                f"Got store.limit={self.limit!r}; expected an amount such as 20 GB or 500 MB. "
                "Write store.limit=null for no limit."
            )

    @property
    def bytes(self) -> int | None:
        """The limit in bytes."""
        if self.limit is None:
            return None
        amount, unit = self.limit.split()
        return int(float(amount) * UNITS[unit])


_AMOUNT: Final = re.compile(rf"\d+(\.\d+)? ({'|'.join(UNITS)})")


@contextmanager
def bounded(store: PieceStore, bound: Bound) -> Iterator[None]:
    """Use the store in the block, and make room in it afterwards where it is above the bound.

    What any other block that still runs has read or written is kept.
    """
    with lease(store.root):
        yield
    if bound.bytes is not None and may_exceed(store.root, bound.bytes):
        gone = make_room(store.root, bound.bytes)
        if gone:
            words = f"{gone:,} pieces that were used longest ago"
            print(f"Gone, as store.limit is {bound.limit}: {words}.", file=sys.stderr)


def may_exceed(root: Path, limit: int) -> bool:
    """Whether the pieces could weigh more than `limit` bytes, judged by some of their folders."""
    folders = _folders(root)
    step = max(1, len(folders) // SAMPLE)
    weights = [
        float(sum(size for _, size, _ in _pieces(at))) for at in folders[os.getpid() % step :: step]
    ]
    if not weights:
        return False
    unseen = math.sqrt(1 - len(weights) / len(folders))
    error = pstdev(weights) / math.sqrt(len(weights)) * unseen
    return len(folders) * (fmean(weights) + SURE * error) > limit


def make_room(root: Path, limit: int) -> int:
    """Remove the pieces used longest ago until the rest is well below `limit`; how many went.

    None go while a stage runs, whatever the limit: the last one to end makes room.
    """
    if users(root):
        return 0
    pieces = sorted(piece for folder in _folders(root) for piece in _pieces(folder))
    weight, gone = sum(size for _, size, _ in pieces), 0
    for used, size, path in pieces:
        if weight <= LEFT * limit:
            break
        if _given_up(Path(path), used):
            weight, gone = weight - size, gone + 1
    return gone


def weighed(root: Path) -> tuple[int, int]:
    """Number of pieces and their bytes."""
    sizes = [size for folder in _folders(root) for _, size, _ in _pieces(folder)]
    return len(sizes), sum(sizes)


def _folders(root: Path) -> list[Path]:
    with suppress(FileNotFoundError):
        return sorted(path for path in root.iterdir() if path.is_dir())
    return []


def _pieces(folder: Path) -> list[tuple[int, int, str]]:
    """When each file was last used, its bytes, its path; also what a kill left half written."""
    found = []
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            with suppress(FileNotFoundError):
                facts = entry.stat(follow_symlinks=False)
                found.append((facts.st_mtime_ns, facts.st_size, entry.path))
    return found


def _given_up(path: Path, used: int) -> bool:
    """Remove a piece unless someone uses it after all.

    It is moved away first: who reads it then finds none, who has read it before has left a time.
    """
    aside = path.with_name(f".{path.name.lstrip('.')}.gone")
    try:
        path.rename(aside)
        if aside.stat().st_mtime_ns != used:
            aside.rename(path)
            return False
        aside.unlink()
    except FileNotFoundError:
        return False
    return True

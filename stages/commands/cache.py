"""The objects of DVC's cache, each hashed anew: DVC itself trusts an object that is read-only."""

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PREFIX: Final = re.compile(r"[0-9a-f]{2}")
REST: Final = re.compile(r"[0-9a-f]{30}(\.dir)?")


@dataclass(frozen=True)
class CacheObject:
    """One file of the cache: its path and its size in bytes."""

    path: Path
    size: int

    @property
    def name(self) -> str:
        """The md5 that the path promises; a folder's listing ends in `.dir`."""
        return self.path.parent.name + self.path.name


@dataclass(frozen=True)
class Verdict:
    """What is wrong with one object; None where its bytes have the md5 of its name."""

    item: CacheObject
    fault: str | None


def cache_objects(folder: Path) -> list[CacheObject]:
    """Every object below a `files/md5` folder, sorted by path; links to folders are not entered."""
    return sorted(_found(folder), key=lambda item: item.path)


def verdicts(objects: Iterable[CacheObject]) -> Iterator[Verdict]:
    """A verdict per object, in order; the files are read side by side."""
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        yield from pool.map(_verdict, objects)


def md5_of(path: Path) -> str:
    """The md5 of a file's bytes, by which DVC knows it."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "md5").hexdigest()


def _found(folder: Path) -> Iterator[CacheObject]:
    if not folder.is_dir():
        return
    for prefix in folder.iterdir():
        if not PREFIX.fullmatch(prefix.name):
            continue
        if prefix.is_symlink():
            yield CacheObject(prefix, 0)
            continue
        for path in prefix.iterdir():
            if REST.fullmatch(path.name) and (path.is_symlink() or path.is_file()):
                yield CacheObject(path, path.lstat().st_size)


def _verdict(item: CacheObject) -> Verdict:
    if item.path.is_symlink():
        return Verdict(item, f"is a link to {item.path.readlink()}, not followed")
    try:
        found = md5_of(item.path)
    except FileNotFoundError:
        return Verdict(item, None)
    except OSError as error:
        return Verdict(item, f"can't be read: {error.strerror}")
    promised = item.name.removesuffix(".dir")
    return Verdict(item, None if found == promised else f"holds other bytes (md5 {found})")

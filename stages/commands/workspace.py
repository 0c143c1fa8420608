"""The outs in the working folder against dvc.lock: DVC trusts a file of the time and size it was.

DVC hashes a file again only where its time, size or inode have changed, so that a bit that flips on
the disk, or an edit under a clock set back, goes unseen.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from stages.commands.cache import md5_of

Ignored = Callable[[Path], bool]


@dataclass(frozen=True)
class Out:
    """A file or folder that a stage wrote: its path and the md5 in dvc.lock (a folder: `.dir`)."""

    stage: str
    path: str
    md5: str


@dataclass(frozen=True)
class Difference:
    """A path that holds other bytes than dvc.lock says of an out."""

    path: Path
    out: Out


def locked_outs(lock: Mapping[str, object]) -> list[Out]:
    """Every out of a parsed dvc.lock that has an md5, sorted by path."""
    stages = cast(Mapping[str, Mapping[str, list[Mapping[str, object]]]], lock["stages"])
    found = [
        Out(name, str(out["path"]), str(out["md5"]))
        for name, entry in stages.items()
        for out in entry.get("outs", [])
        if "md5" in out
    ]
    return sorted(found, key=lambda out: out.path)


def differences(root: Path, outs: list[Out], cache: Path, ignored: Ignored) -> Iterator[Difference]:
    """What differs, the very file where the cache still knows a folder's listing.

    Outs that are not there are none: `dvc repro` brings them back by itself.
    """
    for out in outs:
        place = root / out.path
        if not place.exists():
            continue
        if place.is_dir() != out.md5.endswith(".dir"):
            yield Difference(place, out)
        elif not place.is_dir():
            if md5_of(place) != out.md5:
                yield Difference(place, out)
        else:
            yield from _in_folder(place, out, cache, ignored)


def _in_folder(place: Path, out: Out, cache: Path, ignored: Ignored) -> Iterator[Difference]:
    found = {
        path.relative_to(place).as_posix(): md5_of(path)
        for path in sorted(place.rglob("*"))
        if path.is_file() and not ignored(path)
    }
    if _listing_md5(found) == out.md5.removesuffix(".dir"):
        return
    listed = _listing(cache / out.md5[:2] / out.md5[2:], out)
    if listed is None:
        yield Difference(place, out)
        return
    for name in sorted({*found, *listed}):
        if found.get(name) != listed.get(name):
            yield Difference(place / name, out)


def _listing_md5(found: Mapping[str, str]) -> str:
    """The md5 that DVC gives a folder: of the JSON list of its files."""
    items = [{"md5": found[name], "relpath": name} for name in sorted(found)]
    return hashlib.md5(json.dumps(items, sort_keys=True).encode("utf-8")).hexdigest()


def _listing(stored: Path, out: Out) -> dict[str, str] | None:
    """What the cache knows of a folder; None where it does not, or holds other bytes."""
    if not stored.is_file() or md5_of(stored) != out.md5.removesuffix(".dir"):
        return None
    return {
        str(item["relpath"]): str(item["md5"])
        for item in json.loads(stored.read_text(encoding="utf-8"))
    }

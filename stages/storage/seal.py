"""Checksums beside the files of a folder: bytes that change on the disk never become figures.

DVC trusts a file whose time and size are what they were; a bit that flips changes neither.
"""

import errno
import json
import os
from pathlib import Path
from typing import Final

from stages.storage.atomic import write_text
from stages.storage.checksum import sha256_of
from stages.storage.damage import DamagedFileError, reading
from stages.storage.strict_json import strict_json

SEAL: Final = "checksums.json"


def seal(folder: Path) -> None:
    """Write the sha256 of every file of `folder` to its checksums.json; the last act of a stage."""
    names = sorted(path.name for path in folder.iterdir() if path.is_file())
    kept = [name for name in names if name != SEAL and not name.startswith(".")]
    write_text(folder / SEAL, strict_json({name: sha256_of(folder / name) for name in kept}))


def begin(folder: Path) -> None:
    """Promise no file of `folder` yet: what a kill leaves in it is then known to be unfinished."""
    write_text(folder / SEAL, strict_json({}))


def check(path: Path) -> str:
    """The sha256 of a file; DamagedFileError where its folder's checksums.json says another.

    A folder without checksums.json holds what no stage wrote: nothing to compare with.
    """
    with reading(path):
        found = sha256_of(path)
    try:
        promised = _promised(path.parent).get(path.name)
    except FileNotFoundError:
        return found
    if promised != found:
        why = "its bytes are not those that were written" if promised else f"not in {SEAL}"
        raise DamagedFileError(str(path), why)
    return found


def check_complete(folder: Path) -> None:
    """Raise FileNotFoundError for a file that checksums.json lists and that is not there.

    DamagedFileError where it lists none, since a kill stopped the stage that began the folder.
    Without checksums.json, or without the folder, there is nothing to compare with.
    """
    try:
        promised = _promised(folder)
    except (FileNotFoundError, NotADirectoryError):
        return
    if not promised:
        raise DamagedFileError(str(folder / SEAL), "it lists no file: its stage was stopped")
    for name in promised:
        if not (folder / name).is_file():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(folder / name))


def _promised(folder: Path) -> dict[str, str]:
    with reading(folder / SEAL):
        return dict(json.loads((folder / SEAL).read_text(encoding="utf-8")))

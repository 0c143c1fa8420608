"""Checksums beside the files of a folder: bytes that change on the disk never become figures.

DVC trusts a file whose time and size are what they were; a bit that flips changes neither.
"""

import json
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


def check(path: Path) -> str:
    """The sha256 of a file; DamagedFileError where its folder's checksums.json says another.

    A folder without checksums.json holds what no stage wrote: nothing to compare with.
    """
    with reading(path):
        found = sha256_of(path)
    try:
        with reading(path.with_name(SEAL)):
            listed = json.loads(path.with_name(SEAL).read_text(encoding="utf-8"))
            promised = dict(listed).get(path.name)
    except FileNotFoundError:
        return found
    if promised != found:
        why = "its bytes are not those that were written" if promised else f"not in {SEAL}"
        raise DamagedFileError(str(path), why)
    return found

"""Folders that earlier selections left behind, where a whole folder is an input."""

import shutil
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

from stages.storage.seal import SEAL

TABLES: Final = (".parquet", ".tmp")
SEALED: Final = (".csv", "facts.json", "training.json")
"""Ends of names that tell a stage's file only where checksums stand beside."""


def remove_others(folder: Path, kept: Collection[str]) -> list[Path]:
    """Remove the folders below `folder` that are not `kept`; returns their paths, sorted.

    Only folders that hold tables (.parquet; where checksums stand beside .csv too, and copies of
    an arm's facts.json and training.json), their checksums and nothing else, that is what a stage
    wrote; a person's own files stay.
    """
    if not folder.is_dir():
        return []
    others = [place for place in sorted(folder.iterdir()) if place.name not in kept]
    left = [place for place in others if _is_written_by_a_stage(place)]
    for place in left:
        shutil.rmtree(place)
    return left


def cleared(kept: Mapping[Path, Collection[str]]) -> list[str]:
    """Remove what is not kept below each of these folders; a line for people about each."""
    return [
        f"{left}: not in this run, removed (DVC brings it back when it is)"
        for folder, names in kept.items()
        for left in remove_others(folder, names)
    ]


def remove(place: Path) -> None:
    """Remove a file, a link (never what it points to) or a whole folder; nothing there is fine."""
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)


def _is_written_by_a_stage(place: Path) -> bool:
    if place.is_symlink() or not place.is_dir():
        return False
    names = [inside.name for inside in place.iterdir()]
    endings = (*TABLES, *SEALED) if SEAL in names else TABLES
    return all(name == SEAL or name.endswith(endings) for name in names)

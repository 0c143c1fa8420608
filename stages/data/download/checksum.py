"""The note beside a file that says what its SHA-256 was when it was first used."""

import re
from pathlib import Path

from stages.storage.atomic import write_text


def note_path(path: Path) -> Path:
    """Where the note of a file lies."""
    return path.with_name(f"{path.name}.sha256")


def write_note(path: Path, digest: str) -> None:
    """Write the note, in the format of `sha256sum`."""
    write_text(note_path(path), f"{digest}  {path.name}\n")


def noted(path: Path) -> str | None:
    """The digest that the note holds; None where there is no note.

    Raises ValueError for a note without one.
    """
    note = note_path(path)
    if not note.is_file():
        return None
    found = re.match(r"[0-9a-f]{64}\b", note.read_text(encoding="utf-8", errors="replace"))
    if not found:
        raise ValueError(
            f"Got {note} without a SHA-256; expected 64 hex digits. Delete it: it is written anew."
        )
    return found[0]


def expect(digest: str, expected: str, where: str) -> None:
    """Raise ValueError where the digest of a file is not the one that `where` holds."""
    if digest != expected.lower():
        raise ValueError(
            f"Got sha256 {digest}; expected {expected}, as {where} says. Mend {where} if you trust"
            " the file."
        )

"""SHA-256 of a file's bytes."""

import hashlib
from pathlib import Path


def sha256_of(path: Path) -> str:
    """64 hex digits; the file is read in parts."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()

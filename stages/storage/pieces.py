"""Finished pieces of long work, kept outside DVC's outs: a killed stage picks up where it stopped.

A piece is a file of bytes named by the fingerprint of all that determines it and headed by its own
checksum. DVC deletes a stage's outs before it runs; the store, `.flatline/pieces` below the
repository root, survives that.
"""

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from stages.storage.atomic import write_bytes
from stages.storage.checksum import sha256_of


def fingerprint(content: object) -> str:
    """Hex sha256 of a JSON-like value; the same in every process and for every key order."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()


def file_fingerprint(paths: Iterable[Path]) -> str:
    """Hex sha256 of the bytes of some files, in the order given, whatever they are called."""
    total = hashlib.sha256()
    for path in paths:
        total.update(bytes.fromhex(sha256_of(path)))
    return total.hexdigest()


@dataclass(frozen=True)
class PieceStore:
    """Pieces below one folder; several writers may share it, since each piece is written whole."""

    root: Path

    def read(self, key: str) -> bytes | None:
        """The payload under `key`, or None where there is none or its checksum does not hold.

        It counts as used now: pieces that were used longest ago are the first to be given up.
        """
        path = self._path(key)
        try:
            checksum, _, payload = _content(path).partition(b"\n")
        except FileNotFoundError:
            return None
        if hashlib.sha256(payload).hexdigest().encode() != checksum:
            return None
        return payload if _used(path) else None

    def write(self, key: str, payload: bytes) -> None:
        """Store `payload` under `key`, whole or not at all."""
        checksum = hashlib.sha256(payload).hexdigest().encode()
        write_bytes(self._path(key), checksum + b"\n" + payload)

    def _path(self, key: str) -> Path:
        return self.root / key[:2] / key


def _content(path: Path) -> bytes:
    """The bytes of a file that a moment ago may not have been there.

    A network's file system remembers for a while that a file is missing, though another machine
    has written it since; opening its folder makes it look again.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        os.scandir(path.parent).close()
        return path.read_bytes()


def _used(path: Path) -> bool:
    """Note that a piece is used; False where it has just been given up."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    except OSError:
        return True  # a store that may be read only
    return True

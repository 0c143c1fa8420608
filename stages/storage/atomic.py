"""Files that are there whole or not at all: written under a temporary name, then renamed."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A binary stream whose content becomes `path` when the block ends without an error.

    After an error or a kill `path` is what it was before; an OSError names `path`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except OSError as error:
        # A full disk has no name of its own, and the temporary one tells nobody anything.
        error.filename, error.filename2 = str(path), None
        raise
    finally:
        temporary.unlink(missing_ok=True)


def write_bytes(path: Path, payload: bytes) -> None:
    """Write `payload` to `path` in one step, making parent folders as needed."""
    with whole_file(path) as stream:
        stream.write(payload)


def write_text(path: Path, text: str) -> None:
    """Write `text` as UTF-8 with Unix line ends."""
    write_bytes(path, text.encode("utf-8"))


def write_array(path: Path, array: npt.NDArray[np.generic]) -> None:
    """Write one array as .npy, C-contiguous, without pickle."""
    with whole_file(path) as stream:
        np.save(stream, np.ascontiguousarray(array), allow_pickle=False)

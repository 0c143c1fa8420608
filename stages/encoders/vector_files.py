"""Vector files: .npy filled through a memory map, in place under their names only when complete."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from stages.encoders.contract import Vectors


@dataclass(frozen=True)
class VectorFiles:
    """The vectors of all domains on their way to their files."""

    parts: tuple["_Part", ...]

    def fill(self, start: int, vectors: Vectors) -> None:
        """Put the vectors of the distinct texts from number `start` into all rows with them."""
        for part in self.parts:
            part.fill(start, vectors)


@contextmanager
def vector_files(
    places: Mapping[str, npt.NDArray[np.int64]], files: Mapping[str, Path]
) -> Iterator[VectorFiles]:
    """Files to fill, renamed into place when the block ends without an error.

    `places`: per domain, which distinct text each row has; `files`: where its vectors go. After an
    error or a kill they are what they were before.
    """
    parts = tuple(_Part(files[domain], places[domain]) for domain in places)
    for part in parts:
        part.clear()
    try:
        yield VectorFiles(parts)
        for part in parts:
            part.publish()
    finally:
        for part in parts:
            part.clear()


class _Part:
    """One domain's vectors: a temporary .npy, made when the first vectors come.

    It is mapped anew for each call, so that pages written before do not count as memory in use.
    """

    def __init__(self, path: Path, places: npt.NDArray[np.int64]) -> None:
        self.path = path
        self.temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        self.order = np.argsort(places, kind="stable")
        self.places = places[self.order]
        self.dtype: np.dtype[np.floating] | None = None

    def fill(self, start: int, vectors: Vectors) -> None:
        """Spread the vectors over this domain's rows; ValueError if the number format changes."""
        if self.dtype is None:
            self.dtype = vectors.dtype
            self._make(vectors.dtype, vectors.shape[1])
        if vectors.dtype != self.dtype:
            raise ValueError(
                f"The encoder returned {vectors.dtype} after {self.dtype}, expected one "
                "number format for all texts. Cast what it returns."
            )
        low, high = np.searchsorted(self.places, [start, start + len(vectors)])
        if low < high:
            rows = np.lib.format.open_memmap(self.temporary, "r+")
            rows[self.order[low:high]] = vectors[self.places[low:high] - start]

    def _make(self, dtype: np.dtype[np.floating], width: int) -> None:
        """Make the file and take all of its room; an OSError names it, such as for a full disk.

        A map that finds no room for what is written through it ends the process with a signal.
        """
        try:
            np.lib.format.open_memmap(self.temporary, "w+", dtype, (self.places.size, width))
            if hasattr(os, "posix_fallocate"):
                with self.temporary.open("r+b") as stream:
                    os.posix_fallocate(stream.fileno(), 0, os.fstat(stream.fileno()).st_size)
        except OSError as error:
            error.filename = str(self.path)
            raise

    def publish(self) -> None:
        """Give the filled file its name."""
        if self.dtype is None:
            raise ValueError(f"Got no text for {self.path}, expected some: `dvc repro serialize`.")
        np.lib.format.open_memmap(self.temporary, "r+").flush()
        self.temporary.replace(self.path)

    def clear(self) -> None:
        """Remove what a killed run left beside the file."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        for leftover in self.path.parent.glob(f".{self.path.name}.*.tmp"):
            leftover.unlink(missing_ok=True)

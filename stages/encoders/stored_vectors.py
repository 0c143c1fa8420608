"""Vectors in a .npy, read a few rows at a time."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class StoredVectors:
    """Vectors in a file, in rows, from byte `offset` on.

    They are read and not mapped: a map of scattered rows draws the whole file into memory.
    """

    path: Path
    shape: tuple[int, ...]
    dtype: np.dtype[np.floating]
    offset: int

    @classmethod
    def of(cls, path: Path) -> "StoredVectors":
        """The vectors in a .npy of two axes; ValueError for a file that is none."""
        rows = np.lib.format.open_memmap(path, mode="r")
        return cls(path, rows.shape, rows.dtype, rows.offset)

    def __getitem__(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.floating]:
        """The vectors of some rows, in the order given; OSError where the file ends early."""
        order = np.argsort(rows, kind="stable")
        wanted = rows[order]
        found = np.empty((rows.size, self.shape[1]), self.dtype)
        starts = np.flatnonzero(np.diff(wanted, prepend=-2) != 1)
        with self.path.open("rb", buffering=0) as stream:
            for start, end in zip(starts, [*starts[1:], rows.size], strict=True):
                run = found[start:end].reshape(-1).view(np.uint8)
                stream.seek(self.offset + int(wanted[start]) * run.size // int(end - start))
                if stream.readinto(run.data) != run.size:
                    raise OSError(
                        f"Got fewer vectors in {self.path} than its head says, expected "
                        f"{self.shape[0]}. It was changed while it was read: run again."
                    )
        ordered = np.empty_like(found)
        ordered[order] = found
        return ordered

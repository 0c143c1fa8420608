"""Vectors in a .npy, read a few rows at a time."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class StoredVectors:
    """Vectors in a file, mapped anew for each call: what was read before is no memory in use."""

    path: Path
    shape: tuple[int, ...]
    dtype: np.dtype[np.floating]

    @classmethod
    def of(cls, path: Path) -> "StoredVectors":
        """The vectors in a .npy."""
        rows = np.lib.format.open_memmap(path, mode="r")
        return cls(path, rows.shape, rows.dtype)

    def __getitem__(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.floating]:
        """The vectors of some rows, in the order given."""
        return np.asarray(np.lib.format.open_memmap(self.path, mode="r")[rows])

"""One domain of a users' export: its vectors and row ids, checked and read a few rows at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

import numpy as np
import numpy.typing as npt

from stages.encoders.checks import STORED
from stages.encoders.contract import Vectors
from stages.encoders.stored_vectors import StoredVectors
from stages.storage.names import first_few

HOW: Final = (
    "Write both with two lines of numpy: `np.save('{folder}/{stem}.npy', vectors)` and "
    "`np.save('{folder}/{stem}.rows.npy', np.asarray(rows, dtype=np.int64))`, `rows` being column "
    "`row` of artifacts/texts/{stem}.parquet and `vectors` those of its column `text`."
)

CHECKED_BYTES: Final = 2**20
"""Bytes of vectors compared at a time."""


@dataclass(frozen=True)
class Exported:
    """The two files of one domain: its `vectors`, and their row `ids`, sorted.

    `order`: which vector each of the sorted ids has.
    """

    stem: str
    vectors: StoredVectors
    ids: npt.NDArray[np.int64]
    order: npt.NDArray[np.int64]

    @classmethod
    def open(cls, folder: Path, stem: str) -> "Exported":
        """Check the two files without reading the vectors; an error shows how to write them."""
        how = HOW.format(folder=folder, stem=stem)
        file = folder / f"{stem}.npy"
        vectors = _mapped(file, how)
        ids = _row_ids(folder / f"{stem}.rows.npy", how)
        _check_vectors(file, vectors, ids.size)
        order = np.argsort(ids, kind="stable")
        return cls(stem, StoredVectors.of(file), ids[order], order)

    @property
    def file(self) -> Path:
        """Where the vectors are."""
        return self.vectors.path

    @property
    def dimension(self) -> int:
        """Numbers of a vector."""
        return self.vectors.shape[1]

    @property
    def dtype(self) -> np.dtype[np.floating]:
        """The number format of the vectors, in this machine's byte order."""
        return self.vectors.dtype.newbyteorder("=")

    def parts(self, places: npt.NDArray[np.int64], size: int) -> Iterator[npt.NDArray[np.int64]]:
        """`places` in parts whose vectors take at most `size` bytes, or one vector each."""
        step = max(1, size // (self.dimension * self.dtype.itemsize))
        return (places[start : start + step] for start in range(0, places.size, step))

    def places(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Which vector each of `rows` has; ValueError where one has none, or two that differ."""
        first = np.searchsorted(self.ids, rows)
        found = first < self.ids.size
        found[found] = self.ids[first[found]] == rows[found]
        if not found.all():
            missing = rows[~found]
            raise ValueError(
                f"Got no vector for {missing.size:,} of {rows.size:,} rows of {self.stem} (rows "
                f"{first_few(missing)}) in {self.file}, expected one for every row of "
                f"artifacts/texts/{self.stem}.parquet. Encode the texts of the missing rows, or "
                "export all again: row ids change with the data set, not with its order."
            )
        self._check_twice(rows)
        return self.order[first]

    def read(self, places: npt.NDArray[np.int64]) -> Vectors:
        """Some vectors, in the order given."""
        return cast(Vectors, self.vectors[places].astype(self.dtype, copy=False))

    def _check_twice(self, rows: npt.NDArray[np.int64]) -> None:
        """ValueError where an id that is needed stands twice with different vectors."""
        again = np.flatnonzero(self.ids[1:] == self.ids[:-1])
        again = again[np.isin(self.ids[again], rows)]
        for part in self.parts(again, CHECKED_BYTES):
            differs = (self.read(self.order[part]) != self.read(self.order[part + 1])).any(axis=1)
            if differs.any():
                raise ValueError(
                    f"Got rows of {self.stem} twice with different vectors (rows "
                    f"{first_few(self.ids[part[differs]])}) in {self.file}, expected one vector "
                    "a row. Keep the right one: a row id must not be reused within a domain."
                )


def _mapped(file: Path, how: str) -> np.memmap:
    if not file.is_file():
        raise FileNotFoundError(f"No file {file}, expected one for each domain. {how}")
    try:
        return np.lib.format.open_memmap(file, mode="r")
    except (ValueError, EOFError, OSError) as error:
        why = " ".join(str(error).split())
        raise ValueError(
            f"Got {file}, which can't be read as an array: {why}. Expected a complete .npy of "
            f"plain numbers. {how}"
        ) from error


def _row_ids(file: Path, how: str) -> npt.NDArray[np.int64]:
    ids = _mapped(file, how)
    if ids.ndim != 1 or ids.dtype.kind not in "iu" or not np.can_cast(ids.dtype, np.int64):
        raise ValueError(
            f"Got {ids.dtype.name} of shape {ids.shape} in {file}, expected row ids: whole "
            f"numbers (int64) of shape (rows,). {how}"
        )
    return np.array(ids, dtype=np.int64)


def _check_vectors(file: Path, vectors: np.memmap, rows: int) -> None:
    name = vectors.dtype.name
    if name not in STORED:
        raise ValueError(
            f"Got {name} in {file}, expected {' or '.join(STORED)}. {_cast(file, name)}"
        )
    if vectors.ndim != 2 or 0 in vectors.shape or len(vectors) != rows:
        raise ValueError(
            f"Got vectors of shape {vectors.shape} in {file} and {rows} row ids beside it, "
            "expected shape (rows, dimension) and a row id for every vector. Save both anew."
        )
    if not vectors.flags["C_CONTIGUOUS"]:
        raise ValueError(
            f"Got {file} in column order (Fortran), expected row order, in which a row is read at "
            "once. Save `np.ascontiguousarray(vectors)`."
        )


def _cast(file: Path, name: str) -> str:
    if name == "uint16":
        return (
            "If these are the bits of bfloat16, save `tensor.float().numpy()` instead: float32 "
            "holds every bfloat16 exactly."
        )
    return (
        "No number is rounded unasked. If they are vectors: "
        f"`np.save({file.name!r}, np.load({file.name!r}).astype(np.float32))`."
    )

"""Vectors on their way through a remedy: read some at a time, written whole."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from stages.encoders.stored_vectors import StoredVectors
from stages.encoders.vector_files import vector_files
from stages.remedies.fitted import FittedRemedy
from stages.remedies.transformer import Rows
from stages.storage.damage import reading

BLOCK: Final = 2**21
"""Numbers of a block of rows, 16 MB in float64. It is no setting: products of matrices are rounded
otherwise in blocks of other sizes."""


@dataclass(frozen=True)
class ArmVectors:
    """One arm's vectors of the domains, by their stems in the order given, source first."""

    files: Mapping[str, StoredVectors]

    @classmethod
    def of(cls, files: Mapping[str, Path], rows: Mapping[str, int]) -> "ArmVectors":
        """The vectors in .npy files; DamagedFileError for what is none.

        ValueError unless each has as many rows as its table, all of one dimension.
        """
        stored = {}
        for stem, path in files.items():
            with reading(path):
                stored[stem] = StoredVectors.of(path)
        (source, first), *_ = stored.items()
        for stem, vectors in stored.items():
            path = files[stem]
            if len(vectors.shape) != 2:
                raise ValueError(
                    f"Got an array of shape {vectors.shape} in {path}, expected {rows[stem]} "
                    "vectors, one for each row of the table: embed this domain again."
                )
            if vectors.shape[0] != rows[stem]:
                raise ValueError(
                    f"Got {vectors.shape[0]} vectors in {path}, expected {rows[stem]}, one "
                    "for each row of the table: embed this domain again."
                )
            if vectors.shape[1] != first.shape[1]:
                raise ValueError(
                    f"Got vectors of {vectors.shape[1]} numbers in {path}, expected "
                    f"{first.shape[1]} as in {files[source]}: embed both domains again."
                )
        return cls(stored)

    def rows(self, stem: str, places: npt.NDArray[np.int64]) -> Rows:
        """Some rows of one domain, in float64."""
        found = np.empty((places.size, self.files[stem].shape[1]))
        done = 0
        for block in self.blocks(stem, places):
            found[done : done + len(block)] = block
            done += len(block)
        return found

    def blocks(self, stem: str, places: npt.NDArray[np.int64]) -> Iterator[Rows]:
        """The same, a block at a time; ValueError for NaN and infinity."""
        vectors = self.files[stem]
        step = max(1, BLOCK // max(1, vectors.shape[1]))
        for start in range(0, places.size, step):
            block = vectors[places[start : start + step]].astype(np.float64)
            if not np.isfinite(block).all():
                raise ValueError(
                    f"Got NaN or infinity among the vectors of {stem} in {vectors.path}, expected "
                    "numbers: embed this domain again."
                )
            yield block

    def write(self, remedy: FittedRemedy, files: Mapping[str, Path]) -> int:
        """Write every domain's remedied rows to its file, none before all are done; how many rows.

        Memory: a block.
        """
        counts = [vectors.shape[0] for vectors in self.files.values()]
        places = np.split(np.arange(sum(counts)), np.cumsum(counts)[:-1])
        done = 0
        with vector_files(dict(zip(self.files, places, strict=True)), files) as written:
            for stem, own in zip(self.files, places, strict=True):
                for block in self.blocks(stem, np.arange(own.size)):
                    written.fill(done, remedy.rows(block))
                    done += len(block)
        return done

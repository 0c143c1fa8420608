"""The files of one arm: training rows of the source, test rows of every domain, read in chunks."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq

from stages.families.contract import BoolArray, FloatArray
from stages.storage.damage import reading
from stages.storage.pieces import fingerprint
from stages.storage.seal import check

IndexArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class DomainFiles:
    """One domain by its stem: `table` with row, split and label; `vectors`, a row per table row."""

    domain: str
    table: Path
    vectors: Path

    def training_rows(self) -> IndexArray:
        """Places of the rows of split `train`, in table order."""
        return np.flatnonzero(self._column("split") == "train")

    def test_rows(self) -> IndexArray:
        """Places of all other rows, `id_test` or `ood_test`, in table order."""
        return np.flatnonzero(self._column("split") != "train")

    def labels(self, places: IndexArray) -> BoolArray:
        """Labels at these places, True = positive."""
        return self._column("label")[places].astype(np.bool_)

    def row_ids(self, places: IndexArray) -> IndexArray:
        """The table's stable row numbers at these places."""
        return self._column("row")[places].astype(np.int64)

    def chunks(self, places: IndexArray, size: int) -> Iterator[FloatArray]:
        """Vectors at these places in float32, at most `size` rows in memory at a time.

        ValueError for NaN and infinity: trees would train on them and other families fail.
        """
        vectors = self._vectors()
        for start in range(0, len(places), size):
            x = vectors[places[start : start + size]].astype(np.float32)
            if not np.isfinite(x).all():
                raise ValueError(
                    f"Got NaN or infinity among the vectors of {self.domain}, expected numbers: "
                    "make them again."
                )
            yield x

    def fingerprint(self) -> str:
        """Hash of all that a trial sees: vectors, labels and splits; row numbers do not count.

        DamagedFileError where a file is not what the stage before wrote.
        """
        self._vectors()
        check(self.table)
        columns = hashlib.sha256(self._column("label").astype(np.bool_).tobytes())
        columns.update("\n".join(self._column("split").tolist()).encode("utf-8"))
        content = [self.domain, check(self.vectors), columns.hexdigest()]
        return fingerprint(content)

    def _column(self, name: str) -> npt.NDArray[np.generic]:
        with reading(self.table):
            column = pq.read_table(self.table, columns=[name]).column(name)
            return np.asarray(column.to_numpy())

    def _vectors(self) -> npt.NDArray[np.float32]:
        with reading(self.vectors):
            vectors: npt.NDArray[np.float32] = np.load(
                self.vectors, mmap_mode="r", allow_pickle=False
            )
        with reading(self.table):
            rows = pq.read_metadata(self.table).num_rows
        if vectors.ndim != 2 or len(vectors) != rows:
            raise ValueError(
                f"Got vectors of shape {vectors.shape} in {self.vectors}, expected {rows} rows as "
                f"in {self.table}: embed this domain again."
            )
        return vectors


@dataclass(frozen=True)
class ArmFiles:
    """One arm: the domains, source first, and the fingerprint of all their content."""

    domains: tuple[DomainFiles, ...]
    content: str


@lru_cache(maxsize=1)
def training_set(arm: ArmFiles) -> tuple[FloatArray, BoolArray]:
    """Vectors in float32 and labels of the source's training rows.

    Kept for the next trial of the same worker.
    """
    source = arm.domains[0]
    places = source.training_rows()
    x = next(source.chunks(places, max(1, len(places))), np.empty((0, 0), dtype=np.float32))
    return x, source.labels(places)


def arm_files(domains: tuple[DomainFiles, ...]) -> ArmFiles:
    """The files of an arm, read once for their fingerprint."""
    return ArmFiles(domains, fingerprint([domain.fingerprint() for domain in domains]))

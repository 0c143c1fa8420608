"""Users' own vectors: a folder with a .npy of vectors and a .npy of row ids per domain."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from stages.encoders.contract import Vectors
from stages.encoders.exported import Exported
from stages.encoders.row_vectors import Rows
from stages.storage.pieces import file_fingerprint

BLOCK_BYTES: Final = 8 * 2**20
"""Bytes of vectors read at a time."""


@dataclass(frozen=True)
class VectorFolder:
    """Vectors that were made elsewhere, for encoders that do not run here.

    `path`: a folder with `<stem>.npy` (rows x dimension, float32 or float16) and `<stem>.rows.npy`
    (the whole numbers in column `row` of artifacts/texts/<stem>.parquet) for every domain, in any
    order and with any further rows; `dimension`: checked, or null for that of the files.
    """

    path: str
    dimension: int | None

    def blocks(self, rows: Rows) -> Iterator[Vectors]:
        """The vectors of `rows`; first FileNotFoundError or ValueError for what is amiss."""
        exports = [Exported.open(Path(self.path), stem) for stem in rows]
        self._check_alike(exports)
        places = [export.places(rows[export.stem]) for export in exports]
        return (
            export.read(part)
            for export, where in zip(exports, places, strict=True)
            for part in export.parts(where, BLOCK_BYTES)
        )

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Raise: there are vectors of rows, none of texts."""
        raise RuntimeError(
            f"Got {len(texts)} texts, expected row ids: the vectors in {self.path} belong to rows. "
            "Run `dvc repro`, whose stage embed takes them by row."
        )

    def identity(self) -> dict[str, object]:
        """A hash of all .npy files of the folder, wherever it lies."""
        files = sorted(Path(self.path).glob("*.npy"))
        names = [file.name for file in files]
        return {"files": names, "bytes": file_fingerprint(files)}

    def _check_alike(self, exports: Sequence[Exported]) -> None:
        declared = exports[0].dimension if self.dimension is None else self.dimension
        of = "as first" if self.dimension is None else "as `dimension` says"
        for export in exports:
            if export.dimension != declared:
                raise ValueError(
                    f"Got vectors of {export.dimension} numbers in {export.file}, expected "
                    f"{declared} {of}. Export all domains with one encoder, and set `dimension` "
                    "to its own (or null) in conf/encoders."
                )
            if export.dtype != exports[0].dtype:
                raise ValueError(
                    f"Got {export.dtype.name} in {export.file} and {exports[0].dtype.name} in "
                    f"{exports[0].file}, expected one number format. Save all alike, for "
                    f"example `np.save(file, vectors.astype(np.{exports[0].dtype.name}))`."
                )

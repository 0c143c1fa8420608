"""Vectors that users already have, by row: copied into the vector files, checked on the way."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias, runtime_checkable

import numpy as np
import numpy.typing as npt

from stages.encoders.contract import Vectors
from stages.encoders.distinct_texts import DistinctTexts
from stages.encoders.vector_files import vector_files
from stages.storage.names import first_few

Rows: TypeAlias = Mapping[str, npt.NDArray[np.int64]]
"""The row ids of every domain, by its stem, in table order."""


@runtime_checkable
class RowEncoder(Protocol):
    """An encoder whose vectors are had by row id, so that nothing is encoded."""

    def blocks(self, rows: Rows) -> Iterator[Vectors]:
        """The vectors of all rows in the order given, domain after domain, some rows at a time.

        Shape of a block: (some rows, dimension). Whatever can be known without reading all vectors
        is checked before the first block comes.
        """
        ...


@dataclass(frozen=True)
class Copied:
    """`rows` copied, and how many distinct texts have several vectors (`ambiguous`)."""

    rows: int
    ambiguous: int

    def words(self) -> str:
        """What was done, for people."""
        note = f", {self.ambiguous:,} texts have several vectors" if self.ambiguous else ""
        return f"{self.rows:,} rows copied by row id, none encoded{note}"


def write_rows(
    encoder: RowEncoder, rows: Rows, content: DistinctTexts, files: Mapping[str, Path]
) -> Copied:
    """Write a .npy per domain, none of them under its name before all vectors passed the checks.

    `content` says which rows share a text; `files`: a path per domain. ValueError names the first
    rows with NaN or infinity. Memory: one block.
    """
    ids = np.concatenate(list(rows.values()))
    ends = np.cumsum([own.size for own in rows.values()])
    starts = ends - [own.size for own in rows.values()]
    places = {
        stem: np.arange(start, end) for stem, start, end in zip(rows, starts, ends, strict=True)
    }
    marks = np.empty(ids.size, dtype=np.uint64)
    done = 0
    with vector_files(places, files) as vectors:
        for block in encoder.blocks(rows):
            here = slice(done, done + len(block))
            _check_finite(block, ids[here], list(rows)[int(np.searchsorted(ends, done, "right"))])
            marks[here] = _marks(block)
            vectors.fill(done, block)
            done += len(block)
        if done != ids.size:
            raise ValueError(
                f"{type(encoder).__qualname__}.blocks gave {done} vectors, expected one for each "
                f"of {ids.size} rows. Mend `blocks`."
            )
    texts = np.concatenate([content.places[stem] for stem in rows])
    return Copied(done, _ambiguous(texts, marks))


def _check_finite(block: Vectors, ids: npt.NDArray[np.int64], stem: str) -> None:
    broken = ids[~np.isfinite(block).all(axis=1)]
    if broken.size:
        raise ValueError(
            f"Got NaN or infinity in {broken.size} vectors of {stem} (rows {first_few(broken)}), "
            "expected finite numbers. Encode these rows again; float32 helps where float16 "
            "overflows."
        )


def _marks(block: Vectors) -> npt.NDArray[np.uint64]:
    """A number per vector, the same for equal bytes and hardly ever for others."""
    bits = np.ascontiguousarray(block).view(f"u{block.dtype.itemsize}")
    weights = np.random.default_rng(0).integers(2**64, size=bits.shape[1], dtype=np.uint64)
    return bits.astype(np.uint64) @ (weights | np.uint64(1))


def _ambiguous(texts: npt.NDArray[np.int64], marks: npt.NDArray[np.uint64]) -> int:
    """How many texts have several marks."""
    order = np.lexsort((marks, texts))
    same_text = texts[order][1:] == texts[order][:-1]
    differs = same_text & (marks[order][1:] != marks[order][:-1])
    return int(np.unique(texts[order][1:][differs]).size)

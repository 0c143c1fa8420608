"""Facts of a cloud of vectors that bear on collapse: how narrow it is and where it lies."""

from collections.abc import Iterator
from typing import Final, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

Fact: TypeAlias = int | float | str | None

BLOCK: Final = 2**21
"""Numbers of a block of rows: 16 MB in float64."""
DIGITS: Final = 6
HARDLY: Final = 1e-3
"""A coordinate whose spread is below this share of the median one counts as constant."""


class VectorTable(Protocol):
    """Vectors of which some rows can be had: an array, a memory map, a file."""

    @property
    def shape(self) -> tuple[int, ...]:
        """(rows, dimension)."""
        ...

    @property
    def dtype(self) -> np.dtype[np.floating]:
        """Their number format."""
        ...

    def __getitem__(self, rows: npt.NDArray[np.int64], /) -> npt.NDArray[np.floating]:
        """The vectors of some rows, in the order given."""
        ...


def vector_facts(
    vectors: VectorTable, train: npt.NDArray[np.bool_], distinct: npt.NDArray[np.int64]
) -> dict[str, Fact]:
    """Facts of the distinct train rows among `vectors`, six significant digits, null if undefined.

    `vectors`: shape (rows, dimension), an array, a memory map or a file; `train`: which rows count;
    `distinct`: per row, an id that equal rows share (the text's, or `distinct_rows(vectors)`).
    Undefined: anisotropy where all is zero, participation ratio where nothing varies. ValueError
    where no row counts.
    """
    chosen = np.flatnonzero(train)
    if not chosen.size:
        raise ValueError("Got no train rows, expected at least one to take the vectors' facts on.")
    first = chosen[np.sort(np.unique(distinct[chosen], return_index=True)[1])]
    facts: dict[str, Fact] = {
        "dimension": int(vectors.shape[1]),
        "rows": int(first.size),
        "distinct_share": first.size / chosen.size,
        "dtype": vectors.dtype.name,
        **cloud_facts(vectors, first),
    }
    return {name: _rounded(fact) for name, fact in sorted(facts.items())}


def distinct_rows(vectors: npt.NDArray[np.floating]) -> npt.NDArray[np.int64]:
    """Ids shared by equal rows; shape (rows,)."""
    ids: npt.NDArray[np.int64] = np.unique(vectors, axis=0, return_inverse=True)[1]
    return ids.reshape(-1)


def cloud_facts(vectors: VectorTable, rows: npt.NDArray[np.int64]) -> dict[str, float | int | None]:
    """Geometry of some rows of `vectors`, not rounded (method.md, section 7).

    anisotropy = |mean|^2 / mean |x|^2; participation_ratio = trace(S)^2 / trace(S^2) and spread =
    sqrt(trace S) for the covariance S (divided by n); constant_coordinates: how many have a
    standard deviation of 0, or below a thousandth of the median one.
    """
    mean, covariance = moments(vectors, rows)
    variances = np.diagonal(covariance)
    total, squares = float(variances.sum()), float(np.vdot(covariance, covariance))
    mean_square = float(mean @ mean) + total
    deviations = np.sqrt(variances)
    hardly = (deviations < HARDLY * np.median(deviations)) | (deviations == 0)
    return {
        "anisotropy": float(mean @ mean) / mean_square if mean_square else None,
        "participation_ratio": total**2 / squares if squares else None,
        "spread": float(np.sqrt(total)),
        "constant_coordinates": int(hardly.sum()),
    }


def moments(
    vectors: VectorTable, rows: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Mean and covariance (divided by n) of some rows, in float64 and a block at a time.

    They are measured from the first row, so that a constant coordinate has a variance of exactly 0.
    """
    origin = vectors[rows[:1]][0].astype(np.float64)
    offset = sum(block.sum(axis=0) for block in _blocks(vectors, rows, origin)) / rows.size
    products = np.zeros((origin.size, origin.size))
    for block in _blocks(vectors, rows, origin):
        centred = block - offset
        products += centred.T @ centred
    products /= rows.size
    return origin + offset, products


def _blocks(
    vectors: VectorTable,
    rows: npt.NDArray[np.int64],
    origin: npt.NDArray[np.float64],
) -> Iterator[npt.NDArray[np.float64]]:
    step = max(1, BLOCK // max(1, origin.size))
    for start in range(0, rows.size, step):
        block = vectors[rows[start : start + step]].astype(np.float64)
        block -= origin
        yield block


def _rounded(fact: Fact) -> Fact:
    return float(f"{fact:.{DIGITS}g}") if isinstance(fact, float) else fact

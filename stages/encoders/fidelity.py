"""How far an encoder's vectors are from a reference's, told by how far those are apart."""

import numpy as np
import numpy.typing as npt

from stages.encoders.contract import Vectors


def error_over_spread(reference: Vectors, vectors: Vectors) -> float:
    """Mean error of direction in units of the reference's own spread; 0 for equal directions.

    (1 - mean cosine between the two vectors of a text) / (1 - |mean unit vector|^2 of the
    reference). The cosine alone misleads: texts of one table are nearly parallel, and .99 may be as
    far as two of them are apart. Both of shape (texts, dimension), lengths do not matter. Infinite
    where `vectors` are not finite or zero. ValueError for unequal shapes, and for a reference with
    NaN, a zero vector or all texts in one direction, where nothing can be measured.
    """
    if reference.shape != vectors.shape:
        raise ValueError(
            f"Got vectors of shape {vectors.shape} and a reference of {reference.shape}; expected "
            "one shape, the same texts in the same order. Encode both again."
        )
    exact, other = _directions(reference), _directions(vectors)
    spread = 1 - float(np.square(exact.mean(axis=0)).sum()) if len(exact) else 0.0
    if not spread > np.finfo(np.float32).eps:
        raise ValueError(
            f"Got {len(reference)} reference vectors whose directions have the spread {spread:g}; "
            "expected finite ones of at least two directions. Take texts that differ."
        )
    # Half the squared distance of unit vectors is 1 - cosine, without its cancellation
    error = float(np.square(exact - other).sum(axis=1).mean()) / 2
    return error / spread if np.isfinite(error) else float("inf")


def _directions(vectors: Vectors) -> npt.NDArray[np.float64]:
    """Unit vectors in float64; NaN where there is no direction."""
    wide = vectors.astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        unit: npt.NDArray[np.float64] = wide / np.linalg.norm(wide, axis=1, keepdims=True)
    return unit

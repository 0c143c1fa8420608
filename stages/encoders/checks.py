"""What an encoder returns, checked before it is kept."""

from typing import Final

import numpy as np

from stages.encoders.contract import Encoder, Vectors

STORED: Final = ("float32", "float16")


def check_vectors(encoder: Encoder, vectors: Vectors, texts: int) -> None:
    """Raise TypeError or ValueError unless `vectors` are a finite row per text, as declared."""
    name = type(encoder).__qualname__
    if not isinstance(vectors, np.ndarray) or vectors.dtype.name not in STORED:
        came = vectors.dtype.name if isinstance(vectors, np.ndarray) else type(vectors).__name__
        raise TypeError(
            f"{name}.encode returned {came}, expected a numpy array of float32 or float16. "
            "Return `np.asarray(vectors, dtype=np.float32)`."
        )
    expected = (texts, encoder.dimension)
    if vectors.shape != expected:
        raise ValueError(
            f"{name}.encode returned shape {vectors.shape}, expected {expected}: a row per text, "
            f"`dimension` columns. Mend `encode`, or declare the dimension in its file of "
            "conf/encoders."
        )
    broken = np.flatnonzero(~np.isfinite(vectors).all(axis=1))
    if broken.size:
        raise ValueError(
            f"{name}.encode returned NaN or infinity for {broken.size} of {texts} texts (first: "
            f"number {broken[0]}), expected finite numbers. A wider number format helps where one "
            "overflows: float32, or bfloat16 while computing."
        )

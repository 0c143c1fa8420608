"""What an encoder returns, checked before it is kept."""

from typing import Final

import numpy as np

from stages.encoders.contract import Encoder, LearningEncoder, Vectors

STORED: Final = ("float32", "float16")


def check_stored(store_dtype: str) -> None:
    """Raise ValueError unless vectors are stored in this number format."""
    if store_dtype not in STORED:
        raise ValueError(f"Got store_dtype={store_dtype!r}, expected one of {', '.join(STORED)}.")


def check_vectors(encoder: Encoder, vectors: Vectors, texts: int) -> None:
    """Raise TypeError or ValueError unless `vectors` are a finite row per text, as declared."""
    check_format(encoder, vectors)
    check_shape(encoder, vectors, texts)
    check_finite(encoder, vectors)


def check_members(encoder: object) -> None:
    """Raise TypeError unless it has a `dimension`, and `encode` or (for one that learns) `fit`."""
    dimension = getattr(encoder, "dimension", None)
    if type(dimension) is not int or dimension < 1:
        raise TypeError(
            f"Got dimension={dimension!r} of {type(encoder).__qualname__}, expected a whole number "
            "above 0 that is known before anything is loaded. Give the class a field or property "
            "`dimension`."
        )
    if not isinstance(encoder, Encoder | LearningEncoder):
        raise TypeError(
            f"Got a {type(encoder).__qualname__} without `encode`, expected `encode(texts)` that "
            "returns a row per text (or `fit(texts)` that returns an encoder). Add the method."
        )


def check_format(encoder: Encoder, vectors: object) -> None:
    """Raise TypeError unless `vectors` are a numpy array of a number format that is stored."""
    if not isinstance(vectors, np.ndarray) or vectors.dtype.name not in STORED:
        came = vectors.dtype.name if isinstance(vectors, np.ndarray) else type(vectors).__name__
        raise TypeError(
            f"{_name(encoder)} returned {came}, expected a numpy array of float32 or float16. "
            "Return `np.asarray(vectors, dtype=np.float32)`."
        )


def check_shape(encoder: Encoder, vectors: Vectors, texts: int) -> None:
    """Raise ValueError unless there is a row per text with as many numbers as declared."""
    expected = (texts, encoder.dimension)
    if vectors.shape != expected:
        raise ValueError(
            f"{_name(encoder)} returned shape {vectors.shape}, expected {expected}: a row per "
            "text, `dimension` columns. Mend `encode`, or declare the dimension in its file of "
            "conf/encoders."
        )


def check_finite(encoder: Encoder, vectors: Vectors) -> None:
    """Raise ValueError where a row has NaN or infinity."""
    broken = np.flatnonzero(~np.isfinite(vectors).all(axis=1))
    if broken.size:
        raise ValueError(
            f"{_name(encoder)} returned NaN or infinity for {broken.size} of {len(vectors)} texts "
            f"(first: number {broken[0]}), expected finite numbers. A wider number format helps "
            "where one overflows: float32, or bfloat16 while computing."
        )


def _name(encoder: Encoder) -> str:
    return f"{type(encoder).__qualname__}.encode"

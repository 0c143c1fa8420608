"""An embeddings server's JSON as an array, every promise of it checked."""

import base64
import binascii
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt


def vectors_of(answer: object, texts: int, dimension: int) -> npt.NDArray[np.float32]:
    """The vectors of an answer by their `index`; shape (texts, dimension).

    An `embedding` is a list of numbers, or base64 of little-endian float32. ValueError says what
    the server did in place of what was asked.
    """
    items = answer.get("data") if isinstance(answer, Mapping) else None
    if not isinstance(items, list) or not all(isinstance(item, Mapping) for item in items):
        raise ValueError(
            "Got an answer without `data`, a list of embeddings; expected that of an "
            "OpenAI-compatible server. Check `url`."
        )
    indices = [item.get("index") for item in items]
    if not all(type(index) is int for index in indices) or sorted(indices) != list(range(texts)):
        raise ValueError(
            f"Got {len(items)} vectors for {texts} texts, or not the indices 0 to {texts - 1}; "
            "expected one for each. Lower `batch_size` if the server takes fewer texts at once."
        )
    vectors = np.empty((texts, dimension), dtype=np.float32)
    for index, item in zip(indices, items, strict=True):
        vectors[index] = _vector(item.get("embedding"), dimension)
    if not np.isfinite(vectors).all():
        raise ValueError(
            "Got NaN or infinity in a vector, expected finite numbers. The server computes in too "
            "narrow a number format: start it with bfloat16 or float32."
        )
    return vectors


def _vector(embedding: object, dimension: int) -> npt.NDArray[np.float32]:
    vector = _decoded(embedding) if isinstance(embedding, str) else _listed(embedding)
    if vector.shape != (dimension,):
        raise ValueError(
            f"Got a vector of {' x '.join(map(str, vector.shape))} numbers, expected {dimension}. "
            "Set `dimension` to what the model gives."
        )
    return vector


def _decoded(embedding: str) -> npt.NDArray[np.float32]:
    try:
        return np.frombuffer(base64.b64decode(embedding, validate=True), dtype="<f4")
    except (binascii.Error, ValueError):
        raise ValueError(
            "Got an embedding that is no base64 of float32, expected one. Set "
            "encoding_format=float."
        ) from None


def _listed(embedding: object) -> npt.NDArray[np.float32]:
    numbers = np.array(None)
    if isinstance(embedding, Sequence):
        try:
            numbers = np.asarray(embedding)
        except (ValueError, OverflowError):
            numbers = np.array(None)
    if numbers.dtype.kind not in "fiu":
        raise ValueError(
            "Got an embedding with something else than numbers (null, a text, lists of different "
            "lengths), expected numbers. The server's log may say why; another number format there "
            "helps where it computed NaN."
        )
    with np.errstate(over="ignore"):
        return numbers.astype(np.float32)

"""Cells as words: whatever a column is made of, each distinct value is written once."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Codes = npt.NDArray[np.intp]


def distinct_words(cells: pa.Array, column: str) -> tuple[list[str], Codes]:
    """The distinct values of a column as words, and which of them each cell is; -1: empty.

    True and false, whole numbers without a point, texts without blanks around them. Empty: missing
    and NaN. ValueError for cells that are no single values, with the column's name.
    """
    plain = cells.dictionary_decode() if pa.types.is_dictionary(cells.type) else cells
    if pa.types.is_null(plain.type):
        return [], np.full(len(plain), -1, dtype=np.intp)
    if pa.types.is_floating(plain.type):
        wide = plain.cast(pa.float64())
        plain = pc.if_else(pc.is_nan(wide), None, wide)
    try:
        encoded = plain.dictionary_encode()
    except pa.ArrowNotImplementedError as error:
        raise ValueError(
            f"Got cells of type {cells.type} in column {column!r}; expected booleans, numbers or "
            "words. Name the columns of predictions with --models."
        ) from error
    codes: Codes = encoded.indices.fill_null(-1).to_numpy().astype(np.intp)
    return [_word(value) for value in encoded.dictionary.to_pylist()], codes


def _word(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="backslashreplace").strip()
    return str(value).strip()

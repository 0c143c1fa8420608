"""What the cells of a prediction mean: words, numbers or booleans as codes of classes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from stages.storage.names import first_few

PLAIN: Final = {"true": 1, "1": 1, "1.0": 1, "false": 0, "0": 0, "0.0": 0}
TWO: Final = ("negative", "positive")


@dataclass(frozen=True)
class Vocabulary:
    """`names` of the classes by code, and the code of every word that may stand in a cell."""

    names: tuple[str, ...]
    codes: Mapping[str, int]

    def read(self, cells: pa.Array, column: str) -> npt.NDArray[np.intp]:
        """The code of every cell, -1 for an empty one; ValueError names the first other word."""
        plain = cells.dictionary_decode() if pa.types.is_dictionary(cells.type) else cells
        encoded = plain.dictionary_encode()
        codes = [self._code(word, column) for word in words(encoded.dictionary)]
        places = encoded.indices.fill_null(len(codes)).to_numpy()
        cell_codes: npt.NDArray[np.intp] = np.array([*codes, -1], dtype=np.intp)[places]
        return cell_codes

    def _code(self, word: str, column: str) -> int:
        code = self.codes.get(word, self.codes.get(word.lower()))
        if code is None:
            raise ValueError(
                f"Got {word!r} in column {column!r}; expected one of {first_few(self.codes)}. Name "
                "the words with --words POSITIVE NEGATIVE or --classes, or the columns of "
                "predictions with --models."
            )
        return code


def two_classes(words_given: Sequence[str] | None) -> Vocabulary:
    """Booleans and 0/1 without words given, else the words (positive, negative)."""
    if words_given is None:
        return Vocabulary(TWO, PLAIN)
    positive, negative = words_given
    if positive == negative:
        raise ValueError(f"Got {positive!r} for both classes; expected two different words.")
    return Vocabulary(TWO, {positive: 1, negative: 0})


def named_classes(names: Sequence[str]) -> Vocabulary:
    """Classes whose words are their names."""
    return Vocabulary(tuple(names), {name: code for code, name in enumerate(names)})


def words(values: pa.Array) -> list[str]:
    """Values as words: true and false, whole numbers without a point, texts without blanks."""
    return [_word(value) for value in values.to_pylist()]


def _word(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()

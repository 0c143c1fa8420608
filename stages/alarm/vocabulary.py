"""What the cells of a prediction mean: words, numbers or booleans as codes of classes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from stages.alarm.words import distinct_words
from stages.storage.names import first_few

PLAIN: Final = {"true": 1, "1": 1, "false": 0, "0": 0}
NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]*)?")
TWO: Final = ("negative", "positive")


@dataclass(frozen=True)
class Vocabulary:
    """`names` of the classes by code, and the code of every word that may stand in a cell."""

    names: tuple[str, ...]
    codes: Mapping[str, int]

    def read(self, cells: pa.Array, column: str) -> npt.NDArray[np.intp]:
        """The code of every cell, -1 for an empty one; ValueError names the first other word."""
        words, places = distinct_words(cells, column)
        codes = [self._code(word, column) for word in words]
        cell_codes: npt.NDArray[np.intp] = np.array([*codes, -1], dtype=np.intp)[places]
        return cell_codes

    @cached_property
    def _loosely(self) -> Mapping[str, int]:
        """Codes of words without case and decimals, where no two words are alike then."""
        folded = [(_folded(word), code) for word, code in self.codes.items()]
        alike = [word for word, _ in folded]
        return {word: code for word, code in folded if alike.count(word) == 1}

    def _code(self, word: str, column: str) -> int:
        code = self.codes.get(word, self._loosely.get(_folded(word)))
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
    positive, negative = (word.strip() for word in words_given)
    if positive == negative:
        raise ValueError(f"Got {positive!r} for both classes; expected two different words.")
    numbers = all(NUMBER.fullmatch(word) for word in (positive, negative))
    if numbers and Decimal(positive) == Decimal(negative):
        raise ValueError(
            f"Got the same number, {positive} and {negative}, for both classes; expected two "
            "different words. Name one for each class."
        )
    return Vocabulary(TWO, {positive: 1, negative: 0})


def named_classes(names: Sequence[str]) -> Vocabulary:
    """Classes whose words are their names."""
    return Vocabulary(tuple(names), {name: code for code, name in enumerate(names)})


def _folded(word: str) -> str:
    """A word in small letters, a whole number without its zeros after the point."""
    return re.sub(r"^([+-]?[0-9]+)\.0+$", r"\1", word.lower())

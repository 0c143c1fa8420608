"""Remedies on the side of training: weights of the classes, and where the cut is placed.

A collapsed classifier may rank its rows well. `Threshold` moves the cut alone; `ClassWeight` trains
another classifier.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt

from stages.families.contract import BoolArray, Family
from stages.storage.names import nearest


class ClassWeight(StrEnum):
    """What a training row counts for."""

    NONE = "none"
    """Every row 1."""
    BALANCED = "balanced"
    """n / (2 n_k) for a row of class k, as in scikit-learn: both classes weigh n / 2."""

    @classmethod
    def _missing_(cls, value: object) -> "ClassWeight":
        raise ValueError(nearest("class_weight", value, cls))


class Threshold(StrEnum):
    """Where the margin is cut into classes."""

    NONE = "none"
    """At 0, where the library that fitted the classifier cuts it."""
    PRIOR = "prior"
    """In every domain where the share of positives is nearest to that in training; no labels."""
    TUNED = "tuned"
    """Where balanced accuracy on held-out training rows is largest; the same in every domain."""

    @classmethod
    def _missing_(cls, value: object) -> "Threshold":
        raise ValueError(nearest("threshold", value, cls))


@dataclass(frozen=True)
class Training:
    """What is asked of training on one arm."""

    class_weight: ClassWeight
    threshold: Threshold

    def overruled(self, words: Mapping[str, str | None]) -> "Training":
        """The same, but for an arm's own words, by field; None: what all arms are asked."""
        weight, threshold = words["class_weight"], words["threshold"]
        return Training(
            self.class_weight if weight is None else ClassWeight(weight),
            self.threshold if threshold is None else Threshold(threshold),
        )


PLAIN: Final = Training(ClassWeight.NONE, Threshold.NONE)
"""Nothing is asked."""


def with_class_weight(family: Family, word: ClassWeight) -> Family:
    """The family told to weigh the classes so; the same object where it does already.

    ValueError where it has no field of that name and `balanced` is asked.
    """
    if is_dataclass(family) and "class_weight" in {one.name for one in fields(family)}:
        return family if family.class_weight == word else replace(family, class_weight=word.value)
    if word is not ClassWeight.NONE:
        raise ValueError(
            f"Got class_weight={word} for {type(family).__qualname__}, expected a family with a "
            "field class_weight. Give its dataclass that field, its yaml the line `class_weight: "
            "${class_weight}`, and weigh its rows in `fit` "
            "(stages.families.training.row_weights); or leave it out of the roster."
        )
    return family


def weighing(family: Family, word: ClassWeight, everywhere: ClassWeight) -> Family:
    """The family as one arm asks for it; `everywhere`: the word that its yaml was filled with.

    Where they are the same the family stays as its yaml says, which may be another word for this
    family alone. ValueError as of `with_class_weight`.
    """
    told = with_class_weight(family, word)
    return family if word is everywhere else told


def row_weights(y: BoolArray, class_weight: str) -> npt.NDArray[np.float64] | None:
    """The weight of every training row, shape (rows,), with mean 1; None where all are 1.

    `class_weight` of a family; y, shape (rows,), of both classes. ValueError for an unknown word.
    """
    word = ClassWeight(class_weight)
    positives, rows = int(y.sum()), len(y)
    if word is ClassWeight.NONE or 2 * positives == rows:
        return None
    return np.where(y, rows / (2 * positives), rows / (2 * (rows - positives)))


def scikit_learns(class_weight: str, y: BoolArray) -> str | None:
    """The word as scikit-learn's models take it: `balanced`, or None where all weights are 1.

    y as in `row_weights`. A forest draws its rows in another way once it is told of any weights.
    """
    return None if row_weights(y, class_weight) is None else class_weight

"""What a remedy changes: vectors, or training, by the words that its stage leaves beside them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Final

from stages.storage.arms import NO_REMEDY

Facts = Mapping[str, object]

WORD_OF_NOTHING: Final = "none"
FORCES: Final = "prior"
"""The threshold that predicts as many positives as there were in training."""
STORED: Final = "dtype"


class Side(IntEnum):
    """What a remedy changes, the simpler first."""

    VECTORS = 0
    """The vectors alone: every family is trained as before."""
    TRAINING = 1
    """How families are trained or where they cut, alone."""
    BOTH = 2
    """Both, as a chain of a remedy of either kind does."""


@dataclass(frozen=True)
class Asked:
    """What a remedy asks of training: the words of its training.json.

    `moves`: whether it changes the vectors although it asks for something.
    """

    class_weight: str = WORD_OF_NOTHING
    threshold: str = WORD_OF_NOTHING
    moves: bool = False

    @property
    def side(self) -> Side:
        """VECTORS where it asks for nothing."""
        if {self.class_weight, self.threshold} == {WORD_OF_NOTHING}:
            return Side.VECTORS
        return Side.BOTH if self.moves else Side.TRAINING

    @property
    def forces_share(self) -> bool:
        """Whether it fixes the predicted share, so that no collapse can be left."""
        return self.threshold == FORCES

    def with_threshold_of(self, everywhere: "Asked") -> "Asked":
        """The same, with the threshold of all arms where it asks for none itself."""
        own = self.threshold != WORD_OF_NOTHING
        return self if own else replace(self, threshold=everywhere.threshold)


def asked_of(words: object) -> Asked:
    """The words of a training.json, its content given; null leaves a word to params.yaml.

    ValueError where it is no such table.
    """
    told = dict(words) if isinstance(words, dict) else {"": words}
    if "" in told or not all(word is None or isinstance(word, str) for word in told.values()):
        raise ValueError(
            f"Got {words!r} for what a remedy asks of training; expected class_weight and "
            "threshold, words or null. Run the remedy's stage again."
        )
    class_weight, threshold = (
        str(told.get(name) or WORD_OF_NOTHING) for name in ("class_weight", "threshold")
    )
    return Asked(class_weight, threshold)


def with_facts(asked: Mapping[str, Asked], facts: Mapping[str, Facts]) -> dict[str, Asked]:
    """The same, by remedy, with whether each moves the vectors: its facts are others than none's.

    `facts`: facts.json by remedy; where one is unknown, vectors count as they were. How numbers are
    stored is no fact of theirs.
    """
    told = {
        remedy: {key: fact for key, fact in known.items() if key != STORED}
        for remedy, known in facts.items()
    }
    own = told.get(NO_REMEDY)
    return {
        remedy: replace(what, moves=own is not None and told.get(remedy, own) != own)
        for remedy, what in asked.items()
    }


def untrained(facts: Mapping[str, Facts], asked: Mapping[str, Asked]) -> dict[str, Facts]:
    """The facts of those remedies that ask nothing of training."""
    return {name: own for name, own in facts.items() if asked[name].side is Side.VECTORS}

"""What a remedy asks of training: the words that its stage leaves beside the vectors."""

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Final

WORD_OF_NOTHING: Final = "none"
FORCES: Final = "prior"
"""The threshold that predicts as many positives as there were in training."""


class Side(IntEnum):
    """What a remedy changes, the simpler first."""

    VECTORS = 0
    """The vectors alone: every family is trained as before."""
    TRAINING = 1
    """How families are trained or where they cut."""


@dataclass(frozen=True)
class Asked:
    """What a remedy asks of training: the words of its training.json."""

    class_weight: str = WORD_OF_NOTHING
    threshold: str = WORD_OF_NOTHING

    @property
    def side(self) -> Side:
        """TRAINING where it asks for anything."""
        words = {self.class_weight, self.threshold}
        return Side.VECTORS if words == {WORD_OF_NOTHING} else Side.TRAINING

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

"""Remedies on the side of training: the vectors stay what they are."""

from dataclasses import dataclass
from enum import StrEnum

from sklearn.pipeline import Pipeline

from stages.remedies.transformer import Rows, Transformer, UnsuitedError


class ClassWeight(StrEnum):
    """How much a class counts in training."""

    NONE = "none"
    """As many rows as it has."""
    BALANCED = "balanced"
    """As much as the other."""


class Threshold(StrEnum):
    """Where scores are cut into predictions."""

    NONE = "none"
    """Where the family cuts them."""
    PRIOR = "prior"
    """So that as many are positive as in training; label-free."""
    TUNED = "tuned"
    """Where a held-out part of the train rows is told apart best."""


@dataclass(eq=False, repr=False)
class TrainingRemedy(Transformer):
    """Vectors as they are, and words for the training on them.

    `class_weight`, `threshold`: values of ClassWeight and Threshold, or None to leave that to the
    words of the same name in params.yaml. UnsuitedError for others.
    """

    class_weight: str | None
    threshold: str | None

    def _learn(self, rows: Rows) -> None:
        for key, value, words in (
            ("class_weight", self.class_weight, [*ClassWeight]),
            ("threshold", self.threshold, [*Threshold]),
        ):
            if value is not None and value not in words:
                raise UnsuitedError(
                    f"Got {key}={value!r}; expected one of {', '.join(words)}, or null. Mend the "
                    "remedy's file in conf/remedies."
                )
        self.dimension_ = rows.shape[1]

    def _changed(self, rows: Rows) -> Rows:
        return rows


def training_words(remedy: object) -> dict[str, str | None]:
    """`class_weight` and `threshold` that a remedy asks for, None where it leaves them alone.

    In a chain the last step that asks for one counts.
    """
    words: dict[str, str | None] = {"class_weight": None, "threshold": None}
    for step in chain(remedy):
        if isinstance(step, TrainingRemedy):
            own = {"class_weight": step.class_weight, "threshold": step.threshold}
            words |= {key: value for key, value in own.items() if value is not None}
    return words


def chain(remedy: object) -> list[object]:
    """The steps of a chain (scikit-learn's Pipeline), of any depth; else the remedy itself."""
    if isinstance(remedy, Pipeline):
        return [step for _, inner in remedy.steps for step in chain(inner)]
    return [remedy]

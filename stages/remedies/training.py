"""Remedies on the side of training: the vectors stay what they are."""

from dataclasses import dataclass

from sklearn.pipeline import Pipeline

from stages.families.training import ClassWeight, Threshold
from stages.remedies.transformer import Rows, Transformer, UnsuitedError


@dataclass(eq=False, repr=False)
class TrainingRemedy(Transformer):
    """Vectors as they are, and words for the training on them.

    `class_weight`, `threshold`: words of stages.families.training, or None to leave that to the
    settings of these names in params.yaml. UnsuitedError with the nearest word for any other.
    """

    class_weight: str | None
    threshold: str | None

    def _learn(self, rows: Rows) -> None:
        try:
            if self.class_weight is not None:
                ClassWeight(self.class_weight)
            if self.threshold is not None:
                Threshold(self.threshold)
        except ValueError as error:
            raise UnsuitedError(str(error)) from error
        self.dimension_ = rows.shape[1]

    def _changed(self, rows: Rows) -> Rows:
        return rows


def training_words(remedy: object) -> dict[str, str]:
    """What a remedy asks of training: `class_weight` and `threshold`, left out where it does not.

    In a chain the last step that asks for one counts.
    """
    words: dict[str, str] = {}
    for step in chain(remedy):
        if isinstance(step, TrainingRemedy):
            own = {"class_weight": step.class_weight, "threshold": step.threshold}
            words |= {key: word for key, word in own.items() if word is not None}
    return words


def chain(remedy: object) -> list[object]:
    """The steps of a chain (scikit-learn's Pipeline), of any depth; else the remedy itself."""
    if isinstance(remedy, Pipeline):
        return [step for _, inner in remedy.steps for step in chain(inner)]
    return [remedy]

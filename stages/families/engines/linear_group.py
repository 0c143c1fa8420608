"""Linear classifiers that were trained together."""

from collections.abc import Sequence
from dataclasses import dataclass

from stages.families.contract import Answers, FloatArray
from stages.families.engines.signed_rows import Doubles, plain_margins


@dataclass(frozen=True)
class LinearGroup:
    """Distinct models and the trials that they are of.

    `weights`: shape (models, dim + 1), the intercept last; `places`: each trial's model;
    `warnings`: each model's, None where it converged.
    """

    weights: Doubles
    places: Sequence[int]
    warnings: Sequence[Warning | None]

    def answers(self, x: FloatArray) -> Answers:
        """One float64 product for all models."""
        margins = plain_margins(self.weights, x)
        return Answers(margins[list(self.places)], [None] * len(self.places))

    def troubles(self) -> list[Exception | None]:
        """What the library warns of where a fit does not converge."""
        return [self.warnings[place] for place in self.places]

"""The margins of scikit-learn's fitted models: a decision function, or votes."""

from dataclasses import dataclass

import numpy as np
from sklearn.base import ClassifierMixin

from stages.families.contract import FloatArray


@dataclass(frozen=True)
class DecisionFunction:
    """A fitted model of scikit-learn whose `predict` is `decision_function > 0`."""

    model: ClassifierMixin

    def margin(self, x: FloatArray) -> FloatArray:
        """The decision function in float64."""
        return np.asarray(self.model.decision_function(x.astype(np.float64)), dtype=np.float64)

    def dead_units(self, x: FloatArray) -> None:
        """No hidden units."""


@dataclass(frozen=True)
class Votes:
    """A fitted model of scikit-learn that has `predict_proba` and was trained on True and False.

    Its margin is the vote for the positive class less that for the other, within [-1, 1].
    """

    model: ClassifierMixin

    def margin(self, x: FloatArray) -> FloatArray:
        """Difference of the two probabilities in float64."""
        votes = np.asarray(self.model.predict_proba(x), dtype=np.float64)
        return votes[:, 1] - votes[:, 0]

    def dead_units(self, x: FloatArray) -> None:
        """No hidden units."""

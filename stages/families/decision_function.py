"""The margin of scikit-learn's models that have a decision function."""

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

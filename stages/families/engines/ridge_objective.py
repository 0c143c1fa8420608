"""The objective of ridge-penalised linear models, many at once."""

from dataclasses import dataclass

import numpy as np

from stages.families.engines.margin_losses import MarginLoss
from stages.families.engines.signed_rows import Doubles, SignedRows


@dataclass(frozen=True)
class RidgeObjective:
    """mean loss(signed margin) + penalty / 2 * |penalised weights|^2.

    `penalised`: shape (width,), 1 for a penalised coefficient, 0 for a free one. Of the models
    given to a method one has no part in another's value.
    """

    rows: SignedRows
    loss: MarginLoss
    penalised: Doubles

    def values(self, weights: Doubles, margins: Doubles, penalties: Doubles) -> Doubles:
        """The objective of each model, shape (models,)."""
        shrunk = penalties * dots(self.penalised * weights, weights)
        return np.asarray(self.loss.values(margins).mean(axis=1) + 0.5 * shrunk)

    def gradients(self, weights: Doubles, slopes: Doubles, penalties: Doubles) -> Doubles:
        """Its gradient, shape (models, width), from the slopes of the loss at the margins."""
        return self.rows.means(slopes) + self.ridge(weights, penalties)

    def ridge(self, weights: Doubles, penalties: Doubles) -> Doubles:
        """The penalty's part of the gradient; also its Hessian times weights."""
        return np.asarray(penalties[:, np.newaxis] * self.penalised * weights)


def dots(left: Doubles, right: Doubles) -> Doubles:
    """Scalar product of every row with its partner."""
    return np.asarray((left * right).sum(axis=1))

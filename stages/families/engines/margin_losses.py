"""Losses of a linear classifier as functions of the signed margin, which is above 0 where right."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from stages.families.engines.signed_rows import Doubles


class MarginLoss(Protocol):
    """A convex loss, for every entry of an array of signed margins."""

    def values(self, margins: Doubles) -> Doubles:
        """The loss itself."""
        ...

    def derivatives(self, margins: Doubles) -> tuple[Doubles, Doubles]:
        """Slope and curvature."""
        ...


class Logistic:
    """log(1 + exp(-margin))."""

    def values(self, margins: Doubles) -> Doubles:
        """Without overflow: the exponential is taken of what is below 0."""
        values = np.exp(-np.abs(margins))
        values += 1.0
        np.log(values, out=values)
        values -= np.minimum(margins, 0.0)
        return values

    def derivatives(self, margins: Doubles) -> tuple[Doubles, Doubles]:
        """With p = 1 / (1 + exp(margin)): -p and p (1 - p)."""
        with np.errstate(over="ignore"):
            wrong = np.exp(margins)
        wrong += 1.0
        np.reciprocal(wrong, out=wrong)
        return -wrong, wrong * (1.0 - wrong)


class SquaredHinge:
    """max(0, 1 - margin) squared."""

    def values(self, margins: Doubles) -> Doubles:
        """Nothing from a margin of 1 on."""
        gap = np.maximum(0.0, 1.0 - margins)
        return np.asarray(gap * gap)

    def derivatives(self, margins: Doubles) -> tuple[Doubles, Doubles]:
        """-2 gap, and 2 where there is a gap (the generalised second derivative)."""
        gap = np.maximum(0.0, 1.0 - margins)
        return -2.0 * gap, np.where(gap > 0.0, 2.0, 0.0)


@dataclass(frozen=True)
class Weighted:
    """A loss times a weight for every row: `weights`, shape (rows,), the last axis of margins."""

    loss: MarginLoss
    weights: Doubles

    def values(self, margins: Doubles) -> Doubles:
        """Those of the loss times the weights."""
        return np.asarray(self.weights * self.loss.values(margins))

    def derivatives(self, margins: Doubles) -> tuple[Doubles, Doubles]:
        """Those of the loss times the weights."""
        slopes, curvatures = self.loss.derivatives(margins)
        return self.weights * slopes, self.weights * curvatures


def weighted(loss: MarginLoss, weights: Doubles | None) -> MarginLoss:
    """The loss with weights of the rows, or itself where there are none."""
    return loss if weights is None else Weighted(loss, weights)

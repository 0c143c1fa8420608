"""A support vector machine at small C: margins on a line in C, known but for a small radius."""

import math
from dataclasses import dataclass

import numpy as np

from stages.certificates.contract import Limit
from stages.certificates.kernel_space import Space
from stages.certificates.reduced_hull import shortest
from stages.families.contract import BoolArray
from stages.families.engines.kernel_rows import Matrix

SLACK = 1e-9
"""For rounding."""


@dataclass(frozen=True)
class HingeLine:
    """margin = 1 + C (u.x - height) for the larger class, as long as C <= `regime`.

    `coefficients`: of the training rows in a vector near u, (rows,); `radius`: how far u may be
    from it; `height`: of the rows whose margin is 1, at most; `regime`: up to which the smaller
    class's rows all lie above -1.
    """

    coefficients: Matrix
    radius: float
    height: float
    regime: float

    def limit(self, kind: tuple[str, float | None], products: Matrix, far: Matrix) -> Limit:
        """On rows by their products with the vector and farthest distances to training rows.

        `kind`: the model's name and gamma.
        """
        against = self.height - products
        worst = float((against + self.radius * far).max())
        proven = min(crossed(1.0, worst) * (1.0 - SLACK), self.regime)
        return Limit(*kind, proven, crossed(1.0, float(against.max())), None)


def hinge_line(space: Space, larger: BoolArray, far: Matrix) -> HingeLine:
    """Of training rows; `far`: upper bounds of their distances to each other, (rows,)."""
    found = shortest(space.hull())
    coefficients = np.full(len(larger), -1.0)
    coefficients[larger] = found.weights
    return line(coefficients, space.train_products(coefficients), found.radius, larger, far)


def line(
    coefficients: Matrix, products: Matrix, radius: float, larger: BoolArray, far: Matrix
) -> HingeLine:
    """From a vector's products with the training rows, and a bound of its distance to u."""
    smaller = ~larger
    few = int(smaller.sum())
    height = float(np.partition(products[larger], few)[few])
    lowest = float((height - products[smaller] + radius * far[smaller]).max())
    return HingeLine(coefficients, radius, height, crossed(2.0, lowest) * (1.0 - SLACK))


def crossed(margin: float, fall: float) -> float:
    """The C at which a margin has fallen to 0; infinity where it does not fall."""
    return margin / fall if fall > 0 else math.inf


def no_limit(kind: tuple[str, float | None]) -> Limit:
    """In a tie nothing says where a collapse would go, even at the smallest C."""
    return Limit(*kind, 0.0, 0.0, None)

"""Where a support vector machine is linear: the rows themselves, or a Gaussian kernel's space."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from stages.certificates.reduced_hull import Hull
from stages.certificates.two_classes import TwoClasses
from stages.families.engines.kernel_rows import Matrix, squared_lengths


class Space(Protocol):
    """Products of vectors of the space, which are sums of training rows; coefficients sum to 0."""

    def hull(self) -> Hull:
        """The vectors from the smaller class to the larger one."""
        ...

    def train_products(self, coefficients: Matrix) -> Matrix:
        """With every training row, shape (rows,)."""
        ...


@dataclass(frozen=True)
class LinearSpace:
    """The rows as they are, about their mean."""

    training: TwoClasses

    def hull(self) -> Hull:
        """Two products with the larger class's rows at each step."""
        rows = self.training.centred.rows
        larger = rows[self.training.larger]
        others = rows[~self.training.larger].sum(axis=0)
        few = self.training.count - len(larger)
        equal = larger.sum(axis=0) * (few / len(larger)) - others
        return Hull(
            lambda weights: larger @ (weights @ larger),
            -(larger @ others),
            few,
            float(equal @ equal),
        )

    def train_products(self, coefficients: Matrix) -> Matrix:
        """By way of the vector itself."""
        rows = self.training.centred.rows
        return np.asarray(rows @ (coefficients @ rows))


@dataclass(frozen=True)
class GaussianSpace:
    """By the kernel matrix `gram` of all training rows."""

    training: TwoClasses
    gram: Matrix

    def hull(self) -> Hull:
        """About the mean of all rows, so that no constant slows the descent."""
        larger, gram = self.training.larger, self.gram
        few = int((~larger).sum())
        among = np.ascontiguousarray(gram[np.ix_(larger, larger)])
        signs = np.where(larger, few / larger.sum(), -1.0)
        means = gram.mean(axis=1)

        def inner(weights: Matrix) -> Matrix:
            constant = means[larger] @ weights
            return np.asarray(among @ weights - means[larger] * weights.sum() - constant)

        fixed = -gram[np.ix_(larger, ~larger)].sum(axis=1) + few * means[larger]
        return Hull(inner, fixed, few, float(signs @ gram @ signs))

    def train_products(self, coefficients: Matrix) -> Matrix:
        """With the kernel matrix."""
        return np.asarray(self.gram @ coefficients)


def farthest(training: TwoClasses, moved: Matrix) -> Matrix:
    """Upper bound of the distance from each row, about the mean, to any training row; (rows,)."""
    return np.asarray(
        np.sqrt(squared_lengths(moved)) + np.sqrt(training.centred.squares.max(initial=0.0))
    )

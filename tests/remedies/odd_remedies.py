"""Transformers that users could write: most of them break the contract in one way."""

import itertools

import numpy as np
from scipy.sparse import csr_array


class Clip:
    """A legal one without scikit-learn: it remembers limits and cuts there."""

    def __init__(self, share: float) -> None:
        self.share = share

    def fit(self, X: np.ndarray) -> "Clip":
        self.low, self.high = np.quantile(X, [self.share, 1 - self.share], axis=0)
        return self

    def transform(self, X: np.ndarray) -> np.ndarray:
        return np.clip(X, self.low, self.high)


class Silent(Clip):
    """Legal too: `fit` returns nothing."""

    def fit(self, X: np.ndarray) -> None:
        super().fit(X)


class Learned:
    """Legal too: `fit` returns another object."""

    def fit(self, X: np.ndarray) -> "Clip":
        return Clip(0.25).fit(X)

    def transform(self, X: np.ndarray) -> np.ndarray:
        raise AssertionError("not fitted")


class Spoiler(Clip):
    """Legal too, and rude: it changes the rows that it is given."""

    def transform(self, X: np.ndarray) -> np.ndarray:
        X -= self.low
        return X


class FitOnly:
    def fit(self, X: np.ndarray) -> "FitOnly":
        return self


class NeedsLabels(Clip):
    def fit(self, X: np.ndarray, y: np.ndarray) -> "NeedsLabels":
        raise AssertionError("asked for labels")


class WantsLabels(Clip):
    def fit(self, X: np.ndarray, y: np.ndarray | None = None) -> "WantsLabels":
        assert y is not None, "where are my labels"
        return self


class Plain(Clip):
    """What it learns does not matter."""

    def __init__(self) -> None:
        super().__init__(0.0)


class Fails(Plain):
    def transform(self, X: np.ndarray) -> np.ndarray:
        raise ArithmeticError("no such\nnumber")


class Sparse(Plain):
    def transform(self, X: np.ndarray) -> csr_array:
        return csr_array(X)


class Complex(Plain):
    def transform(self, X: np.ndarray) -> np.ndarray:
        return X + 1j


class Ragged(Plain):
    def transform(self, X: np.ndarray) -> list[list[float]]:
        return [row[: 1 + number % 2].tolist() for number, row in enumerate(X)]


class Flat(Plain):
    def transform(self, X: np.ndarray) -> np.ndarray:
        return X.mean(axis=1)


class Words(Plain):
    def transform(self, X: np.ndarray) -> np.ndarray:
        return np.full(X.shape, "word")


class Nothing(Plain):
    def transform(self, X: np.ndarray) -> np.ndarray:
        return X[:, :0]


class FewerRows(Plain):
    def transform(self, X: np.ndarray) -> np.ndarray:
        return np.unique(np.round(X, -2), axis=0)


class Undefined(Plain):
    def transform(self, X: np.ndarray) -> np.ndarray:
        return np.where(X.max() < X, X, np.nan)


class TooLarge(Plain):
    def transform(self, X: np.ndarray) -> np.ndarray:
        return X * 1e39


class BatchCentred(Plain):
    def transform(self, X: np.ndarray) -> np.ndarray:
        return X - X.mean(axis=0)


class Sorted(Plain):
    def transform(self, X: np.ndarray) -> np.ndarray:
        return X[np.argsort(X[:, 0])]


class WidthOfTheBatch(Plain):
    def transform(self, X: np.ndarray) -> np.ndarray:
        return X[:, : max(1, min(len(X), 8))]


class Noisy(Plain):
    def __init__(self) -> None:
        super().__init__()
        self.calls = itertools.count()

    def transform(self, X: np.ndarray) -> np.ndarray:
        return X + np.random.default_rng(next(self.calls)).normal(size=X.shape)

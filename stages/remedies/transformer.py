"""What this project's own remedies share: scikit-learn's manners, and float64 inside."""

from typing import TypeVar

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted, validate_data

Rows = npt.NDArray[np.float64]

Self = TypeVar("Self", bound="Transformer")


class UnsuitedError(ValueError):
    """These rows can't be remedied so; the message says what came, was expected, and the cure."""


def no_spread(rows: int, dimension: int) -> UnsuitedError:
    """The error for rows that are all the same, where a remedy needs some that differ."""
    return UnsuitedError(
        f"Got n_samples={rows} rows in which none of {dimension} coordinates varies; expected at "
        "least one that does. Choose remedy=none: a remedy can't tell rows apart that the encoder "
        "does not."
    )


class Transformer(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """A transformer of scikit-learn (clone, get_params, pipelines) that looks at no label.

    A remedy defines `_learn`, which keeps what it learns in fields that end in `_`, and `_changed`,
    both on finite rows in float64. ValueError for other rows, NotFittedError before `fit`.
    """

    def fit(self: Self, X: npt.ArrayLike, y: None = None) -> Self:
        """Learn from rows, shape (rows, dimension); `y` is there for pipelines alone."""
        rows = validate_data(self, X, dtype=np.float64)
        self._learn(rows)
        return self

    def transform(self, X: npt.ArrayLike) -> Rows | npt.NDArray[np.float32]:
        """The remedied rows in their order, each from its own numbers alone.

        float64 for float64, so that a chain is rounded once at its end; float32 for any other.
        """
        check_is_fitted(self)
        rows = validate_data(self, X, dtype=np.float64, reset=False)
        changed = self._changed(rows)
        return changed if np.asarray(X).dtype == np.float64 else changed.astype(np.float32)

    def _learn(self, rows: Rows) -> None:
        raise NotImplementedError

    def _changed(self, rows: Rows) -> Rows:
        raise NotImplementedError

"""What the raw arm asks of a featurizer."""

from typing import Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

Features = npt.NDArray[np.float32]
"""One row per table row, one column per feature; shape (rows, dimension)."""


class FittedFeaturizer(Protocol):
    """Turns rows into numbers by what was learnt from the source's train rows."""

    @property
    def names(self) -> tuple[str, ...]:
        """One name per feature, in the order of the columns of `transform`."""
        ...

    def transform(self, frame: pd.DataFrame) -> Features:
        """Finite float32 features of every row, C-contiguous; `frame` stays as it is.

        A row's features depend on that row alone.
        """
        ...


class Featurizer(Protocol):
    """Turns a table's feature columns into numbers."""

    def fit(self, frame: pd.DataFrame) -> FittedFeaturizer:
        """Learn from the source's train rows; ValueError where a column is missing from `frame`."""
        ...

"""What a remedy is: any transformer as scikit-learn has them."""

from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32] | npt.NDArray[np.float64]


class Remedy(Protocol):
    """What vectors go through before anything is trained on them; fitted without labels."""

    def fit(self, X: Vectors) -> object:
        """Learn from the source's train rows, shape (rows, dimension)."""
        ...

    def transform(self, X: Vectors) -> Vectors:
        """The remedied rows in their order, shape (rows, any dimension)."""
        ...

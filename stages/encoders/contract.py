"""What an encoder is: anything with a dimension that turns texts into rows of numbers."""

from collections.abc import Sequence
from typing import Protocol, TypeAlias, runtime_checkable

import numpy as np
import numpy.typing as npt

Vectors: TypeAlias = npt.NDArray[np.float32] | npt.NDArray[np.float16]


@runtime_checkable
class Encoder(Protocol):
    """Turns texts into vectors; best a frozen dataclass of its settings.

    Building one loads nothing: weights are loaded by the first `encode`, in the process that
    encodes. Instances travel to worker processes by pickle.
    """

    @property
    def dimension(self) -> int:
        """Length of every vector; known before anything is loaded."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row per text, in the order given: shape (len(texts), dimension), float32 or float16.

        A text's row must not depend on the other texts of the call.
        """
        ...


@runtime_checkable
class LearningEncoder(Protocol):
    """An encoder that first learns from unlabelled texts (the source's train rows, distinct)."""

    def fit(self, texts: Sequence[str]) -> Encoder:
        """What was learned, as an encoder; the same texts give the same encoder."""
        ...


@runtime_checkable
class Identified(Protocol):
    """An encoder whose vectors depend on more than its fields, for example on a file of weights."""

    def identity(self) -> dict[str, object]:
        """Everything that changes a vector, as plain values and the same on every machine.

        That is settings, hashes of files and versions of libraries; never a path.
        """
        ...

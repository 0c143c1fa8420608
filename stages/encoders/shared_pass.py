"""Several encoders from one pass through the model that they share."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from stages.encoders.contract import Encoder, Vectors


@runtime_checkable
class SharingEncoder(Protocol):
    """An encoder whose pass through a model can give the vectors of others as well."""

    def shares_with(self, other: Encoder) -> bool:
        """Whether `other` reads off the same pass."""
        ...

    def encode_all(self, encoders: Sequence[Encoder], texts: Sequence[str]) -> list[Vectors]:
        """The vectors of each of `encoders`, which share its pass.

        Each has the bytes that its own `encode` gives.
        """
        ...


def sharing(encoder: Encoder, others: Sequence[Encoder]) -> list[Encoder]:
    """Those of `others` that one pass of `encoder` gives too, without itself."""
    if not isinstance(encoder, SharingEncoder):
        return []
    return [other for other in others if other != encoder and encoder.shares_with(other)]

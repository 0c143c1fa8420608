"""An encoder on trial: what all checks of its contract share."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeAlias

import numpy as np

from stages.encoders.comparison import Comparison
from stages.encoders.contract import Encoder, LearningEncoder, Vectors
from stages.encoders.identity import encoder_identity
from stages.storage.pieces import fingerprint

Digest: TypeAlias = Mapping[str, str]
"""What must be the same in every process: `identity` and `vectors`, hashed."""

FEW: Final = 4


class FaultError(Exception):
    """The encoder breaks the contract; the message says what came, was expected, and the cure."""


class DoubtError(Exception):
    """Nothing is broken, but a person should look."""


@dataclass
class Trial:
    """An `encoder` as conf describes it, the distinct `texts` it is tried on, another process.

    `elsewhere` gives the digest that a fresh process finds.
    """

    encoder: object
    texts: tuple[str, ...]
    elsewhere: Callable[[], Digest]

    @cached_property
    def ready(self) -> Encoder:
        """The encoder, after it has learned from the texts where it does so."""
        return ready(self.encoder, self.texts)

    @cached_property
    def vectors(self) -> Vectors:
        """The rows of all texts, from the first call."""
        return self.ready.encode(self.texts)

    @cached_property
    def comparison(self) -> Comparison:
        """The texts in company against the texts alone."""
        return Comparison.of(self.ready, self.texts)


def ready(encoder: object, texts: tuple[str, ...]) -> Encoder:
    """The encoder, after it has learned from `texts` where it does so."""
    if isinstance(encoder, LearningEncoder):
        return encoder.fit(texts)
    if isinstance(encoder, Encoder):
        return encoder
    raise FaultError(
        f"Got {type(encoder).__qualname__}, expected an encoder: `dimension` and `encode(texts)`, "
        "or `fit`. Add what it lacks."
    )


def digest(encoder: object, texts: tuple[str, ...]) -> Digest:
    """The digest of an encoder on some texts, found in this process."""
    rows = np.ascontiguousarray(ready(encoder, texts).encode(texts))
    return {
        "identity": fingerprint(encoder_identity(encoder)),  # type: ignore[arg-type]
        "vectors": hashlib.sha256(rows.tobytes()).hexdigest(),
    }

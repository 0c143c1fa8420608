"""Encoders in a reduced number format, held to their own float32 vectors before they are used."""

from collections.abc import Sequence
from typing import Final, Protocol, runtime_checkable

from stages.encoders.contract import Encoder
from stages.encoders.fidelity import error_over_spread
from stages.encoders.identity import encoder_identity
from stages.storage.pieces import PieceStore, fingerprint

SAMPLE: Final = 32
"""Texts that are encoded twice."""
DIGITS: Final = 2


@runtime_checkable
class Gated(Protocol):
    """An encoder that may compute less exactly than its `reference`, within a bar.

    `most_error`: the greatest error over spread (see `error_over_spread`) at which it is used; None
    where it is not measured.
    """

    @property
    def most_error(self) -> float | None:
        """The bar, for example 0.01."""
        ...

    @property
    def reference(self) -> Encoder | None:
        """The encoder whose vectors are right; None where it is that one itself."""
        ...


def held_to_its_bar(encoder: object, texts: Sequence[str], pieces: PieceStore) -> str | None:
    """What was measured, in words; None for an encoder that has no bar or is exact.

    Measured once per encoder and sample (`texts`, evenly spaced) and kept in `pieces`. ValueError
    where the error is above the bar, with both.
    """
    if not isinstance(encoder, Gated) or not isinstance(encoder, Encoder):
        return None
    reference, most = encoder.reference, encoder.most_error
    sample = texts[:: -(-len(texts) // SAMPLE)] if texts else ()
    if most is None or reference is None or len(set(sample)) < 2:
        return None
    error = _measured(encoder, reference, sample, pieces)
    figure = f"error/spread {_percent(error)} against float32 on {len(sample)} texts"
    if not error <= most:
        raise ValueError(
            f"Got {figure}, expected at most {_percent(most)}. Write compute.dtype=float32 and "
            "compute.matmul=highest, or raise the encoder's `most_error` in conf/encoders (null: "
            "not measured) where so much is well."
        )
    return f"{figure}, at most {_percent(most)} allowed"


def _measured(
    encoder: Encoder, reference: Encoder, sample: Sequence[str], pieces: PieceStore
) -> float:
    key = fingerprint(["gate", *map(encoder_identity, (encoder, reference)), list(sample)])
    kept = pieces.read(key)
    if kept is not None:
        return float(kept)
    error = error_over_spread(reference.encode(sample), encoder.encode(sample))
    pieces.write(key, repr(error).encode())
    return error


def _percent(share: float) -> str:
    return f"{100 * share:.{DIGITS}g} %"

"""How fast every backend turns texts into vectors, against sentence-transformers' own encode."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from stages.encoders.contract import Encoder


@dataclass(frozen=True)
class EncoderRecord:
    """One backend on one encoder's texts; numbers are None where it did not run, `error` says why.

    `texts_per_s`: per CPU-second on one thread; `ratio`: that over sentence-transformers' own;
    `error_over_spread`: see stages.encoders.fidelity, against its vectors; `peak_share`: floating
    point operations of the model's matrix products, over what one large product of the same number
    format reaches here.
    """

    encoder: str
    backend: str
    texts_per_s: float | None
    ratio: float | None
    error_over_spread: float | None
    peak_share: float | None
    error: str | None


def encoder_records(
    names: Sequence[str], encoders: Mapping[str, Encoder], texts: int
) -> Iterator[EncoderRecord]:
    """A record per backend of each encoder of `names`, as each is measured, on so many texts."""
    raise NotImplementedError((names, encoders, texts))

"""How fast every backend turns texts into vectors, against sentence-transformers' own encode."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from transformers import AutoTokenizer

from stages.benchmark.backends import CALIBRATION, Backend, backends
from stages.benchmark.gemm import NumberFormat, peak_flops, text_flops
from stages.benchmark.library_encode import LibraryEncode
from stages.benchmark.texts import bench_texts
from stages.benchmark.timed import Clock
from stages.encoders.contract import Encoder, Vectors
from stages.encoders.fidelity import error_over_spread
from stages.encoders.openvino import OpenVinoEncoder
from stages.encoders.token_ids import TokenIds
from stages.encoders.transformer import TransformerEncoder

LIBRARY: Final = "sentence-transformers fp32"
ROUNDS: Final = 2
LACKING: Final = (ImportError, OSError, RuntimeError, ValueError)
"""What a backend raises that can't run here: no extra, no files, no such number format."""


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
    """A record per backend of each encoder of `names`, as each is measured, on so many texts.

    Every backend takes turns with sentence-transformers' own encode, after a pass of each that is
    not timed; the better of two turns counts.
    """
    made = bench_texts(CALIBRATION + texts)
    for name in names:
        encoder = encoders[name]
        if isinstance(encoder, OpenVinoEncoder):
            encoder = encoder.encoder
        if isinstance(encoder, TransformerEncoder):
            yield from Lane(name, encoder, made[:CALIBRATION], made[CALIBRATION:]).records()
        else:
            kind = type(encoder).__name__
            yield lacking(name, kind, f"Got a {kind}; expected a TransformerEncoder to race.")


@dataclass(frozen=True)
class Lane:
    """The backends of one encoder: texts to calibrate on, and texts to encode."""

    name: str
    encoder: TransformerEncoder
    calibration: Sequence[str]
    texts: Sequence[str]

    def records(self) -> Iterator[EncoderRecord]:
        """That of the library first; only that where it can't run."""
        library = LibraryEncode(self.encoder)
        try:
            reference = library.encode(self.texts)
            flops = text_flops(self.encoder, self._lengths())
        except LACKING as error:
            yield lacking(self.name, LIBRARY, str(error))
            return
        rival = Rival(library, reference, self.texts, flops)
        yield rival.record(self.name, LIBRARY, NumberFormat.FP32, library)
        for backend in backends(self.encoder):
            yield self._record(rival, backend)

    def _record(self, rival: "Rival", backend: Backend) -> EncoderRecord:
        try:
            encoder = backend.make(self.calibration)
            return rival.record(self.name, backend.name, backend.number_format, encoder)
        except LACKING as error:
            return lacking(self.name, backend.name, str(error))

    def _lengths(self) -> list[int]:
        tokenizer = AutoTokenizer.from_pretrained(
            self.encoder.model.folder(), local_files_only=True, trust_remote_code=False
        )
        ids = TokenIds(tokenizer, self.encoder.max_length, self.encoder.append_eos)
        return [len(one) for one in ids.of([self.encoder.prompt + text for text in self.texts])]


@dataclass(frozen=True)
class Rival:
    """The library, its vectors of the `texts`, and the operations that those take."""

    library: LibraryEncode
    reference: Vectors
    texts: Sequence[str]
    flops: float

    def record(
        self, name: str, backend: str, number_format: NumberFormat, encoder: Encoder
    ) -> EncoderRecord:
        """Both in turns; the first pass of `encoder` loads, compiles and is not timed."""
        vectors = encoder.encode(self.texts)
        turns = [(self._seconds(self.library), self._seconds(encoder)) for _ in range(ROUNDS)]
        theirs, ours = (min(column) for column in zip(*turns, strict=True))
        return EncoderRecord(
            encoder=name,
            backend=backend,
            texts_per_s=len(self.texts) / ours,
            ratio=1.0 if encoder is self.library else theirs / ours,
            error_over_spread=error_over_spread(self.reference, vectors),
            peak_share=self.flops / ours / peak_flops(number_format),
            error=None,
        )

    def _seconds(self, encoder: Encoder) -> float:
        with Clock() as clock:
            encoder.encode(self.texts)
        return clock.seconds


def lacking(name: str, backend: str, why: str) -> EncoderRecord:
    """The record of a backend that did not run."""
    return EncoderRecord(name, backend, None, None, None, None, why)

"""Transformer encoders on OpenVINO: the vectors of torch, faster, each format held to a bar."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from stages.encoders.contract import Vectors
from stages.encoders.fidelity import error_over_spread
from stages.encoders.openvino_extra import openvino_version
from stages.encoders.openvino_fitted import FittedOpenVino, calibrated
from stages.encoders.openvino_precision import Precision
from stages.encoders.transformer import TransformerEncoder

FEWEST_PROOF: Final = 2


@dataclass(frozen=True)
class OpenVinoEncoder:
    """What a TransformerEncoder computes, on OpenVINO and the CPU.

    `encoder`: that one, whose model and settings hold here too; `precision`: fp32, bf16 or
    int8; `calibration`: texts that the ranges of int8 are read off; `smoothing`: how much of the
    activations' outliers int8 moves into the weights, from 0 to 1; `proof`: texts that the error is
    measured on; `bars`: the greatest error over spread allowed for each precision.

    It learns from the source's train texts in their order: the first ones calibrate int8, and those
    that follow have to come out as from torch in float32.
    """

    encoder: TransformerEncoder
    precision: Precision
    calibration: int
    smoothing: float
    proof: int
    bars: Mapping[str, float] = field(hash=False)

    def __post_init__(self) -> None:
        """Turn the name of a precision into its member; ValueError for what can't be."""
        object.__setattr__(self, "precision", Precision(self.precision))
        if self.precision.value not in self.bars:
            raise ValueError(
                f"Got bars for {', '.join(self.bars)}, expected one for the precision "
                f"{self.precision} too. Add it in the encoder's file of conf/encoders."
            )
        if self.calibration < 1 or self.proof < FEWEST_PROOF:
            raise ValueError(
                f"Got calibration={self.calibration} and proof={self.proof}, expected at least 1 "
                f"and {FEWEST_PROOF} texts."
            )

    @property
    def dimension(self) -> int:
        """That of the encoder."""
        return self.encoder.dimension

    @property
    def exact(self) -> TransformerEncoder:
        """The encoder in float32 on the CPU, by torch."""
        return replace(
            self.encoder,
            device="cpu",
            dtype="float32",
            store_dtype="float32",
            matmul="highest",
        )

    def fit(self, texts: Sequence[str]) -> FittedOpenVino:
        """Quantise where asked to, and measure; ValueError for an error above the bar."""
        proof = self._proof(texts)
        expected = self.exact.encode(proof)
        fitted = self.unproved(texts[: self.calibration])
        error = error_over_spread(expected, fitted.encode(proof))
        most = self.bars[self.precision.value]
        found = f"error/spread {error:.3%} on {len(proof)} texts against torch in float32"
        if not error <= most:
            raise ValueError(
                f"Got {self.precision} vectors with {found}; expected at most {most:.3%}. Take a "
                "more exact `precision` (fp32, bf16) or more `calibration` texts; or, where so "
                "much is well, raise its one of `bars` in the encoder's file of conf/encoders."
            )
        print(f"OpenVINO {self.precision}: {found}; at most {most:.3%} allowed", file=sys.stderr)
        return fitted

    def unproved(self, calibration: Sequence[str]) -> FittedOpenVino:
        """What `fit` measures, before it is measured; for benches."""
        eight_bits = self.precision is Precision.INT8
        graph = calibrated(self.encoder, calibration, self.smoothing) if eight_bits else None
        return FittedOpenVino(self.encoder, self.precision, graph)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Raise: nothing has been measured yet."""
        raise RuntimeError(
            f"Got {len(texts)} texts for an OpenVINO encoder that has not been measured, expected "
            "a fitted one. Call `fit(train_texts)` and encode with what it returns."
        )

    def identity(self) -> dict[str, object]:
        """All that changes a vector, and what it was held to.

        ModuleNotFoundError where the extra is not installed.
        """
        libraries = ["openvino", *(["nncf"] if self.precision is Precision.INT8 else [])]
        return {
            "encoder": self.encoder.identity(),
            "precision": self.precision.value,
            "calibration": self.calibration,
            "smoothing": self.smoothing,
            "proof": self.proof,
            "bar": self.bars[self.precision.value],
            **{library: openvino_version(library) for library in libraries},
        }

    def _proof(self, texts: Sequence[str]) -> Sequence[str]:
        """The texts after those that calibrate; the last ones where too few follow."""
        after = texts[self.calibration : self.calibration + self.proof]
        return after if len(after) >= FEWEST_PROOF else texts[-self.proof :]

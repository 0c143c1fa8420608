"""What came of one trial, and its form as the bytes of a piece."""

import io
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from stages.families.contract import BoolArray
from stages.families.scores import Scores

NOISE: Final = (
    (re.compile(r"\[\d\d:\d\d:\d\d\]\s*"), ""),
    (re.compile(r"\b0x[0-9a-fA-F]+\b"), "0x"),
    (re.compile(r"(?<![\w:/.])~?(?:/[\w.@+-]+){2,}/?(?::\d+)?"), "<path>"),
)
"""What differs from run to run or machine to machine: times, memory addresses, paths."""


class Status(StrEnum):
    """How a trial ended."""

    OK = "ok"
    """Trained; there may be a warning in `error`."""
    DIVERGED = "diverged"
    """The loss or a margin ran to NaN or infinity."""
    FAILED = "failed"
    """An exception ended it."""


@dataclass(frozen=True)
class Outcome:
    """The end of one trial.

    `error`: class and first line of the exception or, if ok, of the first warning; `positive` per
    domain: bool, shape (test rows,), True = predicted positive; `scores` per domain; both are empty
    unless ok; `seconds` of fitting and predicting.
    """

    status: Status
    error: str | None
    seconds: float
    positive: Mapping[str, BoolArray]
    scores: Mapping[str, Scores]

    def to_bytes(self) -> bytes:
        """As .npz without pickle: one bit per prediction."""
        facts = {
            "status": self.status.value,
            "error": self.error,
            "seconds": self.seconds,
            "rows": {domain: len(called) for domain, called in self.positive.items()},
            "scores": {domain: asdict(scores) for domain, scores in self.scores.items()},
        }
        text = np.frombuffer(json.dumps(facts).encode("utf-8"), dtype=np.uint8)
        bits = {f"bits:{domain}": np.packbits(row) for domain, row in self.positive.items()}
        stream = io.BytesIO()
        np.savez(stream, allow_pickle=False, facts=text, **bits)
        return stream.getvalue()

    @classmethod
    def from_bytes(cls, payload: bytes) -> "Outcome":
        """The outcome whose `to_bytes` this is."""
        with np.load(io.BytesIO(payload), allow_pickle=False) as piece:
            facts = json.loads(piece["facts"].tobytes())
            positive = {
                domain: np.unpackbits(piece[f"bits:{domain}"], count=rows).astype(np.bool_)
                for domain, rows in facts["rows"].items()
            }
        scores = {domain: Scores(**values) for domain, values in facts["scores"].items()}
        return cls(Status(facts["status"]), facts["error"], facts["seconds"], positive, scores)


def describe(problem: BaseException | Warning) -> str:
    """Class and first line, the same on every run: without times, memory addresses and paths."""
    lines = str(problem).strip().splitlines()
    text = f"{type(problem).__name__}: {lines[0].strip()}" if lines else type(problem).__name__
    for pattern, plain in NOISE:
        text = pattern.sub(plain, text)
    return text

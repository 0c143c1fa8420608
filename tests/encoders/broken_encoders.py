"""Encoders that each break the contract in one point; importable, so that workers find them."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

CALLS = itertools.count()


@dataclass(frozen=True)
class Sound:
    """Counts of letters: keeps the contract."""

    dimension: int = 26

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        counts = [[text.count(chr(97 + k)) for k in range(26)] for text in texts]
        return np.array(counts, dtype=np.float32).reshape(-1, 26)


class WithoutDimension(Sound):
    dimension: ClassVar[object] = "26"  # type: ignore[assignment]

    def __init__(self) -> None: ...


@dataclass(frozen=True)
class WithoutEncode:
    dimension: int = 26


class Doubles(Sound):
    def encode(self, texts: Sequence[str]) -> np.ndarray:
        return super().encode(texts).astype(np.float64)


class Lists(Sound):
    def encode(self, texts: Sequence[str]) -> np.ndarray:
        return super().encode(texts).tolist()  # type: ignore[return-value]


@dataclass(frozen=True)
class Wider(Sound):
    dimension: int = 27


class Raises(Sound):
    def encode(self, texts: Sequence[str]) -> np.ndarray:
        raise RuntimeError("out of luck")


class Infinite(Sound):
    def encode(self, texts: Sequence[str]) -> np.ndarray:
        with np.errstate(divide="ignore"):
            return -np.log(super().encode(texts))


class Drifts(Sound):
    def encode(self, texts: Sequence[str]) -> np.ndarray:
        return super().encode(texts) + np.float32(next(CALLS))


class Sorts(Sound):
    def encode(self, texts: Sequence[str]) -> np.ndarray:
        return super().encode(sorted(texts, key=len))


class Centres(Sound):
    def encode(self, texts: Sequence[str]) -> np.ndarray:
        rows = super().encode(texts)
        return rows - rows.mean(axis=0) if len(rows) else rows


class Pads(Sound):
    """A thousandth of the longest text of the call leaks into every row."""

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        leak = max((len(text) for text in texts), default=0) / 1000
        return (super().encode(texts) + leak).astype(np.float32)


class OnceOnly(Sound):
    """Encodes repeated texts once, and forgets to copy the row."""

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        rows = super().encode(texts)
        again = [place for place, text in enumerate(texts) if text in texts[:place]]
        rows[again] = 0
        return rows


class NotNone(Sound):
    def encode(self, texts: Sequence[str]) -> np.ndarray:
        return super().encode(texts) if texts else np.zeros(0, np.float32)


class NotEmpty(Sound):
    def encode(self, texts: Sequence[str]) -> np.ndarray:
        if "" in texts:
            raise IndexError("string index out of range")
        return super().encode(texts)


@dataclass(frozen=True)
class HoldsHandle(Sound):
    handle: object = field(default_factory=lambda: (number for number in range(3)))

    def identity(self) -> dict[str, object]:
        return {}


@dataclass(frozen=True)
class OddKey(Sound):
    scale: Callable[[float], float] = abs


class Hidden:
    dimension = 26

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        return Sound().encode(texts)


class Constant(Sound):
    def encode(self, texts: Sequence[str]) -> np.ndarray:
        return np.ones((len(texts), 26), np.float32)


@dataclass(frozen=True)
class Learner:
    """Counts of letters less those of the texts it was taught."""

    dimension: int = 26

    def fit(self, texts: Sequence[str]) -> "Taught":
        return Taught(shift=float(len(texts)))


@dataclass(frozen=True)
class Taught(Sound):
    shift: float = 0.0

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        return super().encode(texts) - np.float32(self.shift)


class Fickle(Learner):
    def fit(self, texts: Sequence[str]) -> Taught:
        return Taught(shift=float(next(CALLS)))


class Untaught(Learner):
    def fit(self, texts: Sequence[str]) -> None:  # type: ignore[override]
        return None


@dataclass(frozen=True)
class Halves(Sound):
    """Float16, with rounding that depends on the call: allowed."""

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        rows = super().encode(texts) / 7
        return (rows * (1 + 1e-4 * (len(texts) == 1))).astype(np.float16)

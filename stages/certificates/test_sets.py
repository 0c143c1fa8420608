"""Test sets that are read a chunk at a time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from stages.families.contract import FloatArray


@dataclass(frozen=True)
class TestSet:
    """One domain's test rows: their number, and what reads them, each call from the start."""

    __test__ = False

    domain: str
    rows: int
    chunks: Callable[[], Iterator[FloatArray]]

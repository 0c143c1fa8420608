"""Test sets that are read a chunk at a time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from stages.families.contract import FloatArray


@dataclass(frozen=True)
class TestSet:
    """One domain's test rows: their number, and what reads them, each call from the start."""

    __test__ = False

    domain: str
    rows: int
    chunks: Callable[[], Iterator[FloatArray]]


def check_widths(tests: Sequence[TestSet], width: int) -> None:
    """ValueError where the vectors of a test set have other than `width` numbers."""
    for test in tests:
        found = next((x.shape[1] for x in test.chunks()), width)
        if found != width:
            raise ValueError(
                f"Got vectors of {found} numbers for {test.domain}, expected {width} as those that "
                "are trained on: make the vectors of both domains again."
            )

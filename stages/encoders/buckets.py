"""Batches of texts of exactly one length: no padding, so a row never feels its neighbours."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

FEWEST_TOKENS: Final = 64
"""Below some 16 tokens in all, matrix products take another path and round differently; a smaller
batch is filled up with copies of its last text."""


@dataclass(frozen=True)
class Batch:
    """Texts of one length by their `places` in the call, and `filled`, the places to encode.

    `filled` may be longer: the copies of the last place at its end are to be dropped again.
    """

    places: list[int]
    filled: list[int]


def batches(lengths: Sequence[int], size: int) -> Iterator[Batch]:
    """Batches of at most `size` texts (more only to reach `FEWEST_TOKENS`), short ones first.

    `lengths`: of every text in tokens, in the order of the call.
    """
    buckets: dict[int, list[int]] = defaultdict(list)
    for place, length in enumerate(lengths):
        buckets[length].append(place)
    for length, places in sorted(buckets.items()):
        fewest = -(-FEWEST_TOKENS // max(1, length))
        for start in range(0, len(places), size):
            taken = places[start : start + size]
            copies = [taken[-1]] * (fewest - len(taken))
            yield Batch(taken, [*taken, *copies])

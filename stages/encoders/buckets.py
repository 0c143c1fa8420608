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
    """Texts of one length: their `places` in the call, and `tokens`, a list of ids per row.

    `tokens` may have more rows than there are places: the copies at its end are to be dropped.
    """

    places: list[int]
    tokens: list[list[int]]


def batches(tokens: Sequence[list[int]], size: int) -> Iterator[Batch]:
    """Batches of at most `size` texts (more only to reach `FEWEST_TOKENS`), short ones first."""
    buckets: dict[int, list[int]] = defaultdict(list)
    for place, ids in enumerate(tokens):
        buckets[len(ids)].append(place)
    for length, places in sorted(buckets.items()):
        fewest = -(-FEWEST_TOKENS // max(1, length))
        for start in range(0, len(places), size):
            taken = places[start : start + size]
            copies = [taken[-1]] * (fewest - len(taken))
            yield Batch(taken, [tokens[place] for place in [*taken, *copies]])

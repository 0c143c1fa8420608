"""The named collapse measures: which test sets each looks at, and which trials it counts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from stages.metrics import collapse as on
from stages.metrics.collapse import Kinds
from stages.metrics.confusion import Floats

OF_SOURCE: Final[dict[str, Callable[[Kinds], Floats]]] = {
    "id": on.any_collapse,
    "positive_id": on.positive_collapse,
    "negative_id": on.negative_collapse,
}
OF_TARGET: Final[dict[str, Callable[[Kinds], Floats]]] = {
    "target": on.any_collapse,
    "positive_target": on.positive_collapse,
    "negative_target": on.negative_collapse,
}
OF_PAIR: Final[dict[str, Callable[[Kinds, Kinds], Floats]]] = {
    "strong": on.strong_collapse,
    "projection": on.projection_collapse,
    "positive_strong": on.positive_strong,
    "negative_strong": on.negative_strong,
    "mixed_strong": on.mixed_strong,
}
ALL_DOMAINS: Final = "all_domains"
EMBEDDED_ONLY: Final = "collapse_wd"
RAREFIED_SOURCE: Final = "rarefied_id"
RAREFIED_TARGET: Final = "rarefied_target"


@dataclass(frozen=True)
class Member:
    """One measure's membership: per trial 1, 0, a probability, or NaN (not counted).

    `target`: index of the test set it speaks about, 0 for measures of the source alone, None for
    all domains. `values` ends with the trials; bootstrap replicates may stand before them.
    """

    measure: str
    target: int | None
    values: Floats


def memberships(kinds: Kinds) -> Iterator[Member]:
    """All measures of one arm from its kinds (..., domains, trials), the source first."""
    source = kinds[..., 0, :]
    for measure, of_source in OF_SOURCE.items():
        yield Member(measure, 0, of_source(source))
    for index in range(1, kinds.shape[-2]):
        target = kinds[..., index, :]
        for measure, of_target in OF_TARGET.items():
            yield Member(measure, index, of_target(target))
        for measure, of_pair in OF_PAIR.items():
            yield Member(measure, index, of_pair(source, target))
    yield Member(ALL_DOMAINS, None, on.any_collapse(kinds).prod(axis=-2))


def embedded_only(raw: Kinds, embedded: Kinds) -> Iterator[Member]:
    """`collapse_wd` per test set: collapse on the embedding among what is fine on the raw arm.

    n01 / (n00 + n01) of the paired table; `raw` and `embedded`: (..., domains, trials), the same
    trials in the same order, UNDEFINED where a trial has no predictions.
    """
    fine = raw == on.Collapse.NONE
    values = np.where(fine, on.any_collapse(embedded), np.nan)
    for index in range(values.shape[-2]):
        yield Member(EMBEDDED_ONLY, index, values[..., index, :])

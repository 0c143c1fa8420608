"""A collapse ratio and everything that is said about its uncertainty."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from stages.metrics.confusion import Floats
from stages.metrics.design import Codes, Design, group_means, mean_over_seeds
from stages.metrics.intervals import (
    Pair,
    binomial_band,
    range_of,
    retraining_interval,
    seed_range,
)


@dataclass(frozen=True)
class Ratio:
    """Share of trials that collapse: one line of collapse.csv without its keys and row interval.

    `value`: mean over seeds; `distinct_value`: each distinct training run weighs 1 and counts with
    the mean over its configurations; `band`: Wilson over distinct runs, descriptive; `seed`: t
    interval over re-training; `seed_range`; `axis`: range when one value of a grid axis is left
    out; `n`: trials in the denominator, `failed` of them without predictions. NaN: undefined.
    """

    value: float
    distinct_value: float
    band: Pair
    seed: Pair
    seed_range: Pair
    axis: Pair
    n: int
    failed: int


def ratio(member: Floats, design: Design, confidence: float) -> Ratio:
    """Summarise `member` (trials,): 1 collapsed, 0 not (or a probability), NaN out of the count."""
    by_seed = group_means(member, design.seed)
    by_seed = by_seed[np.isfinite(by_seed)]
    by_run = group_means(member, design.run)
    by_run = by_run[np.isfinite(by_run)]
    counted = np.isfinite(member)
    without = np.array([mean_over_seeds(*part) for part in _without_one_value(member, design)])
    return Ratio(
        value=float(mean_over_seeds(member, design.seed)) if len(member) else float("nan"),
        distinct_value=float(by_run.mean()) if len(by_run) else float("nan"),
        band=binomial_band(min(float(by_run.sum()), len(by_run)), len(by_run), confidence),
        seed=retraining_interval(by_seed, confidence),
        seed_range=seed_range(by_seed),
        axis=range_of(without),
        n=int(counted.sum()),
        failed=int((counted & design.failed).sum()),
    )


def _without_one_value(member: Floats, design: Design) -> Iterator[tuple[Floats, Codes]]:
    for axis in design.axes:
        for value in np.unique(axis):
            kept = axis != value
            yield member[kept], design.seed[kept]

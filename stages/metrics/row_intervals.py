"""Intervals over test rows: every measure in every bootstrap replicate, then percentiles.

For strict collapse they lie at or above the value: a replicate holds fewer distinct rows, and on
fewer rows a model predicts one class only more easily.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from stages.metrics.collapse_table import (
    ROWS_KEY,
    STRICT,
    members_of_arm,
    members_of_pair,
)
from stages.metrics.design import mean_over_seeds
from stages.metrics.intervals import percentile_interval
from stages.metrics.measures import Member
from stages.metrics.outcome import Outcome


@dataclass(frozen=True)
class Replicated:
    """Both arms of one family with bootstrapped counts (replicates, domains, trials)."""

    raw: Outcome
    subject: Outcome


def row_intervals(both: Replicated, epsilon: float, confidence: float) -> pd.DataFrame:
    """rows.parquet: arm, measure, epsilon, source, target, rows_low, rows_high.

    The rarefied measures have none.
    """
    lines = []
    for level in (STRICT, epsilon):
        for result, member in _members(both, level):
            target = None if member.target is None else result.domains[member.target]
            key = result.arm, member.measure, level, result.domains[0], target
            values = mean_over_seeds(member.values, result.design.seed)
            lines.append((*key, *percentile_interval(values, confidence)))
    return pd.DataFrame(lines, columns=[*ROWS_KEY, "rows_low", "rows_high"])


def _members(both: Replicated, level: float) -> Iterator[tuple[Outcome, Member]]:
    for result in (both.raw, both.subject):
        yield from ((result, member) for member in members_of_arm(result, level))
    pairs = members_of_pair(both.raw, both.subject, level)
    yield from ((both.subject, member) for member in pairs)

"""Intervals over test rows: every measure in every bootstrap replicate, then percentiles.

For strict collapse they lie at or above the value: a replicate holds fewer distinct rows, and on
fewer rows a model predicts one class only more easily.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from stages.metrics.collapse_table import (
    ROWS_KEY,
    STRICT,
    members_of_arm,
    members_of_pair,
    target_of,
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


def row_intervals(
    both: Replicated, arms: Mapping[str, str], epsilon: float, confidence: float
) -> pd.DataFrame:
    """rows.parquet: arm, measure, epsilon, source, target, rows_low, rows_high.

    `arms`: what the arms `raw` and `subject` are called. The rarefied measures have none.
    """
    lines = []
    for level in (STRICT, epsilon):
        for role, member in _members(both, level):
            result = both.raw if role == "raw" else both.subject
            values = mean_over_seeds(member.values, result.design.seed)
            low, high = percentile_interval(values, confidence)
            target = target_of(member, result.domains)
            lines.append((arms[role], member.measure, level, result.domains[0], target, low, high))
    return pd.DataFrame(lines, columns=[*ROWS_KEY, "rows_low", "rows_high"])


def _members(both: Replicated, level: float) -> Iterator[tuple[str, Member]]:
    for member in members_of_arm(both.raw, level):
        yield "raw", member
    for member in members_of_arm(both.subject, level):
        yield "subject", member
    for member in members_of_pair(both.raw, both.subject, level):
        yield "subject", member

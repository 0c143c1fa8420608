"""seeds.csv: the headline ratios seed by seed, per family and as the mean over families."""

from collections.abc import Iterator
from typing import Final

import pandas as pd

from stages.metrics.arm_counts import POOLED
from stages.metrics.collapse_table import members
from stages.metrics.design import group_means
from stages.metrics.measures import EMBEDDED_ONLY
from stages.metrics.outcome import Outcome

MEASURES: Final = frozenset({"id", "target", "strong", "projection", EMBEDDED_ONLY})
KEY: Final = ("arm", "family", "source", "target", "measure", "epsilon", "seed")
COLUMNS: Final = (*KEY, "value")


def seed_rows(result: Outcome, raw: Outcome | None, epsilon: float) -> Iterator[dict[str, object]]:
    """Lines of one family on one arm, as `members`: a ratio per seed, NaN where undefined."""
    for level, member in members(result, raw, epsilon):
        if member.measure in MEASURES and member.target is not None:
            target = result.domains[member.target]
            names = result.arm, result.family, result.domains[0], target, member.measure, level
            values = group_means(member.values, result.design.seed)
            for seed, value in zip(result.design.seeds, values, strict=True):
                yield dict(zip(COLUMNS, (*names, int(seed), float(value)), strict=True))


def seed_table(rows: list[dict[str, object]]) -> pd.DataFrame:
    """seeds.csv, sorted; family `all` is the mean over the families in which it is defined."""
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    rest = [name for name in KEY if name != "family"]
    means = table.groupby(rest, as_index=False)["value"].mean().assign(family=POOLED)
    whole = pd.concat([table, means[list(COLUMNS)]], ignore_index=True)
    ordered: pd.DataFrame = whole.sort_values(list(KEY), kind="stable", ignore_index=True)
    return ordered

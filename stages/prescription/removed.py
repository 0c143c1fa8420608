"""remedies.csv: near-collapses that a remedy removes and creates, configuration by configuration.

The pair: one configuration and seed on the vectors as they are, and on those remedied.
"""

from collections.abc import Iterator
from typing import Final

import pandas as pd

from stages.metrics.arm_counts import POOLED
from stages.metrics.collapse import any_collapse
from stages.metrics.design import group_means
from stages.metrics.intervals import student_interval
from stages.metrics.outcome import outcome, paired_kinds
from stages.metrics.paired import paired
from stages.prescription.study import Study

KEY: Final = ("encoder", "remedy", "family")
CELLS: Final = ("n00", "n01", "n10", "n11")
RATIOS: Final = ("collapse_none", "collapse", "difference")
COLUMNS: Final = (*KEY, *CELLS, *RATIOS, "seed_low", "seed_high", "seeds")


def remedies_table(study: Study) -> pd.DataFrame:
    """One row per remedy and family, and `all`: counts summed, ratios the mean over families.

    Near-collapse on the source's test rows, where status is ok in both arms: n10 removed, n01
    created. Ratios are means over seeds, missing where no pair is left; `seed_low`, `seed_high`:
    t interval of the difference over five seeds or more, `seeds` of them.
    """
    cells, seeds = [], []
    for remedy in study.remedies:
        for family in study.families:
            key = dict(zip(KEY, (study.encoder, remedy, family), strict=True))
            of_family, of_seeds = _compared(study, remedy, family)
            cells.append(key | of_family)
            seeds += [key | row for row in of_seeds]
    counted = _with_all(pd.DataFrame(cells, columns=[*KEY, *CELLS]))
    by_seed = pd.DataFrame(seeds, columns=[*KEY, "seed", *RATIOS])
    by_seed = by_seed.astype(dict.fromkeys(RATIOS, float))
    ratios = by_seed.groupby(list(KEY), as_index=False)[list(RATIOS)].mean()
    means = ratios.groupby(list(KEY[:2]), as_index=False)[list(RATIOS)].mean()
    ratios = pd.concat([ratios, means.assign(family=POOLED)], ignore_index=True)
    table = counted.merge(ratios, on=list(KEY), how="left", validate="one_to_one")
    table = table.merge(_intervals(by_seed, study.confidence), on=list(KEY), how="left")
    table["seeds"] = table["seeds"].fillna(0).astype(int)
    return table.sort_values(list(KEY), ignore_index=True)[list(COLUMNS)]


def _compared(
    study: Study, remedy: str, family: str
) -> tuple[dict[str, int], list[dict[str, float]]]:
    """The four cells of one family, and its ratios seed by seed."""
    source = study.stems[:1]
    before, after = (
        outcome(arm.books, arm.arm, family, source) for arm in (study.none, study.arms[remedy])
    )
    kinds = paired_kinds(before, after, study.epsilon)
    members = [any_collapse(of_arm[0]) for of_arm in kinds]
    grid = after.design
    ratios = [group_means(member, grid.seed) for member in members]
    rows = [
        dict(zip(RATIOS, (none, remedied, remedied - none), strict=True)) | {"seed": int(seed)}
        for seed, none, remedied in zip(grid.seeds, *ratios, strict=True)
    ]
    return vars(paired(*members)), rows


def _with_all(cells: pd.DataFrame) -> pd.DataFrame:
    sums = cells.groupby(list(KEY[:2]), as_index=False)[list(CELLS)].sum()
    return pd.concat([cells, sums.assign(family=POOLED)], ignore_index=True)


def _intervals(by_seed: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Seeds with a difference and their t interval, per family and for the mean over families.

    The mean has the seeds alone in which no family is missing: it would be one of other families.
    """
    known = by_seed[by_seed["difference"].notna()]
    rest = [*KEY[:2], "seed"]
    found = known.groupby(rest)["family"].transform("nunique")
    whole_seeds = known[found == known.groupby(list(KEY[:2]))["family"].transform("nunique")]
    means = whole_seeds.groupby(rest, as_index=False)["difference"].mean().assign(family=POOLED)
    whole = pd.concat([known[[*rest, "family", "difference"]], means], ignore_index=True)
    return pd.DataFrame(_interval_rows(whole, confidence), columns=[*KEY, *COLUMNS[-3:]])


def _interval_rows(differences: pd.DataFrame, confidence: float) -> Iterator[tuple[object, ...]]:
    for key, group in differences.groupby(list(KEY)):
        values = group.sort_values("seed")["difference"].to_numpy(dtype=float)
        yield (*key, *student_interval(values, confidence), len(values))

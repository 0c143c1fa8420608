"""collapse.csv: every measure of every family on both arms, with its intervals."""

from collections.abc import Iterator
from typing import Final

import pandas as pd

from stages.metrics.measures import (
    RAREFIED_SOURCE,
    RAREFIED_TARGET,
    Member,
    embedded_only,
    memberships,
)
from stages.metrics.outcome import Outcome, paired_kinds
from stages.metrics.ratio import Ratio, ratio

STRICT: Final = 0.0
KEY: Final = ("arm", "family", "source", "target", "measure", "epsilon")
COLUMNS: Final = (
    *KEY, "value", "distinct_value", "band_low", "band_high", "seed_low", "seed_high", "seed_min",
    "seed_max", "rows_low", "rows_high", "axis_low", "axis_high", "n", "failed",
)  # fmt: skip
ROWS_KEY: Final = ("arm", "measure", "epsilon", "source", "target")


def members_of_arm(result: Outcome, epsilon: float) -> Iterator[Member]:
    """All measures of one arm at one epsilon; 0 is strict and has the rarefied ones besides."""
    yield from memberships(result.kinds(epsilon))
    if epsilon == STRICT and result.counts.tp.ndim == 2:
        for index, values in enumerate(result.rarefied()):
            yield Member(RAREFIED_TARGET if index else RAREFIED_SOURCE, index, values)


def members_of_pair(raw: Outcome, embedded: Outcome, epsilon: float) -> Iterator[Member]:
    """`collapse_wd` on every test set at one epsilon."""
    yield from embedded_only(*paired_kinds(raw, embedded, epsilon))


def members(result: Outcome, raw: Outcome | None, epsilon: float) -> Iterator[tuple[float, Member]]:
    """Every measure of one family on one arm at each level: strict, then near.

    `raw`: the raw arm's outcome where `result` is the subject's (adds collapse_wd), else None.
    """
    for level in (STRICT, epsilon):
        for member in members_of_arm(result, level):
            yield level, member
        if raw is not None:
            for member in members_of_pair(raw, result, level):
                yield level, member


def collapse_rows(
    result: Outcome, raw: Outcome | None, epsilon: float, confidence: float
) -> Iterator[dict[str, object]]:
    """Lines of collapse.csv for one family on one arm, as `members`, without row intervals."""
    for level, member in members(result, raw, epsilon):
        target = None if member.target is None else result.domains[member.target]
        yield {
            "arm": result.arm,
            "family": result.family,
            "source": result.domains[0],
            "target": target,
            "measure": member.measure,
            "epsilon": level,
            **_cells(ratio(member.values, result.design, confidence)),
        }


def collapse_table(rows: list[dict[str, object]], intervals: pd.DataFrame) -> pd.DataFrame:
    """The whole table with the row intervals joined, in a fixed order of columns, sorted.

    `intervals`: arm, family, measure, epsilon, source, target, rows_low, rows_high.
    """
    wanted = [name for name in COLUMNS if name not in ("rows_low", "rows_high")]
    table = pd.DataFrame(rows, columns=wanted)
    key = list(KEY)
    joined = _keyed(table).merge(_keyed(intervals), on=key, how="left", validate="one_to_one")
    ordered = joined.sort_values(key, kind="stable", ignore_index=True)[list(COLUMNS)]
    return ordered.assign(target=ordered["target"].where(ordered["target"] != "", None))


def _keyed(frame: pd.DataFrame) -> pd.DataFrame:
    target = frame["target"].where(frame["target"].notna(), "")
    return frame.assign(target=target.astype("str"))


def _cells(facts: Ratio) -> dict[str, float | int]:
    pairs: dict[str, tuple[float, float]] = {
        "band": facts.band, "seed": facts.seed, "axis": facts.axis,
    }  # fmt: skip
    cells: dict[str, float | int] = {"value": facts.value, "distinct_value": facts.distinct_value}
    for name, (low, high) in pairs.items():
        cells |= {f"{name}_low": low, f"{name}_high": high}
    low, high = facts.seed_range
    return cells | {"seed_min": low, "seed_max": high, "n": facts.n, "failed": facts.failed}

"""How much the ratios depend on the training seed: mean, t-interval and range per family."""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from stages.metrics.arm_counts import POOLED
from stages.metrics.intervals import SEEDS_FOR_INTERVAL, retraining_interval, seed_range
from stages.summary.findings import SAME, Findings, Level, level_of
from stages.summary.markdown import code, escape, table
from stages.summary.numbers import UNKNOWN, Row, band, listed, number, percent

HEADER: Final = ("mean", "interval", "range")


def seed_block(found: Findings) -> str:
    """Near-collapse on the source over the seeds; "" for a single seed."""
    setting = found.setting
    if len(setting.seeds) == 1:
        return ""
    arms = setting.raw, setting.arm
    rows = {
        family: [found.collapse(arm, family, "id", setting.source, Level.NEAR) for arm in arms]
        for family in setting.families
    }
    silent = [f for f, pair in rows.items() if all(number(row, "seed_max") == 0 for row in pair)]
    body = [
        [code(family), *(cell for row in pair for cell in _cells(row))]
        for family, pair in rows.items()
        if family not in silent
    ]
    overall = [cell for arm in arms for cell in _overall(found, arm)]
    body.append(["mean over families", *overall])
    header = ["family", *(f"{word}, {escape(arm)}" for arm in arms for word in HEADER)]
    still = [f for f, pair in rows.items() if f not in silent and all(map(_still, pair))]
    return "\n\n".join(
        [
            f"**Over {len(setting.seeds)} training seeds**, near-collapse on "
            f"{escape(setting.names[setting.source])}. {_meaning(found)}",
            table(header, body) + _told("Zero under every seed", silent),
            *([_told("The same under every seed", still).strip()] if still else []),
        ]
    )


def seed_words(row: Row) -> str:
    """`seeds 12.5–37.5 %, interval 14–36 %`, as far as known; "" for a single seed."""
    low, high = number(row, "seed_min"), number(row, "seed_max")
    if not math.isfinite(low):
        return ""
    interval = band(row, "seed")
    told = "" if interval == UNKNOWN else f", re-training interval {interval}"
    return f"seeds {_between(low, high)}{told}"


def _meaning(found: Findings) -> str:
    count = len(found.setting.seeds)
    reach = "Range: smallest and largest seed"
    if count < SEEDS_FOR_INTERVAL:
        return f"{reach}; an interval over re-training needs {SEEDS_FOR_INTERVAL} seeds."
    return (
        f"Interval: {100 * found.setting.confidence:.0f} % confidence interval of the mean over "
        f"re-training (Student's t, {count - 1} degrees of freedom, within 0 and 100 %). {reach}."
    )


def _cells(row: Row | None) -> list[str]:
    low, high = number(row, "seed_min"), number(row, "seed_max")
    return [percent(number(row, "value")), band(row, "seed", digits=1), _between(low, high)]


def _overall(found: Findings, arm: str) -> list[str]:
    values = np.array(
        [
            number(row, "value")
            for row in found.table("seeds")
            if (row["arm"], row["family"], row["measure"]) == (arm, POOLED, "id")
            and level_of(row) is Level.NEAR
        ]
    )
    values = values[np.isfinite(values)]
    if not len(values):
        return [UNKNOWN] * len(HEADER)
    low, high = retraining_interval(values, found.setting.confidence)
    interval = band({"all_low": low, "all_high": high}, "all", digits=1)
    return [percent(float(values.mean())), interval, _between(*seed_range(values))]


def _still(row: Row | None) -> bool:
    return abs(number(row, "seed_max") - number(row, "seed_min")) < SAME


def _between(low: float, high: float) -> str:
    return band({"of_low": low, "of_high": high}, "of", digits=1)


def _told(what: str, families: Sequence[str]) -> str:
    return f"\n\n{what}: {listed([code(name) for name in families])}." if families else ""

"""Collapse on the embedding and not on the raw rows?"""

import math

from stages.summary.collapse_words import counts
from stages.summary.findings import Findings, Level
from stages.summary.markdown import code, escape
from stages.summary.numbers import number, percent


def collapse_answer(found: Findings) -> str:
    """Whether near-collapse on the source goes beyond that of the raw rows, with the counts."""
    setting = found.setting
    (hit, all_), (raw_hit, raw_all) = (_total(found, arm) for arm in (setting.arm, setting.raw))
    if not all_:
        return "Can't be said: nothing was measured."
    only = [_only(found, name) for name in ("n01", "n10")]
    mean = found.metric("collapse", "overall", "id")
    raw_mean = found.metric("collapse_tabular", "overall", "id")
    facts = (
        f"on {escape(setting.names[setting.source])} {hit or 'none'} of {all_} {setting.noun}s "
        f"near-collapse under {escape(setting.arm)} ({percent(mean)} as a mean over families), "
        f"{raw_hit or 'none'} of {raw_all} on the raw rows ({percent(raw_mean)}); "
        f"{_counted(only[0])} only on the embedding, {_counted(only[1])} only on the raw rows."
    )
    return f"{_yes_or_no(hit, *(sum(side.values()) for side in only))}: {facts}"


def _yes_or_no(hit: int, embedded_only: int, raw_only: int) -> str:
    if hit == 0:
        return "No"
    if embedded_only == 0:
        return "No, not beyond the raw rows"
    return "Yes" if embedded_only > raw_only else "Not clearly"


def _total(found: Findings, arm: str) -> tuple[int, int]:
    source = found.setting.source
    rows = [found.collapse(arm, f, "id", source, Level.NEAR) for f in found.setting.families]
    both = [counts(row)[:2] for row in rows if row and math.isfinite(number(row, "value"))]
    return sum(hit for hit, _ in both), sum(every for _, every in both)


def _only(found: Findings, name: str) -> dict[str, int]:
    """Configurations in one cell of the paired table, per family that has any."""
    source = found.setting.source
    cells = {
        f: number(found.pair(f, "id", source, Level.NEAR), name) for f in found.setting.families
    }
    return {family: int(cell) for family, cell in cells.items() if cell > 0}


def _counted(by_family: dict[str, int]) -> str:
    if not by_family:
        return "none"
    shares = ", ".join(f"{code(family)} {count}" for family, count in by_family.items())
    return f"{sum(by_family.values())} ({shares})"

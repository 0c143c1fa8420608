"""One sentence per family on collapse, right for none, one, some and all."""

import math

from stages.metrics.intervals import failure_bounds
from stages.summary.findings import Findings, Level
from stages.summary.markdown import code, escape
from stages.summary.numbers import Row, band, number, percent, several
from stages.summary.seed_block import seed_words


def family_sentence(found: Findings, family: str) -> str:
    """How often the family collapses on the source: embedded, raw, and embedded only."""
    setting = found.setting
    place, near = escape(setting.names[setting.source]), Level.NEAR
    embedded, raw = (
        found.collapse(arm, family, "id", setting.source, near)
        for arm in (setting.arm, setting.raw)
    )
    if embedded is None:
        return f"{code(family)}: not measured."
    trained, failed = counts(embedded)[1:]
    if trained and trained == failed:
        every = f"all {several(trained, setting.noun)}" if trained > 1 else f"its {setting.noun}"
        return f"{code(family)}: {every} failed under {escape(setting.arm)}, nothing can be said."
    if not math.isfinite(number(embedded, "value")):
        return f"{code(family)}: collapse is undefined on {place} (its test rows hold one class)."
    by_seed = seed_words(embedded)
    spread = f"{by_seed}, " if by_seed else ""
    parts = [
        f"{share(embedded, setting.noun)} under {escape(setting.arm)} "
        f"({percent(number(embedded, 'value'))}, {spread}binomial band {band(embedded, 'band')})",
        f"{of(raw)} on the raw rows",
    ]
    pair = found.pair(family, "id", setting.source, near)
    tail = "" if pair is None else pair_words(pair, found.metric("collapse_wd", family))
    return (
        f"{code(family)}: {', '.join(parts)}{f'; {tail}' if tail else ''}."
        f"{_failures(embedded, setting.noun)}"
    )


def counts(row: Row) -> tuple[int, int, int]:
    """Collapsed, counted and failed trainings of a line of collapse.csv; 0 where undefined."""
    value, n, failed = (number(row, name) for name in ("value", "n", "failed"))
    trained = int(n) if math.isfinite(n) else 0
    collapsed = round(value * trained) if math.isfinite(value) else 0
    return collapsed, trained, int(failed) if math.isfinite(failed) else 0


def share(row: Row, noun: str) -> str:
    """`3 of 8 configurations collapse`, with its verb."""
    collapsed, trained, _ = counts(row)
    if trained == 1:
        return f"its only {noun} {'collapses' if collapsed else 'does not collapse'}"
    if collapsed == trained:
        return f"all {trained} {noun}s collapse"
    if collapsed <= 1:
        return f"{collapsed or 'none'} of {trained} {noun}s collapses"
    return f"{collapsed} of {trained} {noun}s collapse"


def of(row: Row | None) -> str:
    """`1 of 8`; `none of 8`; n/a where it is undefined."""
    if row is None or not math.isfinite(number(row, "value")):
        return "n/a"
    collapsed, trained, _ = counts(row)
    return f"{collapsed or 'none'} of {trained}"


def pair_words(pair: Row, mean: float = math.nan) -> str:
    """How many collapse on one of the arms only, with `collapse_wd`; "" where that is plain.

    `mean`: collapse_wd as a mean over seeds, told where it differs from the share of all trainings.
    """
    n00, n01, n10, n11 = (int(number(pair, name)) for name in ("n00", "n01", "n10", "n11"))
    if n00 + n01 + n10 + n11 == 0:
        return "none was trained on both arms"
    if n00 + n01 == 0:
        return "every one collapses on the raw rows already (collapse_wd undefined)"
    of_seeds = f", {percent(mean)} as a mean over seeds" if _apart(mean, n01 / (n00 + n01)) else ""
    told = [f"{n01} only on the embedding (collapse_wd {n01}/{n00 + n01}{of_seeds})"] if n01 else []
    told += [f"{n10} only on the raw rows"] if n10 and n01 + n11 else []
    told += ["the same ones"] if n11 and not told else []
    return ", ".join(told)


def _apart(mean: float, share: float) -> bool:
    return math.isfinite(mean) and f"{mean:.3f}" != f"{share:.3f}"


def _failures(row: Row, noun: str) -> str:
    collapsed, trained, failed = counts(row)
    if not failed:
        return ""
    low, high = failure_bounds(collapsed, failed, trained)
    count = several(failed, noun)
    verbs = "failed and counts" if failed == 1 else "failed and count"
    return f" {count} {verbs} as not collapsed: the ratio lies in {percent(low)}–{percent(high)}."

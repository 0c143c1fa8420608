"""The collapse ratios of every family, raw rows and embedding in one cell."""

from typing import Final

from stages.summary.collapse_words import counts
from stages.summary.findings import Findings, Level
from stages.summary.markdown import code, escape, table
from stages.summary.numbers import UNKNOWN, listed, number, per_cent

MEASURES: Final = ("id", "strong", "projection")
MEANS: Final = {"overall": "mean over families", "pooled": "all configurations"}
NOTHING: Final = {"0.0 → 0.0", f"{UNKNOWN} → 0.0", f"0.0 → {UNKNOWN}"}
BLANK: Final = f"{UNKNOWN} → {UNKNOWN}"


def near_ratios(found: Findings) -> str:
    """Near-collapse on the source, strong, projection, and on every target."""
    setting = found.setting
    rows = {
        family: [
            *(_leaf(found, family, measure) for measure in MEASURES),
            *(_value(found, family, "target", stem, Level.NEAR) for stem in setting.targets),
        ]
        for family in setting.families
    }
    means = {key: [_leaf(found, key, measure) for measure in MEASURES] for key in MEANS}
    return _table(found, [escape(setting.names[stem]) for stem in setting.targets], rows, means)


def strict_ratios(found: Findings) -> str:
    """Strict collapse on the source, strong, projection, and rarefied on the source."""
    rows = {
        family: [
            *(_leaf(found, family, f"strict_{measure}") for measure in MEASURES),
            _value(found, family, "rarefied_id", found.setting.source, Level.STRICT),
        ]
        for family in found.setting.families
    }
    means = {key: [_leaf(found, key, f"strict_{m}") for m in MEASURES] for key in MEANS}
    return _table(found, ["rarefied, source"], rows, means)


def _table(
    found: Findings, more: list[str], rows: dict[str, list[str]], means: dict[str, list[str]]
) -> str:
    header = ["family", "counted", "source", "strong", "projection", *more]
    silent = [
        family for family, cells in rows.items() if {BLANK} != set(cells) <= NOTHING | {BLANK}
    ]
    body = [
        [code(family), _counted(found, family), *cells]
        for family, cells in rows.items()
        if family not in silent
    ]
    body += [[MEANS[key], "", *cells, *("" for _ in more)] for key, cells in means.items()]
    left_out = f"\n\nZero throughout: {listed([code(family) for family in silent])}."
    return table(header, body) + (left_out if silent else "")


def _counted(found: Findings, family: str) -> str:
    row = found.collapse(found.setting.arm, family, "id", found.setting.source, Level.NEAR)
    return str(counts(row)[1]) if row else UNKNOWN


def _leaf(found: Findings, family: str, leaf: str) -> str:
    raw, embedded = (found.metric(tree, family, leaf) for tree in ("collapse_tabular", "collapse"))
    return f"{per_cent(raw)} → {per_cent(embedded)}"


def _value(found: Findings, family: str, measure: str, target: str, level: Level) -> str:
    arms = found.setting.raw, found.setting.arm
    raw, embedded = (
        number(found.collapse(arm, family, measure, target, level), "value") for arm in arms
    )
    return f"{per_cent(raw)} → {per_cent(embedded)}"

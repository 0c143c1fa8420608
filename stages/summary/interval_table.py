"""What a near-collapse ratio could be instead, and in which sense."""

from typing import Final

from stages.metrics.intervals import failure_bounds
from stages.summary.collapse_words import counts
from stages.summary.findings import Findings, Level
from stages.summary.markdown import code, escape, telling_columns
from stages.summary.numbers import UNKNOWN, Row, band, number, percent

BANDS: Final = ("band", "seed", "rows", "axis")


def interval_block(found: Findings) -> str:
    """The ratios that are not zero, each with its intervals; columns without a number left out."""
    setting = found.setting
    rows = {
        (family, arm): found.collapse(arm, family, "id", setting.source, Level.NEAR)
        for family in setting.families
        for arm in (setting.raw, setting.arm)
    }
    body = [
        [code(family), code(arm), *_cells(row)]
        for (family, arm), row in rows.items()
        if row is not None and (number(row, "value") > 0 or number(row, "failed") > 0)
    ]
    if not body:
        return ""
    level = f"{100 * setting.confidence:.0f} %"
    header = [
        "family", "arm", "ratio", "distinct runs", "binomial band", f"seeds ({level})",
        f"rows ({level})", "axis (range)", "if all failed collapsed",
    ]  # fmt: skip
    return "\n\n".join(
        [
            f"**What these ratios on {escape(setting.names[setting.source])} could be instead**, "
            "where they are not zero. Distinct runs: with every distinct training run weighing "
            "the same; seeds: confidence interval over re-training (needs five seeds); rows: "
            "interval when the test rows are drawn anew (clusters: equal texts); axis: range "
            "when one value of a hyper-parameter is left out.",
            telling_columns(header, body, text_columns=2),
        ]
    )


def _cells(row: Row) -> list[str]:
    ratios = [percent(number(row, name)) for name in ("value", "distinct_value")]
    collapsed, trained, failed = counts(row)
    highest = percent(failure_bounds(collapsed, failed, trained)[1]) if failed else UNKNOWN
    return [*ratios, *(band(row, name, digits=1) for name in BANDS), highest]

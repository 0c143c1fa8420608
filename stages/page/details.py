"""What the page tells in more detail than the summary, in the summary's own Markdown."""

from typing import Final

from stages.summary.config_words import short_configs
from stages.summary.findings import Findings, Level, level_of
from stages.summary.markdown import bullets, code, escape, section, table, telling_columns
from stages.summary.numbers import Row, band, number, percent, several, whole

MOST: Final = 25
BANDS: Final = ("band", "seed", "rows", "axis")
READING: Final = {
    "Collapse": "a model is *strictly* collapsed on a test set where it predicts one class only, "
    "*near*-collapsed where TN/N + FN/P or its mirror lies below the threshold. The ratio is the "
    "share of a grid's configurations that do; failed ones stay in the denominator.",
    "Pairs": "every configuration is trained on the raw rows and on the embedding, on the same "
    "rows. What counts against an encoder are those that are fine on the raw rows and collapse on "
    "it.",
    "Planes": "one point per configuration. Collapsed ones sit where a constant predictor sits, "
    "and one far point draws a line through any cloud; hence two lines and two R².",
    "Verdicts": "*holds*: the line also predicts configurations that it was not fitted on. "
    "*Spurious*: R² is high and it does not. *Cannot tell*: neither can be shown.",
    "Intervals": "each says in its column what it is about. *Binomial band*: as if configurations "
    "were independent, a description. *Seeds*: re-training. *Rows*: other test rows, equal texts "
    "drawn together. *Axis*: a range, leaving one value of a hyper-parameter out.",
}


def pair_intervals(found: Findings) -> str:
    """`collapse_wd` on the source with its intervals, where it is not zero."""
    source = found.setting.source
    rows = {
        family: found.collapse(found.setting.arm, family, "collapse_wd", source, Level.NEAR)
        for family in found.setting.families
    }
    body = [
        [code(family), whole(number(row, "n")), percent(number(row, "value")), *_bands(row)]
        for family, row in rows.items()
        if row is not None and number(row, "value") > 0
    ]
    if not body:
        return ""
    level = f"{100 * found.setting.confidence:.0f} %"
    header = [
        "family", "fine on the raw rows", "collapse_wd", "binomial band", f"seeds ({level})",
        f"rows ({level})", "axis (range)",
    ]  # fmt: skip
    head = f"**collapse_wd on {escape(found.setting.names[source])}, near, with its intervals.**"
    return f"{head}\n\n{telling_columns(header, body, text_columns=1)}"


def systematic_table(found: Findings) -> str:
    """The configurations that near-collapse on most test sets, those of the embedding first."""
    rows = [row for row in found.table("systematic") if level_of(row) is Level.NEAR]
    if not rows:
        return ""
    rows.sort(key=lambda row: (-number(row, "embedding"), -number(row, "tabular")))
    short = short_configs(found)
    body = [
        [
            code(row["family"]),
            code(short.get((str(row["family"]), str(row["config"])), row["config"])),
            whole(number(row, "tabular")),
            whole(number(row, "embedding")),
        ]
        for row in rows[:MOST]
    ]
    of = several(len(found.setting.domains), "test set")
    more = len(rows) - len(body)
    tail = f"\n\n{several(more, 'configuration')} more: tables/systematic.csv." if more > 0 else ""
    header = ["family", "configuration", "raw rows", "embedding"]
    head = f"**Near-collapses by configuration**, on how many of {of}:"
    return f"{head}\n\n{table(header, body, text_columns=2)}{tail}"


def reading_section(found: Findings) -> str:
    """How to read the page."""
    return section("How to read this", bullets(f"**{k}**: {v}" for k, v in READING.items()))


def _bands(row: Row) -> list[str]:
    return [band(row, name, digits=1) for name in BANDS]

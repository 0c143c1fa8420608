"""The collapse tables: ratios per family on both arms, their intervals, every target."""

from stages.summary.collapse_words import counts, family_sentence
from stages.summary.findings import Findings, Level
from stages.summary.markdown import bullets, code, escape, section, table
from stages.summary.numbers import UNKNOWN, Row, band, number, percent

MEASURES = ("id", "strong", "projection")
PREFIX = {Level.NEAR: "", Level.STRICT: "strict_"}


def collapse_section(found: Findings) -> str:
    """Sentences, the ratio tables near and strict, the intervals, the ratios per target."""
    setting = found.setting
    source = escape(setting.names[setting.source])
    return section(
        "Collapse",
        bullets(family_sentence(found, family) for family in setting.families),
        f"Near-collapse (headline). Source: on {source}; strong: on {source} and the target; "
        f"projection: on {source} or the target; both are means over the targets. "
        "Each cell: raw rows → embedding.",
        _ratios(found, Level.NEAR),
        "Strict collapse: one class is never predicted. Rarefied: at the number of rows of the "
        "smallest test set, since strict collapse is easier on fewer rows.",
        _ratios(found, Level.STRICT),
        f"What the near-collapse ratio on {source} could be instead, and in which sense:",
        _intervals(found),
        "Near-collapse per target (raw rows → embedding):",
        _per_target(found),
    )


def _ratios(found: Findings, level: Level) -> str:
    strict = level is Level.STRICT
    header = ["family", "counted", "source", "strong", "projection"]
    header += ["rarefied, source"] if strict else []
    body = []
    for family in found.setting.families:
        row = found.collapse(found.setting.arm, family, "id", found.setting.source, level)
        counted = str(counts(row)[1]) if row else UNKNOWN
        cells = [_arrow(found, family, PREFIX[level] + measure) for measure in MEASURES]
        rarefied = [_value(found, family, "rarefied_id", found.setting.source, level)]
        body.append([code(family), counted, *cells, *(rarefied if strict else [])])
    for key, label in (("overall", "mean over families"), ("pooled", "all configurations")):
        cells = [_arrow(found, key, PREFIX[level] + measure) for measure in MEASURES]
        body.append([label, "", *cells, *([""] if strict else [])])
    return table(header, body)


def _intervals(found: Findings) -> str:
    level = f"{100 * found.setting.confidence:.0f} %"
    header = [
        "family", "arm", "ratio", "distinct runs", "binomial band (as if independent; descriptive)",
        f"{level} confidence interval over re-training", f"{level} interval over test rows",
        "range leaving one grid value out", "if all failed collapsed",
    ]  # fmt: skip
    body = []
    for family in found.setting.families:
        for arm in (found.setting.raw, found.setting.arm):
            row = found.collapse(arm, family, "id", found.setting.source, Level.NEAR)
            ratios = [percent(number(row, name)) for name in ("value", "distinct_value")]
            bands = [band(row, name, digits=1) for name in ("band", "seed", "rows", "axis")]
            body.append([code(family), code(arm), *ratios, *bands, _highest(row)])
    return table(header, body, text_columns=2)


def _per_target(found: Findings) -> str:
    setting = found.setting
    header = ["family", *(escape(setting.names[target]) for target in setting.targets)]
    return table(
        header,
        [
            [
                code(family),
                *(
                    _value(found, family, "target", target, Level.NEAR)
                    for target in setting.targets
                ),
            ]
            for family in setting.families
        ],
    )


def _highest(row: Row | None) -> str:
    if row is None:
        return UNKNOWN
    collapsed, trained, failed = counts(row)
    return percent((collapsed + failed) / trained) if failed and trained else "none failed"


def _arrow(found: Findings, family: str, leaf: str) -> str:
    raw, embedded = (found.metric(tree, family, leaf) for tree in ("collapse_tabular", "collapse"))
    return f"{percent(raw)} → {percent(embedded)}"


def _value(found: Findings, family: str, measure: str, target: str, level: Level) -> str:
    setting = found.setting
    raw, embedded = (
        number(found.collapse(arm, family, measure, target, level), "value")
        for arm in (setting.raw, setting.arm)
    )
    return f"{percent(raw)} → {percent(embedded)}"

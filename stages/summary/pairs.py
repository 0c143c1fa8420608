"""The paired table, well-definedness and the kinds of collapse."""

import math
from collections import Counter
from typing import Final

from stages.summary.collapse_words import of
from stages.summary.findings import Findings, Level
from stages.summary.markdown import code, escape, section, table
from stages.summary.numbers import UNKNOWN, number, percent, whole

CELLS: Final = ("n00", "n01", "n10", "n11")
KINDS: Final = ("threshold", "score", "dead", "uninformative")
TELLS: Final = (
    "threshold: the ranking is intact and the cut lies beyond it; score: the score's spread "
    "vanishes and rounding decides; dead: most units of a net never fire; uninformative: the score "
    "spreads without ranking; unknown: no score was kept."
)


def paired_section(found: Findings) -> str:
    """The same configurations on both arms, on the source: near and strict."""
    source = found.setting.source
    header = ["family", "level", "neither", "embedding only", "raw only", "both", "collapse_wd"]
    body = []
    for family in found.setting.families:
        for level in Level:
            pair = found.pair(family, "id", source, level)
            cells = [whole(number(pair, name)) for name in CELLS]
            fine = number(pair, "n00") + number(pair, "n01")
            share = percent(number(pair, "n01") / fine) if fine > 0 else UNKNOWN
            body.append([code(family), level.value, *cells, share])
    return section(
        "Raw rows and embedding, paired",
        f"Configurations by where they collapse on {escape(found.setting.names[source])}; "
        "collapse_wd: embedding only, among those that are fine on the raw rows.",
        table(header, body, text_columns=2),
    )


def well_defined_section(found: Findings) -> str:
    """Which families never collapse strictly on the raw rows: on the source, and per target."""
    setting = found.setting
    names = [escape(setting.names[stem]) for stem in setting.domains]
    header = ["family", f"well-defined on {names[0]}", "strict", "near"]
    header += [f"with {name}" for name in names[1:]]
    body = []
    for family in setting.families:
        levels = [
            of(found.collapse(setting.raw, family, "id", setting.source, level))
            for level in (Level.STRICT, Level.NEAR)
        ]
        shares = [
            number(found.collapse(setting.raw, family, "projection", stem, Level.STRICT), "value")
            for stem in setting.targets
        ]
        known = found.metric("well_defined", family)
        targets = [_yes(share, 0) for share in shares]
        body.append([code(family), _yes(known, 1), *levels, *targets])
    return section(
        "Is a family well-defined on the raw rows?",
        "Well-defined: no configuration collapses strictly on the raw rows. Strict and near: how "
        f"many collapse on {names[0]}; with a target: none collapses strictly there either.",
        table(header, body),
    )


def kinds_section(found: Findings) -> str:
    """Why configurations near-collapse, as far as their scores can say."""
    rows = found.table("kinds")
    if not rows:
        return section("Kinds of collapse", "Nothing collapses: there is no kind to name.")
    counted = Counter((str(row["family"]), str(row["arm"]), _kind(row.get("kind"))) for row in rows)
    header = ["family", "arm", *KINDS, "unknown"]
    body = [
        [code(family), code(arm), *(str(counted[family, arm, kind]) for kind in header[2:])]
        for family in found.setting.families
        for arm in (found.setting.raw, found.setting.arm)
    ]
    return section(
        "Kinds of collapse",
        "Near-collapses, one per configuration and test set, by what their scores say.",
        table(header, body, text_columns=2),
        TELLS,
    )


def _kind(kind: object) -> str:
    return kind if isinstance(kind, str) and kind in KINDS else "unknown"


def _yes(value: float, wanted: int) -> str:
    return UNKNOWN if math.isnan(value) else "yes" if value == wanted else "no"

"""Agreement and bindings per family in short; and where all tables lie."""

import math
from collections.abc import Iterable
from typing import Final

from stages.summary.findings import POINTS, Findings
from stages.summary.markdown import bullets, code, escape, section, table
from stages.summary.numbers import Row, figure, number

BOUND: Final = ("coherence", "contraction", "length")


def further_section(found: Findings) -> str:
    """A table per family of what the other measures say, and the list of tables."""
    return section(
        "Further",
        _by_family(found),
        "All figures, one file each:",
        bullets(f"[{escape(name)}](tables/{name}.csv)" for name in sorted(found.tables)),
        *_of_the_study(found),
    )


def _of_the_study(found: Findings) -> list[str]:
    names = sorted(set(found.diagnosis) - {POINTS})
    links = bullets(f"[{escape(name)}](diagnosis/{name}.csv)" for name in names)
    return ["Those of the diagnosis:", links] if names else []


def _by_family(found: Findings) -> str:
    setting = found.setting
    agreement = found.table("agreement")
    bindings = [row for row in found.table("bindings") if row["plane"] == "acl"]
    if not agreement and not bindings:
        return ""
    body = []
    for family in setting.families:
        pairs = [
            " → ".join(
                _mean(_of(agreement, family, arm, points), "r2")
                for points in ("not_collapsed", "all")
            )
            for arm in (setting.raw, setting.arm)
        ]
        bound = (_mean(_of(bindings, family, setting.arm), n) for n in BOUND)
        body.append([code(family), *pairs, *bound])
    told = (
        "Means over the targets. Agreement on the line: R² with which the agreement of two "
        "configurations on the source foretells theirs on a target (probit axes), without → with "
        "pairs that have a collapsed member: constants agree and fake it. Bindings, from a "
        "configuration's raw point to its embedded one in the ACL plane. Coherence: how well a "
        "binding is foretold by its neighbours in the grid (1: fully, 0: not at all); "
        "contraction: spread of the embedded points over that of the raw ones; path: how far the "
        "embedded point travels in the plane while one ordered setting goes through its values."
    )
    header = ["family", "agreement, raw", "agreement, embedding", *BOUND[:2], "path"]
    return f"{told}\n\n{table(header, body)}"


def _of(rows: list[Row], family: str, arm: str, points: str | None = None) -> list[Row]:
    return [
        row
        for row in rows
        if row["family"] == family
        and row["arm"] == arm
        and (points is None or row["points"] == points)
    ]


def _mean(rows: Iterable[Row], name: str) -> str:
    values = [value for row in rows if math.isfinite(value := number(row, name))]
    return figure(sum(values) / len(values) if values else math.nan)

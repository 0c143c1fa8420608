"""Further tables in short: systematic collapse, agreement, bindings; and where all tables lie."""

import math
from collections.abc import Iterable

from stages.summary.findings import Findings, Level, level_of
from stages.summary.markdown import bullets, code, escape, section, table
from stages.summary.numbers import Row, figure, number, several


def further_section(found: Findings) -> str:
    """One block per further table that was written, then the list of tables."""
    return section(
        "Further",
        _systematic(found),
        _agreement(found),
        _bindings(found),
        "All figures, one file each:",
        bullets(f"[{escape(name)}](tables/{name}.csv)" for name in sorted(found.tables)),
    )


def _systematic(found: Findings) -> str:
    if "systematic" not in found.tables:
        return ""
    rows = [row for row in found.table("systematic") if level_of(row) is Level.NEAR]
    domains = len(found.setting.domains)
    raw, embedded = (
        sum(number(row, name) == domains for row in rows) for name in ("tabular", "embedding")
    )
    both = sum(number(row, "arms_everywhere") == 2 for row in rows)
    noun = found.setting.noun
    return (
        f"Collapsed on all {several(domains, 'test set')}: {several(embedded, noun)} on the "
        f"embedding, {several(raw, noun)} on the raw rows, {several(both, noun)} on both."
    )


def _agreement(found: Findings) -> str:
    rows = found.table("agreement")
    if not rows:
        return ""
    pairs = ("all", "not_collapsed")
    body = [
        [code(family), code(arm), *(_mean(_of(rows, family, arm, kind), "r2") for kind in pairs)]
        for family in found.setting.families
        for arm in (found.setting.raw, found.setting.arm)
    ]
    header = ["family", "arm", "R², all pairs", "R², without pairs with a collapsed member"]
    told = (
        "Agreement on the line: does the agreement of two configurations on the source foretell "
        "theirs on a target? Probit axes, means over the targets. Constants agree and fake it."
    )
    return f"{told}\n\n{table(header, body, text_columns=2)}"


def _bindings(found: Findings) -> str:
    rows = [row for row in found.table("bindings") if row["plane"] == "acl"]
    if not rows:
        return ""
    arm, names = found.setting.arm, ("coherence", "contraction")
    body = [
        [code(family), *(_mean(_of(rows, family, arm), name) for name in names)]
        for family in found.setting.families
    ]
    told = (
        "Bindings in the ACL plane, means over the targets. Coherence: how well a binding is "
        "foretold by its neighbours in the grid (1: fully, 0: not at all); contraction: spread of "
        "the embedded points over that of the raw ones."
    )
    return f"{told}\n\n{table(['family', 'coherence', 'contraction'], body)}"


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

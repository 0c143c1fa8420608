"""What remedies do to the pooled lines: R² with and without the collapsed, skill, verdicts."""

import math
from collections.abc import Sequence
from itertools import chain
from typing import Final

from stages.metrics.verdict import Verdict
from stages.summary.findings import Findings
from stages.summary.markdown import code, table
from stages.summary.numbers import Row, figure, number

PLANES: Final = {"acl": "accuracy", "f1l": "macro-F1"}


def lines_of_remedies(found: Findings, remedies: Sequence[str]) -> str:
    """A row per remedy, both scores side by side, means over the targets; empty without lines."""
    told = found.table("remedy_lines")
    body = []
    for remedy in remedies:
        own = [row for row in told if row["remedy"] == remedy]
        if own:
            cells = (_cells([row for row in own if row["plane"] == plane]) for plane in PLANES)
            body.append([code(remedy), *chain.from_iterable(cells)])
    if not body:
        return ""
    header = ["line of all families"]
    for score in PLANES.values():
        header += [f"{score}: R², without → with collapsed", "skill", "holds on"]
    return table(header, body)


def _cells(rows: Sequence[Row]) -> list[str]:
    whole, without, skill = (
        figure(_mean(rows, name)) for name in ("r2", "r2_without_collapsed", "skill")
    )
    held = sum(row["verdict"] == Verdict.HOLDS for row in rows)
    return [f"{without} → {whole}", skill, f"{held} of {len(rows)}"]


def _mean(rows: Sequence[Row], name: str) -> float:
    known = [value for row in rows if math.isfinite(value := number(row, name))]
    return math.fsum(known) / len(known) if known else math.nan

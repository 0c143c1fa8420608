"""What remedies do to the pooled lines: R² with and without the collapsed, skill, verdicts."""

import math
from collections.abc import Sequence
from typing import Final

from stages.metrics.verdict import Verdict
from stages.summary.findings import Findings
from stages.summary.markdown import code, table
from stages.summary.numbers import Row, figure, number

PLANES: Final = {"acl": "accuracy", "f1l": "macro-F1"}


def lines_of_remedies(found: Findings, remedies: Sequence[str]) -> str:
    """A row per remedy and score, means over the targets; empty without lines."""
    body = []
    for plane, score in PLANES.items():
        for remedy in remedies:
            rows = [
                row
                for row in found.table("remedy_lines")
                if row["remedy"] == remedy and row["plane"] == plane
            ]
            if rows:
                body.append([code(remedy), score, *_cells(rows)])
    if not body:
        return ""
    header = ["line of all families", "score", "R²", "without collapsed", "skill", "holds on"]
    return table(header, body, text_columns=2)


def _cells(rows: Sequence[Row]) -> list[str]:
    means = (_mean(rows, name) for name in ("r2", "r2_without_collapsed", "skill"))
    held = sum(row["verdict"] == Verdict.HOLDS for row in rows)
    return [*(figure(mean) for mean in means), f"{held} of {len(rows)}"]


def _mean(rows: Sequence[Row], name: str) -> float:
    known = [value for row in rows if math.isfinite(value := number(row, name))]
    return math.fsum(known) / len(known) if known else math.nan

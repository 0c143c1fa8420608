"""The tables of remedies: what each does to collapse and to the best scores, family by family."""

import math
from collections.abc import Sequence

from stages.metrics.arm_counts import POOLED
from stages.storage.arms import NO_REMEDY
from stages.summary.findings import Findings
from stages.summary.markdown import code, escape, table, telling_columns
from stages.summary.numbers import UNKNOWN, Row, number, per_cent, percent, signed, whole


def falls_too_far(row: Row | None) -> bool:
    """Whether a row of remedy_scores.csv says that the best score falls."""
    return row is not None and str(row["lowers"]).lower() == "true"


def effect_table(found: Findings, rows: Sequence[Row]) -> str:
    """A row per remedy: what it removes and creates, and what the best macro-F1 does."""
    stems = found.setting.domains
    header = ["remedy", "removed", "created", "collapse before", "after", "change", "over seeds"]
    header += [f"macro-F1 {escape(found.setting.names[stem])}" for stem in stems]
    body = []
    for row in rows:
        if row["remedy"] != NO_REMEDY:
            scores = scores_of(found, str(row["remedy"]))
            body.append([*_removed(row), *(_change(scores.get(stem)) for stem in stems)])
    return telling_columns(header, body, text_columns=1)


def _removed(row: Row) -> list[str]:
    low, high = (signed(100 * number(row, name), 1) for name in ("seed_low", "seed_high"))
    before = number(row, "n10") + number(row, "n11")
    return [
        code(row["remedy"]),
        f"{whole(number(row, 'n10'))}/{whole(before)}",
        whole(number(row, "n01")),
        per_cent(number(row, "collapse_none")),
        per_cent(number(row, "collapse")),
        signed(100 * number(row, "difference"), 1),
        UNKNOWN if UNKNOWN in (low, high) else f"{low} to {high}",
    ]


def _change(row: Row | None) -> str:
    told = signed(100 * number(row, "difference"), 1)
    return f"**{told}**" if falls_too_far(row) else told


def family_table(found: Findings, remedies: Sequence[str]) -> str:
    """Near-collapse of each family under each remedy, and the mean over families."""
    families = found.setting.families
    cells = {(str(row["remedy"]), str(row["family"])): row for row in found.table("remedies")}
    body = [
        [
            code(remedy),
            *(
                percent(number(cells.get((remedy, name)), "collapse"))
                for name in [*families, POOLED]
            ),
        ]
        for remedy in remedies
    ]
    head = ["near-collapse", *(code(family) for family in families), "mean"]
    return table(head, body)


def scores_of(found: Findings, remedy: str) -> dict[str, Row]:
    """The rows of remedy_scores.csv of one remedy, by domain."""
    rows = found.table("remedy_scores")
    return {str(row["domain"]): row for row in rows if row["remedy"] == remedy}


def in_order(rows: Sequence[Row]) -> list[Row]:
    """None first, then the largest fall first."""

    def place(row: Row) -> tuple[bool, bool, float, str]:
        change = number(row, "difference")
        unknown = math.isnan(change)
        return row["remedy"] != NO_REMEDY, unknown, 0.0 if unknown else change, str(row["remedy"])

    return sorted(rows, key=place)

"""Near-collapse that the facts of the vectors let expect, beside what was measured."""

import math
from collections.abc import Sequence
from typing import Final

from stages.summary.findings import Findings
from stages.summary.markdown import code, table
from stages.summary.numbers import UNKNOWN, Row, listed, number, per_cent

QUICK: Final = (
    "The forecast was fitted to the grids of the profile quick on 1,000 to 3,000 train rows: "
    "beside the ratios of other grids it tells which arm collapses more, not how often, and of a "
    "network that takes fewer steps because it has fewer rows it knows nothing."
)
TERMS: Final = {
    "signal": "rows times the squared spread",
    "offset": "the mean's share of a vector",
    "breadth": "the participation ratio",
}
"""The terms of the forecast, as people know them."""


def expected_rows(found: Findings, arm: str) -> list[Row]:
    """expected.csv of one arm, families in the roster's order."""
    rows = {str(row["family"]): row for row in found.table("expected") if row["arm"] == arm}
    return [rows[family] for family in found.setting.families if family in rows]


def beyond_words(rows: Sequence[Row]) -> str:
    """Which arms lie beyond the range of the fit, and in what; empty where none does."""
    far = {str(row["arm"]): str(row.get("outside")).split() for row in rows}
    told = [
        f"{code(arm)} ({listed([name for term, name in TERMS.items() if term in terms])})"
        for arm, terms in far.items()
        if set(terms) & set(TERMS)
    ]
    return f"Outside the range that it was fitted on, so a guess: {listed(told)}." if told else ""


def expected_words(found: Findings) -> list[str]:
    """Blocks of Markdown: an arm a row, the subject first; none where nothing was foretold."""
    subject = found.setting.arm
    others = {str(row["arm"]) for row in found.table("expected")} - {subject}
    rows = {arm: told for arm in (subject, *sorted(others)) if (told := expected_rows(found, arm))}
    known = [row for told in rows.values() for row in told]
    if not known:
        return []
    told_of = {row["family"] for row in known}
    families = [family for family in found.setting.families if family in told_of]
    body = []
    for arm, told in rows.items():
        cells = {str(row["family"]): _cell(row) for row in told}
        body.append([code(arm), *(cells.get(family, UNKNOWN) for family in families)])
    head = (
        "**Expected → measured near-collapse**, in %: expected from facts of the vectors alone, "
        "before anything is trained."
    )
    grid = table(["arm", *map(code, families)], body)
    return [head, grid, f"{QUICK} {_errors(known)}".rstrip(), beyond_words(known)]


def _cell(row: Row) -> str:
    return f"{per_cent(number(row, 'expected'))} → {per_cent(number(row, 'measured'))}"


def _errors(rows: Sequence[Row]) -> str:
    """The usual error of each family, as measured on encoders that were left out of the fit."""
    errors = {str(row["family"]): number(row, "error") for row in rows}
    told = [
        f"{code(name)} {per_cent(error)}" for name, error in errors.items() if math.isfinite(error)
    ]
    if not told:
        return ""
    return f"Its usual error, in points, on encoders that it has not seen: {listed(told)}."

"""What this run says of statements that were made elsewhere about collapse."""

import math
from collections import Counter
from typing import Final

from stages.summary.findings import Findings
from stages.summary.markdown import escape, section, table
from stages.summary.numbers import UNKNOWN, Row, figure, listed, number, whole

DIGITS: Final = 3
VERDICTS: Final = {
    "supported": "supported",
    "contradicted": "contradicted",
    "cannot_tell": "cannot tell",
}
HEADER: Final = ("statement", "where", "verdict", "measured", "value", "interval", "seeds")
RULE: Final = (
    "Interval: Student's t over re-trainings, from five seeds on, and the verdict is then about "
    "it: all on the claimed side of the threshold, all on the other, or neither. With fewer seeds "
    "every seed's value must lie beyond the threshold by the margin that the claim states, which "
    "says nothing about other seeds. Each claim is a file of conf/claims."
)


def claims_section(found: Findings) -> str:
    """The ledger of claims: supported ones first; empty where none was examined."""
    rows = found.table("claims")
    if not rows:
        return ""
    order = {verdict: place for place, verdict in enumerate(VERDICTS)}
    ranked = sorted(rows, key=lambda row: (order[str(row["verdict"])], str(row["claim"])))
    counted = Counter(str(row["verdict"]) for row in rows)
    told = [f"{counted[name]} {word}" for name, word in VERDICTS.items() if counted[name]]
    lead = (
        f"Statements of arXiv 2506.17989 in our own words, examined on this run: {listed(told)}. "
        "The run is another one than the paper's, on other rows or another encoder: a verdict is "
        "about this run."
    )
    return section("Claims", lead, table(HEADER, map(_cells, ranked), 4), RULE)


def _cells(row: Row) -> list[str]:
    verdict = f"**{VERDICTS[str(row['verdict'])]}**"
    low, high = number(row, "low"), number(row, "high")
    known = math.isfinite(number(row, "value"))
    side = f"{escape(row['direction'])} {number(row, 'threshold'):g}"
    return [
        escape(row["statement"]),
        escape(row["page"]),
        verdict if known and row["verdict"] != "cannot_tell" else f"{verdict}: {_reason(row)}",
        f"{escape(row['statistic'])}; claimed: {side}",
        figure(number(row, "value"), DIGITS),
        f"{figure(low, DIGITS)} to {figure(high, DIGITS)}" if math.isfinite(low) else UNKNOWN,
        whole(number(row, "seeds")),
    ]


def _reason(row: Row) -> str:
    return escape(row["reason"])

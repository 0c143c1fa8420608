"""Kinds of collapse: what the scores say went wrong, what that means and what usually mends it."""

import math
from collections import Counter
from typing import Final

from stages.summary.findings import Findings
from stages.summary.markdown import bullets, code, section, table
from stages.summary.numbers import number, per_cent

KINDS: Final = {
    "threshold": (
        "the ranking is intact and the cut lies beyond it",
        "The model has learnt; only its cut stands wrong. Another cut (`threshold=prior` or "
        "`tuned`) usually mends it, without training again",
    ),
    "score": (
        "the score's spread vanishes and rounding decides",
        "The model has hardly moved from a constant. Scaled or whitened vectors, a weaker penalty "
        "or more training usually mend it",
    ),
    "dead": (
        "most units of a net never fire",
        "Training has broken the net; no cut can mend it. Centred vectors or a smaller learning "
        "rate usually do",
    ),
    "uninformative": (
        "the score spreads without ranking",
        "The model has learnt something that does not carry over. Compare with a linear probe: if "
        "that ranks no better, the vectors have lost the information",
    ),
    "unknown": ("no score was kept", "Nothing can be said of the cause"),
}
"""Kind: what is seen in the scores; what that means, and what usually mends it."""


def kinds_section(found: Findings) -> str:
    """Meanings of the kinds that occur, and their counts; empty where nothing near-collapses."""
    counted = kind_counts(found)
    seen = [kind for kind in KINDS if any(key[2] == kind for key in counted)]
    if not seen:
        return ""
    possible = tested(found)
    hit = {key[:2] for key in counted}
    body = [
        [
            code(family),
            code(arm),
            *(_cell(counted[family, arm, kind], possible[family, arm]) for kind in seen),
        ]
        for family in found.setting.families
        for arm in (found.setting.raw, found.setting.arm)
        if (family, arm) in hit
    ]
    return section(
        "Kinds of collapse",
        "A collapsed model predicts one class; its scores tell what went wrong.",
        bullets(f"**{kind}**: {seen_as}. {meaning}." for kind, (seen_as, meaning) in _told(seen)),
        "**Near-collapses by kind**, one count per configuration and test set, in brackets in % of "
        "all of the family's:",
        table(["family", "arm", *seen], body, text_columns=2),
    )


def kind_counts(found: Findings) -> Counter[tuple[str, str, str]]:
    """Near-collapses by family, arm and kind, one per configuration and test set."""
    return Counter(
        (str(row["family"]), str(row["arm"]), _kind(row.get("kind")))
        for row in found.table("kinds")
    )


def tested(found: Findings) -> Counter[tuple[str, str]]:
    """How many configurations of a family and arm were counted, one per test set."""
    return Counter(
        (str(row["family"]), str(row["arm"]))
        for row in found.table("confusion")
        if math.isfinite(number(row, "tp"))
    )


def _told(seen: list[str]) -> list[tuple[str, tuple[str, str]]]:
    return [(kind, KINDS[kind]) for kind in seen]


def _cell(count: int, of: int) -> str:
    return f"{count:,} ({per_cent(count / of)})" if of and count else f"{count:,}"


def _kind(kind: object) -> str:
    return kind if isinstance(kind, str) and kind in KINDS else "unknown"

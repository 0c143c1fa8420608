"""Why configurations near-collapse, as far as their scores can say."""

from collections import Counter
from typing import Final

from stages.summary.findings import Findings
from stages.summary.markdown import code, table

KINDS: Final = {
    "threshold": "the ranking is intact and the cut lies beyond it",
    "score": "the score's spread vanishes and rounding decides",
    "dead": "most units of a net never fire",
    "uninformative": "the score spreads without ranking",
    "unknown": "no score was kept",
}


def kinds_block(found: Findings) -> str:
    """Near-collapses by kind, one per configuration and test set; kinds that occur alone."""
    counted = Counter(
        (str(row["family"]), str(row["arm"]), _kind(row.get("kind")))
        for row in found.table("kinds")
    )
    seen = [kind for kind in KINDS if any(key[2] == kind for key in counted)]
    if not seen:
        return ""
    hit = {key[:2] for key in counted}
    body = [
        [code(family), code(arm), *(str(counted[family, arm, kind]) for kind in seen)]
        for family in found.setting.families
        for arm in (found.setting.raw, found.setting.arm)
        if (family, arm) in hit
    ]
    told = "; ".join(f"{kind}: {KINDS[kind]}" for kind in seen)
    head = f"**Kinds of collapse**, one count per configuration and test set. {told}."
    return f"{head}\n\n{table(['family', 'arm', *seen], body, text_columns=2)}"


def _kind(kind: object) -> str:
    return kind if isinstance(kind, str) and kind in KINDS else "unknown"

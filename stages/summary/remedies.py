"""Remedies of collapse: the one recommended, what each removes and costs."""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Final

from stages.metrics.arm_counts import POOLED
from stages.storage.arms import NO_REMEDY
from stages.summary.findings import Findings
from stages.summary.markdown import bullets, code, escape, section
from stages.summary.numbers import Row, listed, number, signed
from stages.summary.remedy_lines import lines_of_remedies
from stages.summary.remedy_tables import (
    effect_table,
    falls_too_far,
    family_table,
    in_order,
    scores_of,
)

RULE: Final = (
    "Recommended is the remedy with the largest fall of near-collapse among those that remove at "
    "least a tenth of it net of what they create (with five seeds or more: with an interval below "
    "0; with fewer: more than luck, by a sign test), create at most one for every four removed, "
    "and lower the best macro-F1 by no more than half a point, neither on the source nor on "
    "average over the targets. A threshold that fixes the predicted share removes collapse by "
    "construction: it comes last, and its scores and its line must hold besides."
)
MEANT: Final = (
    "The same configuration and seed on the vectors as they are and on those remedied. Collapse: "
    "near-collapse on {source}, in per cent, the mean over families; change in points. Macro-F1: "
    "change of the best configuration's, in points, **bold** where it falls by more than half a "
    "point."
)
FORCED: Final = (
    "**Every arm of this run is cut where as many rows are positive as in training "
    "(`threshold=prior` for all arms; unless a remedy asks for another cut), `none` too, so that "
    "hardly anything can collapse and little is left for a remedy to remove: compare remedies "
    "without it.**"
)
TRAINING: Final = "training"
"""The side of a remedy that changes no vector."""
BOTH: Final = "both"
"""The side of a remedy that changes the vectors and the training on them."""


def remedies_section(found: Findings) -> str:
    """The recommendation, a table per remedy, what lowers the best score; empty without a study."""
    rows = in_order([row for row in found.table("remedies") if row["family"] == POOLED])
    if not rows:
        return ""
    source = escape(found.setting.names[found.setting.source])
    tried = [str(row["remedy"]) for row in rows if row["remedy"] != NO_REMEDY]
    return section(
        "Remedies",
        _recommended(found),
        FORCED if is_forced(rows) else "",
        RULE,
        effect_table(found, rows) if tried else "",
        MEANT.format(source=source) if tried else "",
        kept_facts(rows),
        honest(found, tried),
        family_table(found, [NO_REMEDY, *tried]),
        lines_of_remedies(found, [NO_REMEDY, *tried]),
    )


def honest(found: Findings, tried: Sequence[str]) -> str:
    """Every remedy that lowers the best macro-F1 by more than half a point, and where."""
    said, known = list[str](), False
    for remedy in tried:
        scores = scores_of(found, remedy)
        falls = [
            f"{escape(found.setting.names[stem])} ({signed(100 * number(row, 'difference'), 1)})"
            for stem in found.setting.domains
            if falls_too_far(row := scores.get(stem))
        ]
        known |= any(math.isfinite(number(row, "difference")) for row in scores.values())
        if falls:
            said.append(f"{code(remedy)}: {listed(falls)}")
    if known and not said:
        return "No remedy lowers the best macro-F1 by more than half a point on any domain."
    head = "The best macro-F1 falls by more than half a point (in brackets: by how many) under"
    return f"{head}\n\n{bullets(said)}" if said else ""


def is_forced(rows: Sequence[Row]) -> bool:
    """Whether the share of positives is fixed on the vectors as they are, by the run's own cut."""
    own = [row for row in rows if row["remedy"] == NO_REMEDY]
    return any(str(row.get("forced")).lower() == "true" for row in own)


def kept_facts(rows: Sequence[Row]) -> str:
    """Which remedies change training, alone or besides; empty where none does or nobody says."""
    alone, besides = (
        listed(sorted(code(row["remedy"]) for row in rows if row.get("side") == side))
        for side in (TRAINING, BOTH)
    )
    kept = "which leaves the vectors and all their facts as they are"
    said = [
        f"Changing the training or the cut alone, {kept}: {alone}." if alone else "",
        f"Changing the vectors, and the training or the cut besides: {besides}." if besides else "",
    ]
    return " ".join(filter(None, said))


def _recommended(found: Findings) -> str:
    made = next(iter(found.table("recommendation")), None)
    if made is None:
        return ""
    name = NO_REMEDY if made["remedy"] == NO_REMEDY else code(made["remedy"])
    reason = escape(_with_names(str(made["reason"]), found.setting.names))
    return f"**Recommended for {code(made['encoder'])}: {name}.** {reason}"


def _with_names(reason: str, names: Mapping[str, str]) -> str:
    """The reason with domains by their names where a stem stands for one."""
    others = {stem: name for stem, name in names.items() if stem != name}
    stems = "|".join(map(re.escape, others)) or "(?!)"
    return re.sub(rf"(?<![\w-])({stems})(?![\w-])", lambda found: others[found[0]], reason)

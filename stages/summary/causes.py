"""Causes of collapse: what the ladder of single changes mends, and what the vectors still know."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from stages.diagnosis.words import CAUSES, MEANINGS, RUNGS
from stages.summary.findings import Findings
from stages.summary.markdown import bullets, code, escape, section, table
from stages.summary.numbers import UNKNOWN, Row, figure, number, per_cent, percent

PROBED: Final = {"raw": "the raw rows", "embedded": "the embedding"}
"""What probes.csv calls the arms: its rows are about both sides of a diagnosis."""
INTRO: Final = (
    "Collapsed configurations were trained again with one thing changed at a time. The cause is "
    "the first change that wins back at least half of what the best probe shows to be possible "
    "(Youden's index: true-positive rate minus false-positive rate)."
)


@dataclass(frozen=True)
class Flow:
    """So many configurations of a family went from a kind to a cause."""

    family: str
    kind: str
    cause: str
    count: int


def flows(found: Findings) -> list[Flow]:
    """The subject's causes, counted; families in the roster's order, causes in the ladder's."""
    counted = Counter(
        (str(row["family"]), _word(row.get("kind")), _word(row.get("cause")))
        for row in _own(found, "causes")
    )
    places = {family: place for place, family in enumerate(found.setting.families)}
    order = {cause: place for place, cause in enumerate(CAUSES)}
    told = [Flow(*key, count) for key, count in counted.items()]
    told = [flow for flow in told if flow.family in places]
    return sorted(told, key=lambda one: (places[one.family], one.kind, order.get(one.cause, 99)))


def cause_words(cause: str) -> str:
    """A cause as people read it."""
    return cause.replace("_", " ")


def causes_section(found: Findings) -> str:
    """The causes per family, the rungs that mend, the probes; empty where nothing was examined."""
    told = flows(found)
    if not told:
        return ""
    seen = [cause for cause in CAUSES if any(flow.cause == cause for flow in told)]
    meanings = bullets(f"**{cause_words(cause)}**: {MEANINGS[cause]}." for cause in seen)
    return section(
        "Why it collapses",
        f"{INTRO} {probe_words(found)}".strip(),
        _largest(told),
        meanings,
        "**Causes per family**, one count per examined configuration:",
        _cause_table(found, told, seen),
        *_rung_table(found),
    )


def probe_words(found: Findings) -> str:
    """`The best probe ranks with an AUC of 0.84 (0.82–0.85) on the raw rows, ...`."""
    rows = {(str(row["arm"]), str(row["probe"])): row for row in found.table("probes")}
    told = [
        f"{_auc(row)} on {where}"
        for arm, where in PROBED.items()
        if (row := rows.get((arm, "best"))) is not None
    ]
    return f"The best probe ranks with an AUC of {' and '.join(told)}." if told else ""


def examined(found: Findings) -> dict[str, tuple[float, float]]:
    """Collapsed and examined configurations of the subject, per family."""
    return {
        str(row["family"]): (number(row, "collapsed"), number(row, "examined"))
        for row in _own(found, "examined")
    }


def repaired(found: Findings) -> Counter[tuple[str, str, bool]]:
    """Per family, rung and whether it repaired: how many configurations; inapplicable ones none."""
    return Counter(
        (str(row["family"]), str(row["rung"]), str(row["repaired"]).lower() == "true")
        for row in _own(found, "ladder")
        if figure(number(row, "youden")) != UNKNOWN
    )


def _largest(told: list[Flow]) -> str:
    total = sum(flow.count for flow in told)
    causes: Counter[str] = Counter()
    for flow in told:
        causes[flow.cause] += flow.count
    parts = [f"{cause_words(cause)} {percent(n / total)}" for cause, n in causes.most_common()]
    return f"Of {total:,} examined: {escape(', '.join(parts))}."


def _cause_table(found: Findings, told: list[Flow], seen: list[str]) -> str:
    known = examined(found)
    body = []
    for family in found.setting.families:
        counts: Counter[str] = Counter()
        for flow in told:
            counts[flow.cause] += flow.count if flow.family == family else 0
        if counts.total():
            collapsed, looked = known.get(family, (float("nan"), counts.total()))
            of = f"{looked:.0f} of {figure(collapsed, 0)}"
            body.append([code(family), of, *(str(counts[cause]) for cause in seen)])
    header = ["family", "examined of collapsed", *map(cause_words, seen)]
    return table(header, body)


def _rung_table(found: Findings) -> list[str]:
    counted = repaired(found)
    body = [
        [code(family), *(_share(counted, family, rung) for rung in RUNGS)]
        for family in found.setting.families
        if any(key[0] == family and key[1] in RUNGS for key in counted)
    ]
    if not body:
        return []
    told = (
        "**What each change mends on its own**, in % of the examined to which it applies (one "
        "configuration can be mended by several):"
    )
    return [told, table(["family", *map(cause_words, RUNGS)], body)]


def _share(counted: Counter[tuple[str, str, bool]], family: str, rung: str) -> str:
    mended, not_mended = counted[family, rung, True], counted[family, rung, False]
    of = mended + not_mended
    return f"{per_cent(mended / of)} ({mended}/{of})" if of else UNKNOWN


def _auc(row: Row) -> str:
    low, high = number(row, "auc_low"), number(row, "auc_high")
    interval = "" if figure(low) == UNKNOWN else f" ({figure(low)}–{figure(high)})"
    return f"{figure(number(row, 'auc'))}{interval}"


def _own(found: Findings, name: str) -> list[Row]:
    return [row for row in found.table(name) if row["arm"] == found.setting.arm]


def _word(cell: object) -> str:
    return cell if isinstance(cell, str) and cell else "unknown"

"""Facts of the vectors, embedding beside raw rows."""

from typing import Final

from stages.summary.findings import Findings
from stages.summary.markdown import code, escape, section, table
from stages.summary.numbers import UNKNOWN, percent

MEANINGS: Final = {
    "dimension": "coordinates of a vector",
    "rows": "distinct training rows of the source, which all facts are about",
    "distinct_share": "distinct rows among the training rows",
    "anisotropy": "squared length of the mean over the mean squared length, 0 to 1",
    "participation_ratio": "how many directions carry the variance",
    "spread": "root of the total variance",
    "constant_coordinates": "coordinates that never change",
    "dtype": "how a coordinate is stored",
}


def vectors_section(found: Findings) -> str:
    """Every fact that was kept, the embedding's beside the raw arm's."""
    arms = found.setting.arm, found.setting.raw
    facts = [found.facts.get(arm, {}) for arm in arms]
    kept = {name for side in facts for name in side}
    if not kept:
        return section("The vectors", "No facts were kept.")
    names = [name for name in MEANINGS if name in kept] + sorted(kept - set(MEANINGS))
    body = [
        [
            escape(name.replace("_", " ")),
            MEANINGS.get(name, ""),
            *(_shown(name, side.get(name)) for side in facts),
        ]
        for name in names
    ]
    header = ["fact", "meaning", *(code(arm) for arm in arms)]
    return section("The vectors", table(header, body, text_columns=2))


def _shown(name: str, value: object) -> str:
    if isinstance(value, bool) or value is None:
        return UNKNOWN if value is None else str(value).lower()
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return percent(value) if name.endswith("_share") else f"{value:.3g}"
    return escape(value)

"""Facts of the vectors, embedding beside raw rows."""

from typing import Final

from stages.summary.findings import Findings
from stages.summary.markdown import code, escape, section, table
from stages.summary.numbers import UNKNOWN, figure

TELLS: Final = (
    "On the distinct training rows of the source, as trained on. Anisotropy: the squared length of "
    "the mean over the mean squared length, 0 to 1; participation ratio: how many directions carry "
    "the variance; spread: the root of the total variance."
)


def vectors_section(found: Findings) -> str:
    """Every fact that was kept, the embedding's beside the raw arm's."""
    arms = found.setting.arm, found.setting.raw
    facts = [found.facts.get(arm, {}) for arm in arms]
    names = list(dict.fromkeys(name for side in facts for name in side))
    if not names:
        return section("The vectors", "No facts were kept.")
    body = [
        [escape(name.replace("_", " ")), *(_shown(side.get(name)) for side in facts)]
        for name in names
    ]
    return section("The vectors", TELLS, table(["fact", *(code(arm) for arm in arms)], body))


def _shown(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return UNKNOWN if value is None else str(value).lower()
    if isinstance(value, int):
        return f"{value:,}"
    return figure(value, 4) if isinstance(value, float) else escape(value)

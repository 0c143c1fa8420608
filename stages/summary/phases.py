"""Dials: where a family collapses when geometry and settings are turned one against the other."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from stages.summary.expected import expected_words
from stages.summary.findings import Findings
from stages.summary.markdown import code, escape, section, table
from stages.summary.numbers import UNKNOWN, number, per_cent, percent

OWN_FACTS: Final = {"spread^2": "spread", "|mean|_1": "mean_l1"}
"""The dial of a diagram by the fact of the vectors that sets it."""

MANY: Final = 1_000_000
UNTOUCHED: Final = "none"
"""The dial of dials.csv under which the vectors are as the arm has them."""


@dataclass(frozen=True)
class Phase:
    """One diagram of one family: collapse ratio and configurations per (x, y)."""

    family: str
    diagram: str
    cells: Mapping[tuple[float, float], tuple[float, float]]

    @property
    def axes(self) -> tuple[str, str]:
        """What is turned along x, and along y: `C x spread^2` names both."""
        first, _, second = self.diagram.partition(" x ")
        return first, second


def phases(found: Findings) -> list[Phase]:
    """Diagrams by name, then families in the roster's order, those of other families last."""
    cells: dict[tuple[str, str], dict[tuple[float, float], tuple[float, float]]] = {}
    for row in found.table("phases"):
        place = number(row, "x"), number(row, "y")
        value = number(row, "collapse"), number(row, "configs")
        if all(map(math.isfinite, (*place, value[0]))):
            cells.setdefault((str(row["diagram"]), str(row["family"])), {})[place] = value
    order = {family: k for k, family in enumerate(found.setting.families)}
    keys = sorted(cells, key=lambda key: (key[0], order.get(key[1], len(order)), key[1]))
    return [Phase(family, diagram, cells[diagram, family]) for diagram, family in keys]


def dial_words(words: str) -> str:
    """Diagrams and dials as people read them: `C × spread²`."""
    return words.replace(" x ", " × ").replace("^2", "²").replace("_1", "₁")


def dial_value(value: float) -> str:
    """A dial's value with three digits that count, thousands written out."""
    return f"{value:,.0f}" if 1000 <= abs(value) < MANY else f"{value:.3g}"


def own_place(found: Findings, phase: Phase) -> float:
    """Where the subject's vectors stand on the y axis of a diagram; NaN where no fact tells."""
    dial = phase.axes[1]
    untouched = next((row for row in found.table("dials") if row["dial"] == UNTOUCHED), {})
    facts = found.facts.get(found.setting.arm, {})
    fact = OWN_FACTS.get(dial, dial)
    known = [value for place in (untouched, facts) if math.isfinite(value := number(place, fact))]
    value = known[0] if known else math.nan
    return value**2 if dial == "spread^2" else value


def phases_section(found: Findings) -> str:
    """What the diagrams show, then expected against measured collapse; empty without either."""
    told, foretold = phases(found), expected_words(found)
    if not told and not foretold:
        return ""
    return section(
        "Collapse as a matter of geometry",
        "The same rows as vectors whose geometry is dialled: spread, mean and the rest, one "
        "against a setting of the grid." if told else "",
        _diagrams(found, told),
        *foretold,
    )  # fmt: skip


def _diagrams(found: Findings, told: list[Phase]) -> str:
    body = []
    for phase in told:
        ratios = [ratio for ratio, _ in phase.cells.values()]
        half = sum(ratio >= 0.5 for ratio in ratios)
        own = own_place(found, phase)
        body.append(
            [
                escape(dial_words(phase.diagram)),
                code(phase.family),
                f"{per_cent(min(ratios))}–{per_cent(max(ratios))}",
                percent(half / len(ratios)),
                UNKNOWN if math.isnan(own) else dial_value(own),
            ]
        )
    if not body:
        return ""
    header = [
        "diagram", "family", "collapse, %", "cells in which most collapse", "the subject's own y",
    ]  # fmt: skip
    return "**Phase diagrams**, in short:\n\n" + table(header, body, text_columns=2)

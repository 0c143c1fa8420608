"""Phase diagrams as heat maps, and expected beside measured collapse."""

import math
from typing import Final

from stages.charts.pictures_by_name import Picture
from stages.charts.rows_template import ROW, Part
from stages.page.drawing import Drawing, DrawnRow, Panel, bar, dot, rounded
from stages.page.words import blocks
from stages.summary.expected import beyond_words, expected_rows
from stages.summary.findings import Findings
from stages.summary.markdown import code, plain, table
from stages.summary.markdown import escape as escape_words
from stages.summary.numbers import number, per_cent, percent
from stages.summary.phases import Phase, dial_value, dial_words, own_place, phases

CELL: Final = 22
FOOT: Final = 34


def phase_drawing(found: Findings) -> Drawing | None:
    """A panel per diagram and family; None without a diagram."""
    told = phases(found)
    if not told:
        return None
    return Drawing(
        name="phases",
        picture=Picture.CELLS,
        caption="**Phase diagrams.** Collapse ratio per combination of a setting (across) with a "
        "dial of the geometry or another setting (up).",
        panels=[_panel(found, phase) for phase in told],
        legend=[
            ("heat", "collapse ratio from 0 to 100 %"),
            ("mark-own", "the dial's value nearest to the vectors under audit"),
        ],
    )


def phase_tables(found: Findings) -> str:
    """Every cell of every diagram as HTML tables, folded away; empty without a diagram."""
    told = "".join(
        blocks(_table(phase), f"{plain(dial_words(phase.diagram))}, {plain(phase.family)}")
        for phase in phases(found)
    )
    return f"<details><summary>All cells as tables</summary>{told}</details>\n" if told else ""


def expected_drawing(found: Findings) -> Drawing | None:
    """Measured and expected collapse of the subject per family; None where nothing was foretold."""
    rows = expected_rows(found, found.setting.arm)
    if not rows:
        return None
    spans: list[DrawnRow] = []
    dots: list[DrawnRow] = []
    words: list[str] = []
    for row in rows:
        family = plain(row["family"])
        expected, error, measured = (number(row, k) for k in ("expected", "error", "measured"))
        if math.isfinite(expected) and math.isfinite(error):
            ends = max(0.0, expected - error), min(1.0, expected + error)
            spans.append(bar(family, *ends, Part.EXPECTED))
        both = {Part.EXPECTED: expected, Part.MEASURED: measured}
        known = {part: value for part, value in both.items() if math.isfinite(value)}
        told = [f"{part} {percent(value)}" for part, value in known.items()]
        words.append(f"{family}: {', '.join(told)}")
        tip = "\n".join([family, *told])
        dots += [dot(family, value, part, tip) for part, value in known.items()]
    panel = Panel(
        sets={"spans": spans, "dots": dots},
        words=f"Expected and measured collapse: {'; '.join(words)}",
        height=ROW * len(rows) + FOOT,
        signals={"low": 0.0, "high": 1.0},
    )
    return Drawing(
        name="expected",
        picture=Picture.DOTS,
        caption=f"**Expected and measured collapse** of {code(found.setting.arm)}, near, on "
        f"{escape_words(found.setting.names[found.setting.source])}. The forecast is of the grids "
        f"of the profile quick. {beyond_words(rows)}".rstrip(),
        panels=[panel],
        legend=[("mark-expected", "expected, with its error"), ("mark-measured-dot", "measured")],
        wide=True,
    )


def _panel(found: Findings, phase: Phase) -> Panel:
    across, up = map(dial_words, phase.axes)
    xs, ys = _values(phase)
    own = own_place(found, phase)
    cells: list[DrawnRow] = [
        {
            "x": dial_value(x),
            "y": dial_value(y),
            "value": rounded(phase.cells[x, y][0], 3),
            "configs": dial_value(phase.cells[x, y][1]),
        }
        for y in ys
        for x in xs
        if (x, y) in phase.cells
    ]
    near: list[DrawnRow] = []
    if not math.isnan(own):
        near.append({"y": dial_value(min(ys, key=lambda y: _apart(y, own)))})
    told = f"{plain(across)} across, {plain(up)} up"
    if near:
        told += f"; yours: {dial_value(own)}"
    return Panel(
        sets={"cells": cells, "own": near},
        words=f"{phase.diagram}, {phase.family}: {told}",
        height=CELL * len(ys) + FOOT,
        title=f"{code(phase.family)}: {escape_words(dial_words(phase.diagram))}",
        told=escape_words(told),
    )


def _values(phase: Phase) -> tuple[list[float], list[float]]:
    """Columns from the left, and rows from the top: the greatest y first."""
    xs = sorted({x for x, _ in phase.cells})
    return xs, sorted({y for _, y in phase.cells}, reverse=True)


def _apart(one: float, other: float) -> float:
    """How far apart on a logarithmic axis; a plain difference where that has no meaning."""
    if one > 0 and other > 0:
        return abs(math.log(one / other))
    return math.inf if one > 0 or other > 0 else abs(one - other)


def _table(phase: Phase) -> str:
    xs, ys = _values(phase)
    across, up = map(dial_words, phase.axes)
    body = [
        [
            dial_value(y),
            *(per_cent(phase.cells[x, y][0]) if (x, y) in phase.cells else "" for x in xs),
        ]
        for y in ys
    ]
    diagram, family = escape_words(dial_words(phase.diagram)), escape_words(phase.family)
    axes = f"{escape_words(across)} across, {escape_words(up)} down"
    head = f"**{diagram}, {family}**: collapse in %, {axes}"
    return f"{head}\n\n{table([escape_words(up), *map(dial_value, xs)], body)}"

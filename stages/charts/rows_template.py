"""A labelled row per family or remedy, with bars or with dots: pictures without data for the page.

Every name arrives as a field of a row. What a colour means is told by a part's place in PARTS; both
ends of the axis are the parameters `low` and `high`.
"""

from enum import StrEnum
from typing import Final

import altair as alt

from stages.charts.handed import framed, on

WIDTH: Final = 420
ROW: Final = 26
LABEL: Final = 130
SHARE: Final = "~%"
GRID: Final = "#e6e6e6"
ENDS: Final = {"low": 0.0, "high": 1.0}


class Part(StrEnum):
    """What a bar or a dot stands for."""

    THRESHOLD = "threshold"
    SCORE = "score"
    DEAD = "dead"
    UNINFORMATIVE = "uninformative"
    UNKNOWN = "unknown"
    REMOVED = "removed"
    CREATED = "created"
    BETTER = "better"
    WORSE = "worse"
    MEASURED = "measured"
    EXPECTED = "expected"


INKS: Final = {
    Part.THRESHOLD: "#ddaa33",
    Part.SCORE: "#bb5566",
    Part.DEAD: "#4a4a4a",
    Part.UNINFORMATIVE: "#004488",
    Part.UNKNOWN: "#c4c4c4",
    Part.REMOVED: "#1b7f4b",
    Part.CREATED: "#b3261e",
    Part.BETTER: "#4a4a4a",
    Part.WORSE: "#b3261e",
    Part.MEASURED: "#004488",
    Part.EXPECTED: "#ffffff",
}
"""One ink per part, apart from those of the families; the white one is drawn hollow."""

PARTS: Final = tuple(Part)


def bar_template() -> alt.LayerChart:
    """`bars` holds row, x, x2, part, tip; bars that leave zero to both sides, or that are stacked.

    Rows stand in the order in which they come; one without a bar has x = x2.
    """
    return _rows(
        on("bars")
        .mark_bar(height={"band": 0.66}, tooltip={"content": "data"})
        .encode(x=_x("x"), x2=alt.X2("x2"), y=_row(), color=_ink()),
        _zero(),
    )


def dot_template() -> alt.LayerChart:
    """`spans` holds row, x, x2, part; `dots` row, x, part, tip: values with their intervals.

    A dot of the part `expected` is hollow.
    """
    hollow = alt.condition(
        f"datum.part === {PARTS.index(Part.EXPECTED)}", alt.value("#333333"), _ink()
    )
    return _rows(
        on("spans")
        .mark_rule(strokeWidth=6, opacity=0.22)
        .encode(x=_x("x"), x2=alt.X2("x2"), y=_row(), color=alt.value("#333333")),
        _zero(),
        on("dots")
        .mark_point(size=75, strokeWidth=1.6, opacity=1, tooltip={"content": "data"})
        .encode(x=_x("x"), y=_row(), color=hollow, fill=_fill()),
    )


def _rows(*layers: alt.Chart) -> alt.LayerChart:
    chart: alt.LayerChart = (
        framed(layers, WIDTH, ROW, ("bars", "spans", "dots"))
        .add_params(*(alt.param(name=name, value=value) for name, value in ENDS.items()))
        .configure_axis(labelFontSize=11, labelColor="#555555", labelLimit=LABEL, ticks=False)
        .configure_view(stroke=None)
    )
    return chart


def _zero() -> alt.Chart:
    chart: alt.Chart = (
        alt.Chart(alt.InlineData(values=[{"zero": 0}]))
        .mark_rule(strokeWidth=1, stroke="#888888")
        .encode(x=_x("zero"))
    )
    return chart


def _x(field: str) -> alt.X:
    ends = [alt.ExprRef(expr=name) for name in ENDS]
    axis = alt.Axis(format=SHARE, tickCount=5, title=None, domain=False, gridColor=GRID)
    scale = alt.Scale(domain=ends, nice=False, zero=False)
    return alt.X(field, type="quantitative", scale=scale, axis=axis)


def _row() -> alt.Y:
    axis = alt.Axis(
        title=None, domain=False, labelFontSize=12, labelColor="#333333", labelPadding=6, grid=False
    )
    return alt.Y("row", type="nominal", sort=None, axis=axis)


def _ink() -> alt.Color:
    return alt.Color("part", type="nominal", scale=_scale(), legend=None)


def _fill() -> alt.Fill:
    return alt.Fill("part", type="nominal", scale=_scale(), legend=None)


def _scale() -> alt.Scale:
    return alt.Scale(domain=list(range(len(PARTS))), range=list(INKS.values()))

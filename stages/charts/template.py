"""One panel of a plane for the page: a picture without data, to which a browser hands the data.

Every name and number arrives as a field of a row: no expression ever holds one of them. Families,
collapse states and kinds of lines are told by their place in FAMILY order, SHAPES and REFERENCE.
"""

from collections.abc import Sequence
from typing import Final

import altair as alt

from stages.charts.handed import FONT, family_fill, family_ink, on
from stages.charts.palette import SHAPES
from stages.charts.reference import ALL, DIAGONAL, INKS, KEPT, LINES, NEGATIVE, POSITIVE

BAYES: Final = "best possible rule"
BAYES_INK: Final = "#7b3fa0"
REFERENCE: Final = (DIAGONAL, POSITIVE, NEGATIVE, BAYES, ALL, KEPT)
SETS: Final = ("frame", "bindings", "points", "fits", "crowds", "focus")
PARAMETERS: Final = {"low": 0.0, "high": 1.0, "thin": 1.0}
MARGIN: Final = {"left": 38, "right": 14, "top": 8, "bottom": 24}
SIDE: Final = 280
INK: Final = "#333333"


def plane_template(colours: Sequence[str]) -> alt.LayerChart:
    """The panel's layers over the named sets SETS; `colours`: one per family, in their order.

    Rows: `frame` and `fits` hold line, x, y, x2, y2; `bindings` family, x, y, x2, y2; `points` and
    `focus` family, side (0 raw, 1 embedded), state, x, y, x2, y2, key; `crowds` label, x, y.
    """
    chart: alt.LayerChart = (
        alt.layer(
            _lines("frame", 1.0),
            _bindings(colours),
            _points(colours).transform_filter("datum.state === 0"),
            _lines("fits", 3.8, colour="white"),
            _lines("fits", 1.9),
            _points(colours).transform_filter("datum.state > 0"),
            _crowds(),
            _bound(colours),
            _focus(colours),
        )
        .add_params(*(alt.param(name=name, value=value) for name, value in PARAMETERS.items()))
        .properties(
            width=SIDE, height=SIDE, padding=MARGIN, autosize="none", datasets={s: [] for s in SETS}
        )
        .configure(font=FONT, background="white")
        .configure_axis(
            labelFontSize=11,
            labelColor="#555555",
            domainColor="#bbbbbb",
            tickColor="#bbbbbb",
            grid=False,
        )
        .configure_view(stroke="#dddddd")
    )
    return chart


def _x(field: str) -> alt.X:
    return alt.X(field, type="quantitative", scale=_scale(), axis=_axis())


def _y(field: str) -> alt.Y:
    return alt.Y(field, type="quantitative", scale=_scale(), axis=_axis())


def _scale() -> alt.Scale:
    ends = [alt.ExprRef(expr="low"), alt.ExprRef(expr="high")]
    return alt.Scale(domain=ends, nice=False, zero=False)


def _axis() -> alt.Axis:
    return alt.Axis(format=".2f", tickCount=5, title=None, labelFlush=False)


def _lines(name: str, width: float, colour: str | None = None) -> alt.Chart:
    """Straight lines in the ink and dash of their kind, or all in one colour."""
    drawn = _placed(on(name).mark_rule(strokeWidth=width, clip=True))
    if colour is not None:
        chart: alt.Chart = drawn.encode(stroke=alt.value(colour))
        return chart
    inks = [{**INKS, BAYES: BAYES_INK}[line] for line in REFERENCE]
    dashes = [{**LINES, BAYES: [1.0, 0.0]}[line] for line in REFERENCE]
    places = list(range(len(REFERENCE)))
    ink, dash = alt.Scale(domain=places, range=inks), alt.Scale(domain=places, range=dashes)
    both: alt.Chart = drawn.encode(
        stroke=alt.Stroke("line", type="nominal", scale=ink, legend=None),
        strokeDash=alt.StrokeDash("line", type="nominal", scale=dash, legend=None),
    )
    return both


def _placed(chart: alt.Chart) -> alt.Chart:
    placed: alt.Chart = chart.encode(x=_x("x"), y=_y("y"), x2=alt.X2("x2"), y2=alt.Y2("y2"))
    return placed


def _bindings(colours: Sequence[str]) -> alt.Chart:
    rule = on("bindings").mark_rule(
        strokeWidth=0.7, opacity=alt.ExprRef(expr="0.45 * thin"), clip=True
    )
    chart: alt.Chart = _placed(rule).encode(color=family_ink(colours))
    return chart


def _points(colours: Sequence[str], name: str = "points", width: float = 1.2) -> alt.Chart:
    """Hollow on the raw rows, filled on the embedding; the collapsed in other shapes."""
    shapes = alt.Scale(domain=list(range(len(SHAPES))), range=list(SHAPES.values()))
    size = alt.ExprRef(expr="46 * min(thin, 1.3)" if name == "points" else "110")
    chart: alt.Chart = (
        on(name)
        .mark_point(size=size, strokeWidth=width, clip=True, tooltip={"content": "data"})
        .encode(
            x=_x("x"),
            y=_y("y"),
            color=family_ink(colours),
            fill=family_fill(colours),
            fillOpacity=alt.condition("datum.side === 1", alt.value(0.75), alt.value(0.0)),
            shape=alt.Shape("state", type="nominal", scale=shapes, legend=None),
        )
    )
    return chart


def _crowds() -> alt.Chart:
    """How many lie where a constant predictor does, to the left of the place."""
    chart: alt.Chart = (
        on("crowds")
        .mark_text(align="right", baseline="middle", dx=-7, fontSize=11, color=INK)
        .encode(x=_x("x"), y=_y("y"), text=alt.Text("label", type="nominal"))
    )
    return chart


def _bound(colours: Sequence[str]) -> alt.Chart:
    """The binding of the configuration under the pointer."""
    chart: alt.Chart = _placed(on("focus").mark_rule(strokeWidth=2.2, clip=True)).encode(
        color=family_ink(colours)
    )
    return chart


def _focus(colours: Sequence[str]) -> alt.Chart:
    return _points(colours, "focus", 2.4)

"""Logistic regression along C: what it predicts, and how far its weights move."""

from typing import Final

import altair as alt

from stages.charts.handed import framed, on

WIDTH: Final = 420
HEIGHT: Final = 210
PATH_INK: Final = "#0b5f8a"
PROVEN_INK: Final = "#f3d9d4"
FIRST_ORDER_INK: Final = "#b3261e"
BOUND_INK: Final = "#8a6100"
ENDS: Final = {"low": 0.001, "high": 1000.0, "least": 0.001, "most": 1000.0}
SETS: Final = ("proven", "first_order", "others", "path", "measured", "bound", "steps")


def path_template() -> alt.LayerChart:
    """Share predicted negative along C, against what was certified before any fit.

    `proven` holds x, x2; `first_order` x; `others`, `path` and `measured` domain, x, y. The axis
    ends at the parameters `low` and `high`.
    """
    return _along(
        on("proven")
        .mark_rect(fill=PROVEN_INK)
        .encode(x=_x("x"), x2=alt.X2("x2"), tooltip=alt.value(None)),
        on("first_order")
        .mark_rule(stroke=FIRST_ORDER_INK, strokeWidth=1.6, strokeDash=[6, 3])
        .encode(x=_x("x")),
        on("others")
        .mark_line(stroke="#999999", strokeWidth=0.9, opacity=0.8, clip=True)
        .encode(x=_x("x"), y=_share(), detail=alt.Detail("domain", type="nominal")),
        _told("others")
        .mark_point(size=18, fill="#999999", stroke=None, clip=True, tooltip={"content": "data"})
        .encode(x=_x("x"), y=_share()),
        on("path").mark_line(stroke=PATH_INK, strokeWidth=2.2).encode(x=_x("x"), y=_share()),
        _told("path")
        .mark_point(size=30, fill=PATH_INK, stroke=None, opacity=1, tooltip={"content": "data"})
        .encode(x=_x("x"), y=_share()),
        _told("measured")
        .mark_point(
            shape="diamond", size=150, fill="white", stroke="#111111", strokeWidth=2, opacity=1,
            tooltip={"content": "data"},
        )
        .encode(x=_x("x"), y=_share()),
    )  # fmt: skip


def step_template() -> alt.LayerChart:
    """Distance between the weights of neighbouring C, and the bound that holds for it.

    `bound` and `steps` hold x, y, tip; both axes are logarithmic, the upright one ends at the
    parameters `least` and `most`.
    """
    return _along(
        on("bound").mark_line(stroke=BOUND_INK, strokeWidth=1.6).encode(x=_x("x"), y=_distance()),
        on("bound")
        .mark_point(size=22, fill=BOUND_INK, stroke=None, opacity=1, tooltip={"content": "data"})
        .encode(x=_x("x"), y=_distance()),
        on("steps")
        .mark_point(size=34, fill=PATH_INK, stroke=None, opacity=1, tooltip={"content": "data"})
        .encode(x=_x("x"), y=_distance()),
    )


def _told(name: str) -> alt.Chart:
    """A set of shares, with lines to show under the pointer."""
    share = "format(datum.y, '.1%') + ' predicted negative'"
    tip = f"'C = ' + format(datum.x, '.3~g') + '\\n' + datum.domain + ': ' + {share}"
    chart: alt.Chart = on(name).transform_calculate(tip=tip)
    return chart


def _along(*layers: alt.Chart) -> alt.LayerChart:
    chart: alt.LayerChart = (
        framed(layers, WIDTH, HEIGHT, SETS)
        .add_params(*(alt.param(name=name, value=value) for name, value in ENDS.items()))
        .configure_axis(
            labelFontSize=11, labelColor="#555555", titleColor="#555555", titleFontSize=12,
            titleFontWeight="normal", domainColor="#bbbbbb", tickColor="#bbbbbb", grid=False,
        )
        .configure_view(stroke="#dddddd")
    )  # fmt: skip
    return chart


def _x(field: str) -> alt.X:
    ends = [alt.ExprRef(expr="low"), alt.ExprRef(expr="high")]
    scale = alt.Scale(type="log", domain=ends, nice=False)
    axis = alt.Axis(title="C", format="~g", tickCount=5, labelOverlap=True)
    return alt.X(field, type="quantitative", scale=scale, axis=axis)


def _share() -> alt.Y:
    axis = alt.Axis(title="predicted negative", format="~%", tickCount=5)
    return alt.Y("y", type="quantitative", scale=alt.Scale(domain=[0, 1]), axis=axis)


def _distance() -> alt.Y:
    axis = alt.Axis(title="change of the weights", format="~g", tickCount=4, labelOverlap=True)
    ends = [alt.ExprRef(expr="least"), alt.ExprRef(expr="most")]
    scale = alt.Scale(type="log", domain=ends, nice=False)
    return alt.Y("y", type="quantitative", scale=scale, axis=axis)

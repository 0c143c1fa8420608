"""Collapse ratios per family, raw rows against embedding: a picture without data for the page."""

from collections.abc import Sequence
from typing import Final

import altair as alt

from stages.charts.handed import FONT, family_fill, family_ink, on

ROW: Final = 30
SETS: Final = ("ratios", "bound")


def ratio_template(colours: Sequence[str]) -> alt.LayerChart:
    """A row per family: a hollow point on the raw rows, a filled one on the embedding, intervals.

    `ratios` holds family, side (0 raw, 1 embedded), value, low, high; `bound` holds family, value,
    value2. Families are told by their place in `colours`; the page writes their names beside.
    """
    chart: alt.LayerChart = (
        alt.layer(
            on("ratios").mark_rule(strokeWidth=7, opacity=0.16).encode(
                x=_x("low"), x2=alt.X2("high"), y=_y(len(colours)), color=family_ink(colours)
            ),
            on("bound").mark_rule(strokeWidth=1.4).encode(
                x=_x("value"), x2=alt.X2("value2"), y=_y(len(colours)), color=family_ink(colours)
            ),
            on("ratios").mark_point(strokeWidth=1.8, opacity=1).encode(
                x=_x("value"),
                y=_y(len(colours)),
                color=family_ink(colours),
                size=alt.condition("datum.side === 1", alt.value(60), alt.value(190)),
                fill=alt.condition(
                    "datum.side === 1",
                    family_fill(colours),
                    alt.value("white"),
                ),
            ),
        )
        .properties(
            width=420,
            height=ROW * len(colours),
            padding={"left": 8, "right": 16, "top": 4, "bottom": 24},
            autosize="none",
            datasets={name: [] for name in SETS},
        )
        .configure(font=FONT, background="white")
        .configure_axis(
            labelFontSize=11, labelColor="#555555", domainColor="#bbbbbb", tickColor="#bbbbbb",
            gridColor="#eeeeee",
        )
        .configure_view(stroke=None)
    )  # fmt: skip
    return chart


def _x(field: str) -> alt.X:
    axis = alt.Axis(format=".0%", tickCount=5, title=None, grid=True, domain=False, ticks=False)
    return alt.X(field, type="quantitative", scale=alt.Scale(domain=[0, 1]), axis=axis)


def _y(families: int) -> alt.Y:
    scale = alt.Scale(domain=list(range(families)))
    return alt.Y("family", type="nominal", scale=scale, axis=None)

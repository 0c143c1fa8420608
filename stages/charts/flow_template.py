"""From family over kind to cause: bands whose height is a number of configurations."""

from collections.abc import Sequence
from typing import Final, Literal

import altair as alt

from stages.charts.handed import FONT, family_scale, on

HEIGHT: Final = 420
STEPS: Final = 16
NODE_INK: Final = "#5b626b"


def flow_template(colours: Sequence[str]) -> alt.LayerChart:
    """`links` holds link, family, x, x2, y, y2, tall, tip; `nodes` x, x2, y, y2, tip.

    A band leads from its upper corner at (x, y) to the one at (x2, y2), as thick as `tall`.

    `starts` and `ends` hold x, y, label, beside a node to its right and to its left. All places lie
    between 0 and 1, y from the top; families are told by their place in `colours`.
    """
    chart: alt.LayerChart = (
        alt.layer(
            _curved(on("links"))
            .mark_area(opacity=0.5, interpolate="linear", tooltip={"content": "data"})
            .encode(
                x=_x("across"),
                y=_y("top"),
                y2=alt.Y2("bottom"),
                detail=alt.Detail("link", type="nominal"),
                fill=alt.Fill(
                    "family", type="nominal", scale=family_scale(colours), legend=None
                ),
            ),
            on("nodes")
            .mark_rect(fill=NODE_INK, tooltip={"content": "data"})
            .encode(
                x=_x("x"), x2=alt.X2("x2"), y=_y("y"), y2=alt.Y2("y2")
            ),
            _labels("starts", "left", 5),
            _labels("ends", "right", -5),
        )
        .properties(
            width=600,
            height=HEIGHT,
            padding={"left": 0, "right": 0, "top": 4, "bottom": 4},
            autosize="none",
            datasets={"links": [], "nodes": [], "starts": [], "ends": []},
        )
        .configure(font=FONT, background="white")
        .configure_view(stroke=None)
    )  # fmt: skip
    return chart


def _curved(links: alt.Chart) -> alt.Chart:
    """Points along every band, which leaves and arrives level: 3 t^2 - 2 t^3."""
    eased = "datum.t * datum.t * (3 - 2 * datum.t)"
    top = f"datum.y + (datum.y2 - datum.y) * {eased}"
    chart: alt.Chart = (
        links.transform_calculate(t=f"sequence(0, 1 + 0.5 / {STEPS}, 1 / {STEPS})")
        .transform_flatten(["t"])
        .transform_calculate(across="datum.x + (datum.x2 - datum.x) * datum.t", top=top)
        .transform_calculate(bottom="datum.top + datum.tall")
    )
    return chart


def _labels(name: str, align: Literal["left", "right"], away: int) -> alt.LayerChart:
    """Words on a white edge, so that they can be read on any band."""
    edge = on(name).mark_text(
        align=align,
        baseline="middle",
        dx=away,
        fontSize=12,
        stroke="white",
        strokeWidth=4,
        strokeJoin="round",
        aria=False,
    )
    words = on(name).mark_text(align=align, baseline="middle", dx=away, fontSize=12, fill="#1f2328")
    return alt.LayerChart(
        layer=[
            drawn.encode(
                x=_x("x"), y=_y("y"), text=alt.Text("label", type="nominal")
            )
            for drawn in (edge, words)
        ]
    )  # fmt: skip


def _x(field: str) -> alt.X:
    scale = alt.Scale(domain=[0, 1], nice=False, zero=False)
    return alt.X(field, type="quantitative", scale=scale, axis=None)


def _y(field: str) -> alt.Y:
    scale = alt.Scale(domain=[1, 0], nice=False, zero=False)
    return alt.Y(field, type="quantitative", scale=scale, axis=None)

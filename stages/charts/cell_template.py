"""A phase diagram: collapse ratio over two dials, a cell per combination."""

from typing import Final

import altair as alt

from stages.charts.handed import framed, on

FINE: Final = "#f4f1ea"
COLLAPSED: Final = "#8c1d18"
TIP: Final = (
    "format(datum.value, '.1%') + ' of ' + datum.configs + ' collapse\\n' + datum.x + ' across, ' "
    "+ datum.y + ' up'"
)


def cell_template() -> alt.LayerChart:
    """`cells` holds x, y (labels), value in [0, 1], configs; `own` y: the subject's nearest row.

    Columns stand in the order in which they come, rows likewise from the top.
    """
    cells = (
        on("cells")
        .transform_calculate(tip=TIP)
        .mark_rect(tooltip={"content": "data"})
        .encode(
            x=_axis(alt.X, "x"),
            y=_axis(alt.Y, "y"),
            fill=alt.Fill(
                "value",
                type="quantitative",
                scale=alt.Scale(domain=[0, 1], range=[FINE, COLLAPSED], interpolate="lab"),
                legend=None,
            ),
        )
    )
    own = (
        on("own")
        .mark_rect(fillOpacity=0, stroke="#0b5f8a", strokeWidth=2.5, tooltip=None)
        .encode(y=_axis(alt.Y, "y"))
    )
    chart: alt.LayerChart = (
        framed([cells, own], 300, 180, ["cells", "own"])
        .configure_axis(
            labelFontSize=11, labelColor="#555555", domain=False, ticks=False, labelAngle=0,
            labelOverlap=True,
        )
        .configure_view(stroke=None)
    )  # fmt: skip
    return chart


def _axis(channel: type[alt.X] | type[alt.Y], field: str) -> alt.X | alt.Y:
    return channel(field, type="nominal", sort=None, axis=alt.Axis(title=None))

"""What each remedy changes for each family: a cell per pair, green where collapse is removed."""

from typing import Final

import altair as alt

from stages.charts.handed import framed, on

REMOVED: Final = "#1b7f4b"
NOTHING: Final = "#f4f1ea"
CREATED: Final = "#b3261e"
STRONGEST: Final = 0.5
"""A change that is shown in full colour, larger ones likewise."""


def change_template() -> alt.LayerChart:
    """`changes` holds x, y (labels), value in [-1, 1], label, dark (1 where white ink reads), tip.

    Columns stand in the order in which they come, rows likewise from the top.
    """
    ends = [-STRONGEST, 0, STRONGEST]
    inks = [REMOVED, NOTHING, CREATED]
    scale = alt.Scale(domain=ends, range=inks, interpolate="lab", clamp=True)
    places = {
        "x": alt.X("x", type="nominal", sort=None, axis=alt.Axis(title=None, labelAngle=-35)),
        "y": alt.Y("y", type="nominal", sort=None, axis=alt.Axis(title=None)),
    }
    cells = (
        on("changes")
        .mark_rect(stroke="white", strokeWidth=1, tooltip={"content": "data"})
        .encode(fill=alt.Fill("value", type="quantitative", scale=scale, legend=None), **places)
    )
    ink = alt.condition("datum.dark === 1", alt.value("white"), alt.value("#1f2328"))
    labels = (
        on("changes")
        .mark_text(fontSize=11, aria=False)
        .encode(text=alt.Text("label", type="nominal"), fill=ink, **places)
    )
    chart: alt.LayerChart = (
        framed([cells, labels], 600, 200, ["changes"])
        .configure_axis(
            labelFontSize=12, labelColor="#333333", domain=False, ticks=False, labelLimit=130
        )
        .configure_view(stroke=None)
    )
    return chart

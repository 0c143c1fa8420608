"""The straight lines of one panel: diagonal, constant predictors, fits."""

from typing import Final

import altair as alt

from stages.charts.look import Look
from stages.charts.palette import Collapse
from stages.charts.panel import Pair, Panel

DIAGONAL: Final = "diagonal"
POSITIVE: Final = "always positive"
NEGATIVE: Final = "always negative"
ALL: Final = "fit, all points"
KEPT: Final = "fit, without near-collapsed"
LINES: Final = {
    ALL: [1.0, 0.0],
    KEPT: [7.0, 3.0],
    POSITIVE: [5.0, 3.0],
    NEGATIVE: [1.5, 3.0],
    DIAGONAL: [1.0, 0.0],
}
INKS: Final = {
    ALL: "#111111",
    KEPT: "#CC0000",
    POSITIVE: "#777777",
    NEGATIVE: "#777777",
    DIAGONAL: "#bbbbbb",
}
Segment = dict[str, str | float]


def frame_segments(look: Look, panel: Panel) -> list[Segment]:
    """Diagonal and the constant predictors' scores on both axes, records `line, x, y, x2, y2`.

    In the ACL plane the constants' scores are the class ratios of source and target.
    """
    low, high = look.limits
    drawn = [_record(DIAGONAL, Pair(low, low), Pair(high, high))]
    for name, constant in ((NEGATIVE, panel.negative), (POSITIVE, panel.positive)):
        drawn.append(_record(name, Pair(constant.x, low), Pair(constant.x, high)))
        drawn.append(_record(name, Pair(low, constant.y), Pair(high, constant.y)))
    return drawn


def fit_segments(panel: Panel) -> list[Segment]:
    """The arm's fitted lines, each from the least to the greatest source score of its points."""
    points = panel.points.dropna(subset=["arm_x"])
    kept = points[points["arm_state"] == Collapse.NONE.value]
    fits = ((ALL, panel.fit_all, points), (KEPT, panel.fit_kept, kept))
    return [
        _record(name, *(Pair(x, fit.at(x)) for x in (shown["arm_x"].min(), shown["arm_x"].max())))
        for name, fit, shown in fits
        if fit is not None and len(shown)
    ]


def rules(look: Look, panel: Panel, segments: list[Segment], width: float) -> alt.Chart:
    """Straight lines in the ink and dash of their kind; parts beyond the limits are cut."""
    legend = alt.Legend(symbolType="stroke", symbolSize=350, symbolStrokeWidth=1.6)
    names, inks, dashes = list(LINES), list(INKS.values()), list(LINES.values())
    ink, dash = alt.Scale(domain=names, range=inks), alt.Scale(domain=names, range=dashes)
    chart: alt.Chart = _placed(look, panel, segments, width).encode(
        stroke=alt.Stroke("line", type="nominal", title="lines", scale=ink, legend=legend),
        strokeDash=alt.StrokeDash("line", type="nominal", title="lines", scale=dash, legend=legend),
    )
    return chart


def halo(look: Look, panel: Panel, segments: list[Segment], width: float) -> alt.Chart:
    """The same lines, wide and white, to lie between the points and the lines themselves."""
    chart: alt.Chart = _placed(look, panel, segments, width).encode(stroke=alt.value("white"))
    return chart


def _placed(look: Look, panel: Panel, segments: list[Segment], width: float) -> alt.Chart:
    chart: alt.Chart = (
        alt.Chart(alt.InlineData(values=segments))
        .mark_rule(strokeWidth=width, clip=True)
        .encode(x=look.x("x"), y=look.y("y", panel), x2=alt.X2("x2"), y2=alt.Y2("y2"))
    )
    return chart


def _record(line: str, start: Pair, end: Pair) -> dict[str, str | float]:
    ends = {"x": start.x, "y": start.y, "x2": end.x, "y2": end.y}
    return {"line": line, **{key: round(value, 4) for key, value in ends.items()}}

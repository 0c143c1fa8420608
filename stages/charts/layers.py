"""The layers of one panel that show configurations: bindings and points."""

from enum import StrEnum
from typing import Final

import altair as alt
import pandas as pd

from stages.charts.look import Look
from stages.charts.palette import SHAPES, Collapse
from stages.charts.panel import COLUMNS, Panel

DIGITS: Final = 4
FILL: Final = {"raw": 0.0, "arm": 0.75}
LARGEST: Final = 45.0
THINNEST: Final = 0.3
CROWD: Final = 100
Record = dict[str, str | float | None]


class Drawn(StrEnum):
    """Which points a layer draws: fitted lines lie over the one kind and under the other."""

    FINE = "fine"
    COLLAPSED = "collapsed"

    def test(self, side: str) -> str:
        """The Vega expression that keeps these points of the `raw` or the `arm` side."""
        sign = {Drawn.FINE: "===", Drawn.COLLAPSED: "!=="}[self]
        return f"datum.{side}_state {sign} '{Collapse.NONE.value}'"


def bindings(look: Look, panel: Panel, data: str) -> alt.Chart:
    """Thin segments from each configuration's raw point to its point on the arm under audit.

    The stroke is translucent, not the mark: a mark that is needs a canvas of its own to be drawn.
    """
    chart: alt.Chart = (
        alt.Chart(alt.NamedData(data))
        .transform_filter("isValid(datum.raw_x) && isValid(datum.arm_x)")
        .mark_rule(strokeWidth=0.7, strokeOpacity=0.35 * _thinning(panel), clip=True, aria=False)
        .encode(
            x=look.x("raw_x"),
            y=look.y("raw_y", panel),
            x2=alt.X2("arm_x"),
            y2=alt.Y2("arm_y"),
            color=look.colour(),
        )
    )
    return chart


def points(look: Look, panel: Panel, data: str, drawn: Drawn) -> tuple[alt.Chart, alt.Chart]:
    """Hollow points on the raw table and filled ones on the arm; collapsed ones in other shapes."""
    return _points(look, panel, data, drawn, "raw"), _points(look, panel, data, drawn, "arm")


def point_records(points: pd.DataFrame) -> list[Record]:
    """Plain records of 4 digits, null where a model is missing, in drawing order.

    Collapsed ones come last and are drawn on top; families take turns, so that none hides another.
    """
    rank = {state.value: place for place, state in enumerate(SHAPES)}
    ordered = points.assign(
        rank=points["arm_state"].map(rank).fillna(0), turn=points.groupby("family").cumcount()
    ).sort_values(["rank", "turn"], kind="stable")
    rounded = ordered.loc[:, list(COLUMNS)].round(DIGITS).astype(object)
    rows = rounded.where(rounded.notna(), None).to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in rows]


def _points(look: Look, panel: Panel, data: str, drawn: Drawn, side: str) -> alt.Chart:
    shapes = {state.value: shape for state, shape in SHAPES.items()}
    shape = alt.Scale(domain=list(shapes), range=list(shapes.values()))
    chart: alt.Chart = (
        alt.Chart(alt.NamedData(data))
        .transform_filter(f"isValid(datum.{side}_x) && {drawn.test(side)}")
        .mark_point(
            size=LARGEST * _thinning(panel),
            strokeWidth=1.2,
            fillOpacity=FILL[side],
            clip=True,
            aria=False,
        )
        .encode(
            x=look.x(f"{side}_x"),
            y=look.y(f"{side}_y", panel),
            color=look.colour(),
            fill=alt.Fill("family", type="nominal", title="family", scale=look.inks()),
            shape=alt.Shape(f"{side}_state", type="nominal", title="collapse", scale=shape),
            tooltip=[
                alt.Tooltip("family", type="nominal"),
                alt.Tooltip("config", type="nominal"),
                alt.Tooltip(f"{side}_x", type="quantitative", title=look.source),
                alt.Tooltip(f"{side}_y", type="quantitative", title=panel.target),
            ],
        )
    )
    return chart


def _thinning(panel: Panel) -> float:
    """1 for a hundred configurations or fewer, less for more, so that a crowd stays readable."""
    return max(THINNEST, min(1.0, CROWD / max(len(panel.points), 1)))

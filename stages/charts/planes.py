"""The ACL and F1L planes: score on the source against score on the target, a panel per target."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import altair as alt

from stages.charts.crowds import crowds
from stages.charts.layers import Drawn, Record, bindings, point_records, points
from stages.charts.limits import shared_limits
from stages.charts.look import Look
from stages.charts.palette import family_colours
from stages.charts.panel import Panel, Plane
from stages.charts.reference import fit_segments, frame_segments, halo, rules

FONT: Final = "Liberation Sans, Arial, Helvetica, sans-serif"
SIDE: Final = 270
PANELS_PER_ROW: Final = 3


@dataclass(frozen=True)
class PlaneChart:
    """A chart and its sets of points, kept apart: a thousand rows need no check by a schema."""

    chart: alt.ConcatChart
    datasets: Mapping[str, list[Record]]

    def to_dict(self) -> dict[str, object]:
        """The whole Vega-Lite specification."""
        specification = self.chart.to_dict()
        return {**specification, "datasets": {**specification["datasets"], **self.datasets}}


def plane_chart(
    plane: Plane, source: str, arm: str, families: Sequence[str], panels: Sequence[Panel]
) -> PlaneChart:
    """One panel per target with equal limits, all in one chart; nothing is saved.

    A panel shows the diagonal, the scores of the two constant predictors on both axes (the class
    ratios in the ACL plane), every configuration's raw and embedded point with the segment that
    binds them, and the arm's lines over all points and without the collapsed ones. The same input
    gives the same specification, byte for byte. Raises ValueError without panels.
    """
    if not panels:
        raise ValueError(f"Got no panels for plane {plane.value!r}; expected one per target.")
    look = Look(plane, source, arm, family_colours(families), shared_limits(panels))
    names = [f"points {place}" for place in range(len(panels))]
    rows = {name: point_records(panel.points) for name, panel in zip(names, panels, strict=True)}
    drawn = [_panel(look, panel, name) for name, panel in zip(names, panels, strict=True)]
    chart: alt.ConcatChart = (
        alt.concat(*drawn, columns=PANELS_PER_ROW)
        .properties(title=_title(plane, source, arm), spacing=18)
        .resolve_scale(color="shared", shape="shared", stroke="shared", strokeDash="shared")
        .configure(font=FONT, background="white")
        .configure_axis(labelFontSize=11, titleFontSize=12, grid=False, titleFontWeight="normal")
        .configure_legend(labelFontSize=12, titleFontSize=12, symbolSize=80, labelLimit=260)
        .configure_view(stroke="#cccccc")
    )
    return PlaneChart(chart, rows)


def _panel(look: Look, panel: Panel, data: str) -> alt.LayerChart:
    title = alt.TitleParams(
        text=panel.title,
        subtitle=list(panel.caption),
        anchor="start",
        fontSize=13,
        subtitleFontSize=11,
        subtitleColor="#444444",
    )
    fits = fit_segments(panel)
    layers = [
        rules(look, panel, frame_segments(look, panel), width=1.0),
        bindings(look, panel, data),
        *points(look, panel, data, Drawn.FINE),
        halo(look, panel, fits, width=3.6),
        rules(look, panel, fits, width=1.8),
        *points(look, panel, data, Drawn.COLLAPSED),
        crowds(look, panel),
    ]
    return alt.LayerChart(layer=layers, width=SIDE, height=SIDE, title=title)


def _title(plane: Plane, source: str, arm: str) -> alt.TitleParams:
    return alt.TitleParams(
        text=f"{plane.value.upper()} plane: {plane.score} on {source} and on each target",
        subtitle=[
            f"Hollow: a configuration on the raw table; filled: the same one on {arm}; "
            "a thin segment binds the two.",
            "Grey dashes: the constant predictors on either axis (cut where no point comes near); "
            f"×n, raw ×m: n configurations on {arm} and m on the raw table lie where two cross.",
        ],
        anchor="start",
        fontSize=16,
        subtitleFontSize=12,
        offset=14,
    )

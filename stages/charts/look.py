"""What all panels of a chart share."""

from collections.abc import Mapping
from dataclasses import dataclass

import altair as alt

from stages.charts.panel import Panel, Plane


@dataclass(frozen=True)
class Look:
    """What all panels of a chart share: names, colours by family, limits of both axes."""

    plane: Plane
    source: str
    arm: str
    colours: Mapping[str, str]
    limits: tuple[float, float]

    def x(self, field: str) -> alt.X:
        """A horizontal place: the score on the source."""
        title = f"{self.plane.score} on {self.source}"
        return alt.X(field, type="quantitative", title=title, scale=self._scale(), axis=_axis())

    def y(self, field: str, panel: Panel) -> alt.Y:
        """A vertical place: the score on the panel's target."""
        title = f"{self.plane.score} on {panel.target}"
        return alt.Y(field, type="quantitative", title=title, scale=self._scale(), axis=_axis())

    def inks(self) -> alt.Scale:
        """The scale from family to colour; the same in every chart."""
        return alt.Scale(domain=list(self.colours), range=list(self.colours.values()))

    def colour(self) -> alt.Color:
        """A mark's colour: its family's."""
        legend = alt.Legend(symbolOpacity=1.0)
        return alt.Color("family", type="nominal", title="family", scale=self.inks(), legend=legend)

    def _scale(self) -> alt.Scale:
        return alt.Scale(domain=list(self.limits), nice=False, zero=False)


def _axis() -> alt.Axis:
    return alt.Axis(format=".2f", tickCount=5, labelFlush=False, titlePadding=6)

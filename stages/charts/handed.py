"""What the page's pictures share: sets that a browser fills, and families told by their place."""

from collections.abc import Sequence
from typing import Final

import altair as alt

FONT: Final = "system-ui, -apple-system, Segoe UI, Roboto, Helvetica, Arial, sans-serif"


def on(name: str) -> alt.Chart:
    """A chart of the set of that name, which is empty until the page fills it."""
    chart: alt.Chart = alt.Chart(alt.NamedData(name))
    return chart


def framed(
    layers: Sequence[alt.Chart], width: int, height: int, sets: Sequence[str]
) -> alt.LayerChart:
    """The layers on white, the named sets still empty; sizes in pixels.

    `width`, which the page changes, is that of the whole chart, `height` of what its axes enclose.
    """
    chart: alt.LayerChart = (
        alt.layer(*layers)
        .properties(
            width=width,
            height=height,
            padding=4,
            autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
            datasets={name: [] for name in sets},
        )
        .configure(font=FONT, background="white")
    )
    return chart


def family_scale(colours: Sequence[str]) -> alt.Scale:
    """From a family's place to its colour."""
    return alt.Scale(domain=list(range(len(colours))), range=list(colours))


def family_ink(colours: Sequence[str]) -> alt.Color:
    """The colour of the row's family."""
    return alt.Color("family", type="nominal", scale=family_scale(colours), legend=None)


def family_fill(colours: Sequence[str]) -> alt.Fill:
    """The same colour as the mark's filling."""
    return alt.Fill("family", type="nominal", scale=family_scale(colours), legend=None)

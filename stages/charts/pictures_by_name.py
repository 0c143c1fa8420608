"""Every picture of the page by its name, as Vega without data."""

from collections.abc import Sequence
from enum import StrEnum

from stages.charts.cell_template import cell_template
from stages.charts.change_template import change_template
from stages.charts.flow_template import flow_template
from stages.charts.library import as_vega
from stages.charts.path_template import path_template, step_template
from stages.charts.ratios import ratio_template
from stages.charts.rows_template import bar_template, dot_template
from stages.charts.template import plane_template


class Picture(StrEnum):
    """What a picture shows; a page asks for it by this name."""

    PLANE = "plane"
    RATIOS = "ratios"
    BARS = "bars"
    DOTS = "dots"
    FLOW = "flow"
    PATH = "path"
    STEPS = "steps"
    CELLS = "cells"
    CHANGES = "changes"


def pictures_by_name(colours: Sequence[str]) -> dict[str, dict[str, object]]:
    """The specifications; `colours`: one per family, in their order."""
    made = {
        Picture.PLANE: plane_template(colours),
        Picture.RATIOS: ratio_template(colours),
        Picture.BARS: bar_template(),
        Picture.DOTS: dot_template(),
        Picture.FLOW: flow_template(colours),
        Picture.PATH: path_template(),
        Picture.STEPS: step_template(),
        Picture.CELLS: cell_template(),
        Picture.CHANGES: change_template(),
    }
    return {name.value: as_vega(chart) for name, chart in made.items()}

"""Both planes as PNG pictures."""

from collections.abc import Iterator, Sequence

import pandas as pd

from stages.charts.panel import Plane
from stages.charts.panels import Study, panels
from stages.charts.planes import plane_chart
from stages.charts.png import png


def plane_pictures(
    study: Study, families: Sequence[str], points: pd.DataFrame, lines: pd.DataFrame
) -> Iterator[tuple[Plane, bytes]]:
    """Each plane with its PNG; `points`: the records of plane.json, `lines`: lines.csv."""
    source = study.names[study.source]
    for plane in Plane:
        drawn = panels(plane, study, points, lines)
        yield plane, png(plane_chart(plane, source, study.arm, families, drawn))

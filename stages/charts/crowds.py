"""How many configurations lie where a constant predictor does: there points hide one another."""

from typing import Final

import altair as alt
import numpy as np

from stages.charts.look import Look
from stages.charts.palette import Collapse
from stages.charts.panel import Pair, Panel

NEAR: Final = 0.025
LIFT: Final = 0.045
INK: Final = "#333333"
Label = dict[str, str | float]


def crowd_labels(look: Look, panel: Panel) -> list[Label]:
    """Records `x, y, label` beside the constant predictors around which collapsed ones lie.

    A label counts those within 0.025 of the constant in both scores: on the arm, and on the raw
    table. It stands above the place, or below it where the panel ends.
    """
    low, high = look.limits
    step = LIFT * (high - low)
    labels: list[Label] = []
    for constant in (panel.positive, panel.negative):
        arm, raw = (_near(panel, constant, side) for side in ("arm", "raw"))
        if arm or raw:
            y = constant.y + (step if constant.y + 2 * step < high else -step)
            text = f"×{arm}, raw ×{raw}"
            labels.append({"x": round(constant.x, 4), "y": round(y, 4), "label": text})
    return labels


def crowds(look: Look, panel: Panel) -> alt.Chart:
    """The labels, to the left of their points, where the plane is mostly empty."""
    chart: alt.Chart = (
        alt.Chart(alt.InlineData(values=crowd_labels(look, panel)))
        .mark_text(align="right", baseline="middle", dx=-7, fontSize=11, color=INK)
        .encode(x=look.x("x"), y=look.y("y", panel), text=alt.Text("label", type="nominal"))
    )
    return chart


def _near(panel: Panel, constant: Pair, side: str) -> int:
    points = panel.points
    collapsed = points[f"{side}_state"].notna() & (points[f"{side}_state"] != Collapse.NONE.value)
    away = np.fmax(
        (points[f"{side}_x"] - constant.x).abs(), (points[f"{side}_y"] - constant.y).abs()
    )
    return int((collapsed & (away <= NEAR)).sum())

"""Panels made by hand: two targets, three families, one collapsed configuration."""

import pandas as pd

from stages.charts.palette import Collapse
from stages.charts.panel import COLUMNS, Fit, Pair, Panel

POINTS = pd.DataFrame(
    [
        ("lr", "C=1;seed=0", 0.80, 0.70, Collapse.NONE, 0.75, 0.66, Collapse.NONE),
        ("lr", "C=2;seed=0", 0.81, 0.72, Collapse.NONE, 0.76, 0.67, Collapse.NONE),
        ("rf", "a=1;seed=0", 0.79, 0.71, Collapse.NONE, 0.60, 0.90, Collapse.STRICT),
        ("rf", "a=2;seed=0", 0.82, 0.73, Collapse.NONE, 0.62, 0.88, Collapse.NEAR),
        ("mine", "k=1;seed=0", 0.78, 0.70, Collapse.NONE, None, None, None),
    ],
    columns=list(COLUMNS),
).astype({"arm_x": float, "arm_y": float})
FAMILIES = ("lr", "rf", "mine")


def panel(target: str = "PR", points: pd.DataFrame = POINTS) -> Panel:
    return Panel(
        target=target,
        title=f"CA → {target}",
        points=points,
        positive=Pair(0.6, 0.9),
        negative=Pair(0.4, 0.1),
        fit_all=Fit(-1.5, 1.8),
        fit_kept=Fit(1.0, -0.09),
        caption=("embedding: R² 0.95", "raw table: R² 0.40"),
    )

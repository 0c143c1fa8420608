"""From the audit's tables to the panels of a plane."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from stages.charts.palette import Collapse
from stages.charts.panel import COLUMNS, Fit, Pair, Panel, Plane
from stages.metrics.arm_counts import POOLED

SCORES: Final = {Plane.ACL: ("id_accuracy", "accuracy"), Plane.F1L: ("id_f1", "f1")}
RECORD: Final = (
    "arm", "family", "config", "target", "id_accuracy", "accuracy", "id_f1", "f1", "collapsed",
    "strict",
)  # fmt: skip
ALL_POINTS: Final = "all"
KEPT_POINTS: Final = "not_near"
Row = Mapping[str, object]


@dataclass(frozen=True)
class Study:
    """Who is compared with whom, in the tables' words.

    `arm`, `raw`: the arm under audit and the raw one; `source`, `targets`: stems; `names`: the true
    name of each stem; `positive_share`: the positive class's share of each stem's test rows.
    """

    arm: str
    raw: str
    source: str
    targets: tuple[str, ...]
    names: Mapping[str, str]
    positive_share: Mapping[str, float]


def panels(plane: Plane, study: Study, points: pd.DataFrame, lines: pd.DataFrame) -> list[Panel]:
    """One panel per target, in the study's order.

    `points`: the records of plane.json as a frame; `lines`: lines.csv. Both may be empty.
    """
    known = points.reindex(columns=list(RECORD))
    return [_panel(plane, study, target, known, lines) for target in study.targets]


def bound_points(plane: Plane, study: Study, target: str, points: pd.DataFrame) -> pd.DataFrame:
    """One row per configuration with its raw and its embedded point; columns COLUMNS."""
    here = points[points["target"] == target]
    sides = []
    for side, arm in (("raw", study.raw), ("arm", study.arm)):
        of_arm = here[here["arm"] == arm]
        x, y = (of_arm[score].astype("float64") for score in SCORES[plane])
        frame = of_arm[["family", "config"]].assign(
            **{f"{side}_x": x, f"{side}_y": y, f"{side}_state": collapse_states(of_arm)}
        )
        sides.append(frame.set_index(["family", "config"]))
    joined = sides[0].join(sides[1], how="outer").sort_index().reset_index()
    return joined.loc[:, list(COLUMNS)]


def collapse_states(points: pd.DataFrame) -> pd.Series:
    """A value of Collapse per record, from its `collapsed` and `strict`."""
    states = points["collapsed"].ne("none").map({True: Collapse.NEAR, False: Collapse.NONE})
    return states.mask(points["strict"].eq(1), Collapse.STRICT).map(str)


def _panel(
    plane: Plane, study: Study, target: str, points: pd.DataFrame, lines: pd.DataFrame
) -> Panel:
    shown = bound_points(plane, study, target, points)
    pooled = lines[
        (lines["family"] == POOLED)
        & (lines["target"] == target)
        & (lines["plane"] == plane.value)
        & (lines["axes"] == "raw")
    ]
    fits: dict[tuple[str, str], Row] = {
        (str(row["arm"]), str(row["points"])): {str(name): cell for name, cell in row.items()}
        for row in pooled.to_dict("records")
    }
    shares = study.positive_share[study.source], study.positive_share[target]
    source, name = study.names[study.source], study.names[target]
    return Panel(
        target=name,
        title=f"{source} → {name}",
        points=shown,
        positive=Pair(*(plane.constant(share) for share in shares)),
        negative=Pair(*(plane.constant(1.0 - share) for share in shares)),
        fit_all=_fit(fits.get((study.arm, ALL_POINTS), {})),
        fit_kept=_fit(fits.get((study.arm, KEPT_POINTS), {})),
        caption=(
            _caption("embedding", study.arm, shown["arm_state"], fits),
            _caption("raw table", study.raw, shown["raw_state"], fits),
        ),
    )


def _fit(row: Row) -> Fit | None:
    slope, intercept = (_number(row, name) for name in ("slope", "intercept"))
    return None if math.isnan(slope) or math.isnan(intercept) else Fit(slope, intercept)


def _caption(label: str, arm: str, states: pd.Series, fits: Mapping[tuple[str, str], Row]) -> str:
    trained = int(states.notna().sum())
    collapsed = int(states.dropna().ne(Collapse.NONE.value).sum())
    everything, kept = (_r2(fits.get((arm, points), {})) for points in (ALL_POINTS, KEPT_POINTS))
    if collapsed == 0:
        return f"{label}: R² {everything}, none of {trained} collapsed"
    return f"{label}: R² {everything}; {kept} without {collapsed} of {trained} collapsed"


def _r2(row: Row) -> str:
    value = _number(row, "r2")
    return "n/a" if math.isnan(value) else f"{value:.2f}"


def _number(row: Row, name: str) -> float:
    value = row.get(name)
    return float(value) if isinstance(value, int | float) else math.nan

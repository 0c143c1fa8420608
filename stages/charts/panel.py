"""What one panel of a plane shows: the configurations of one (source, target) pair."""

from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

COLUMNS = ("family", "config", "raw_x", "raw_y", "raw_state", "arm_x", "arm_y", "arm_state")


class Plane(StrEnum):
    """Which score spans the plane."""

    ACL = "acl"
    """Accuracy on the source against accuracy on the target."""
    F1L = "f1l"
    """Macro-F1 on the source against macro-F1 on the target."""

    @property
    def score(self) -> str:
        """The score's name on an axis."""
        return {Plane.ACL: "accuracy", Plane.F1L: "macro-F1"}[self]

    def constant(self, share: float) -> float:
        """The score of the predictor that always says a class holding `share` of the rows.

        Accuracy: the share itself. Macro-F1: share / (1 + share), as the class never predicted
        scores 0.
        """
        return {Plane.ACL: share, Plane.F1L: share / (1.0 + share)}[self]


@dataclass(frozen=True)
class Pair:
    """A source value and a target value of one score."""

    x: float
    y: float


@dataclass(frozen=True)
class Fit:
    """One least-squares line of a plane: y = slope x + intercept."""

    slope: float
    intercept: float

    def at(self, x: float) -> float:
        """The line's height at x."""
        return self.slope * x + self.intercept


@dataclass(frozen=True)
class Panel:
    """One target's panel.

    `target`: its name, for the axis; `title`: the panel's heading.
    `points`: a frame with COLUMNS, one row per configuration; `raw_*` is its model on the raw
    table, `arm_*` on the arm under audit (NaN where it has none); `*_state` is a value of Collapse.
    `positive`, `negative`: the scores of the two constant predictors. `fit_all`, `fit_kept`: the
    arm's lines over all points and without the near-collapsed ones; None where undefined.
    `caption`: lines of text below the title.
    """

    target: str
    title: str
    points: pd.DataFrame
    positive: Pair
    negative: Pair
    fit_all: Fit | None
    fit_kept: Fit | None
    caption: tuple[str, ...]

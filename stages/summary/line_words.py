"""Lines in words: the gain in R^2, the verdict and its reason."""

import math
from dataclasses import dataclass
from typing import Final

from stages.metrics.arm_counts import POOLED
from stages.summary.findings import Findings
from stages.summary.markdown import escape
from stages.summary.numbers import UNKNOWN, Row, figure, number

CLEAR_GAIN: Final = 0.1
ENOUGH: Final = 10
PLANES: Final = {"acl": "Accuracy line", "f1l": "Macro-F1 line"}


@dataclass(frozen=True)
class Gain:
    """R^2 of one target's pooled line with and without the near-collapsed, `left_out` of them.

    `falls`: whether the line without and the line with them has a negative slope, which R^2 hides.
    """

    stem: str
    r2: float
    without: float
    left_out: int
    falls: tuple[bool, bool]

    @property
    def value(self) -> float:
        """R^2 with them minus R^2 without, to the two digits that are printed."""
        return round(self.r2 - self.without, 2)

    def words(self) -> str:
        """`0.31 → 0.83`, without and with them; falling lines are marked."""
        marks = [" (falling)" if falls else "" for falls in self.falls]
        return f"{figure(self.without)}{marks[0]} → {figure(self.r2)}{marks[1]}"


def gains(found: Findings, arm: str, plane: str) -> list[Gain]:
    """One gain per target where both R^2 are defined."""
    told = []
    for target in found.setting.targets:
        every, kept = (
            found.line(arm, POOLED, target, plane, points) for points in ("all", "not_near")
        )
        r2, without = number(every, "r2"), number(kept, "r2")
        if math.isfinite(r2) and math.isfinite(without):
            falls = number(kept, "slope") < 0, number(every, "slope") < 0
            left_out = int(number(every, "n") - number(kept, "n"))
            told.append(Gain(target, r2, without, left_out, falls))
    return told


def verdict_words(verdict: object) -> str:
    """A verdict of lines.csv as people read it."""
    return str(verdict).replace("_", " ")


def verdict_cell(found: Findings, family: str, target: str, plane: str) -> str:
    """The verdict on one line with its reason: `holds: it rises and predicts`."""
    row = found.line(found.setting.arm, family, target, plane, "not_near")
    if row is None:
        return UNKNOWN
    verdict = escape(verdict_words(row["verdict"]))
    return f"**{verdict}**: {_reason(found, family, target, plane)}"


def enough_points(found: Findings, family: str, target: str, plane: str) -> bool:
    """Whether ten distinct places or more are left without the near-collapsed configurations."""
    verdict = found.verdict(found.setting.arm, family, target, plane)
    if verdict is not None:
        return number(verdict, "distinct") >= ENOUGH
    row = found.line(found.setting.arm, family, target, plane, "not_near")
    return number(row, "n") >= ENOUGH


def _reason(found: Findings, family: str, target: str, plane: str) -> str:
    arm = found.setting.arm
    verdict = found.verdict(arm, family, target, plane)
    reason = verdict.get("reason") if verdict is not None else None
    if isinstance(reason, str):
        return escape(reason.replace("R2", "R²"))
    return _numbers(found.line(arm, family, target, plane, "not_near"))


def _numbers(row: Row | None) -> str:
    skill, ceiling = figure(number(row, "skill")), figure(number(row, "ceiling"))
    n = number(row, "n")
    points = f"{int(n)} points" if math.isfinite(n) else "no points"
    return f"skill {skill}, noise ceiling {ceiling}, {points}"

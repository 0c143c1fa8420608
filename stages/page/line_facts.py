"""The fitted lines behind the panels: pooled and per family, with and without the collapsed."""

from typing import Final

from stages.charts.panel import Plane
from stages.metrics.arm_counts import POOLED
from stages.storage.strict_json import finite
from stages.summary.findings import Findings
from stages.summary.line_words import verdict_words
from stages.summary.numbers import number

FIGURES: Final = ("slope", "intercept", "r2", "n")
POINTS: Final = ("all", "not_near")
SKILL: Final = ("skill", "skill_low", "skill_high")
Cell = str | float | None
Line = list[Cell]


def line_facts(found: Findings, arms: tuple[str, str]) -> dict[str, list[list[list[Line]]]]:
    """By plane, target, side, family (the pooled line last): a line's figures.

    Slope, intercept, R^2 and number of points over all points and without the near-collapsed; then
    the verdict, the skill and its interval. Null where undefined.
    """
    families = (*found.setting.families, POOLED)
    return {
        plane.value: [
            [[_line(found, arm, family, target, plane) for family in families] for arm in arms]
            for target in found.setting.targets
        ]
        for plane in Plane
    }


def _line(found: Findings, arm: str, family: str, target: str, plane: Plane) -> Line:
    fits = [found.line(arm, family, target, plane.value, points) for points in POINTS]
    told = found.verdict(arm, family, target, plane.value)
    figures: Line = [_digits(number(fit, name)) for fit in fits for name in FIGURES]
    verdict: Cell = None if fits[1] is None else verdict_words(fits[1]["verdict"])
    return [*figures, verdict, *(_digits(number(told, name)) for name in SKILL)]


def _digits(value: float) -> float | None:
    return finite(float(f"{value:.4g}"))

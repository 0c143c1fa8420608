"""Does accuracy lie on a line? Three answers, each with its reason."""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from stages.metrics.skill import Skill

ENOUGH: Final = 10  # distinct non-collapsed configurations
HIGH_R2: Final = 0.5
HIGH_CEILING: Final = 0.5
NO_SKILL: Final = 0.1  # below a tenth of the mean's error saved; a Gaussian cloud of R^2 .19


class Verdict(StrEnum):
    """What can be said of a line."""

    HOLDS = "holds"  # it rises and predicts configurations it has not seen
    SPURIOUS = "spurious"  # a high R^2 that predicts nothing, where test noise can't be the excuse
    CANNOT_TELL = "cannot_tell"  # anything else


@dataclass(frozen=True)
class Evidence:
    """What a verdict rests on; NaN where undefined.

    `distinct`: places of non-collapsed configurations, the seeds of one counting once at most;
    `slope`, `ceiling`: of the non-collapsed;
    `r2_all`: with the collapsed; `skill`: of the line through the non-collapsed.
    """

    distinct: int
    slope: float
    r2_all: float
    ceiling: float
    skill: Skill


@dataclass(frozen=True)
class Judgement:
    """A verdict and its reason in a few words."""

    verdict: Verdict
    reason: str


def judge(evidence: Evidence) -> Judgement:
    """The three-valued verdict.

    `holds`: slope above 0, skill clearly above 0 and at least .1. `spurious`: R^2 of all >= .5, no
    skill (below .1 and not clearly above 0), noise ceiling >= .5. All else: `cannot_tell`.
    """
    skill = evidence.skill.value
    doubt = _doubt(evidence)
    if doubt:
        return Judgement(Verdict.CANNOT_TELL, doubt)
    if evidence.skill.clear:
        return Judgement(Verdict.HOLDS, f"it rises and predicts, skill {skill:.2f}")
    return Judgement(Verdict.SPURIOUS, f"R2 {evidence.r2_all:.2f} of all, skill {skill:.2f}")


def _doubt(evidence: Evidence) -> str:
    skill = evidence.skill
    few = evidence.distinct < ENOUGH
    unknown = math.isnan(evidence.slope) or math.isnan(skill.value)
    reach = f"{skill.value:.2f} ({skill.low:.2f} to {skill.high:.2f})"
    doubts = {
        f"too few: {evidence.distinct} distinct points, {ENOUGH} needed": few,
        "no line or no skill can be computed": unknown,
        "it predicts but does not rise": skill.clear and not evidence.slope > 0,
        "skill is clear but below a tenth": skill.clear and skill.value < NO_SKILL,
        "noise ceiling too low": not skill.clear and not evidence.ceiling >= HIGH_CEILING,
        f"skill {reach} is not clearly above 0": not skill.clear and skill.value >= NO_SKILL,
        "no skill, and R2 of all is below 0.5": not skill.clear and not evidence.r2_all >= HIGH_R2,
    }
    return next((reason for reason, holds in doubts.items() if holds), "")

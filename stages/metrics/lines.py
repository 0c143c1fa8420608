"""The table of lines: per arm, family, target, plane, axes and point set."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from stages.metrics.arm_counts import POOLED, ArmCounts, arm_counts, confusion
from stages.metrics.collapse import Collapse, collapse
from stages.metrics.confusion import Counts
from stages.metrics.fake_line import cloud_of, models_that_fake
from stages.metrics.line_fit import FEWEST_POINTS, LineFit, distinct_points, fit_line
from stages.metrics.planes import VIEWS, Points, View, kept, selected
from stages.metrics.reliability import ceiling
from stages.metrics.skill import UNDEFINED, Axis, Skill, label_axis, line_skill, setting_axes
from stages.metrics.verdict import Evidence, Judgement, judge

KEY: Final = ["arm", "family", "source", "target", "plane", "axes"]
LINES: Final = [
    *KEY, "points", "n", "slope", "intercept", "r", "r2", "rmse", "spearman", "ceiling", "skill",
    "gain", "k_star", "verdict",
]  # fmt: skip
VERDICTS: Final = [*KEY, "verdict", "reason", "skill", "skill_low", "skill_high", "distinct"]


@dataclass(frozen=True)
class Group:
    """The points of one family (or of all) of one arm, and the axes along which to leave out.

    A point is a configuration trained with one seed; `configurations`: a code per point, the same
    for all its seeds.
    """

    key: dict[str, str]
    whole: Counts
    halves: Counts
    axes: list[Axis]
    configurations: npt.NDArray[np.intp]


@dataclass(frozen=True)
class Line:
    """One group's line in one view and target: fit and ceiling per point set, and the verdict."""

    key: dict[str, str]
    fits: dict[Points, LineFit]
    ceilings: dict[Points, float]
    skill: Skill
    k_star: float
    distinct: int
    judgement: Judgement


def lines_table(lines: Sequence[Line]) -> pd.DataFrame:
    """One row per arm x family (and `all`) x target x plane x axes x point set; columns `LINES`.

    Fit and `ceiling` are of the row's own points; `gain` = R^2 of all points minus R^2 of these;
    `skill`, `k_star` and `verdict` are of the line through the configurations that are not
    near-collapsed and stand in each of its rows. Undefined figures are missing.
    """
    rows = [
        {**line.key, "points": str(points), **_figures(line, points)}
        for line in lines
        for points in Points
    ]
    return pd.DataFrame(rows, columns=LINES).sort_values(LINES[:7], ignore_index=True)


def verdicts_table(lines: Sequence[Line]) -> pd.DataFrame:
    """Every line's verdict with its reason and the interval of its skill; columns `VERDICTS`."""
    rows = [
        {
            **line.key,
            "verdict": str(line.judgement.verdict),
            "reason": line.judgement.reason,
            "skill": line.skill.value,
            "skill_low": line.skill.low,
            "skill_high": line.skill.high,
            "distinct": line.distinct,
        }
        for line in lines
    ]
    return pd.DataFrame(rows, columns=VERDICTS).sort_values(KEY, ignore_index=True)


def all_lines(
    counts: pd.DataFrame,
    halves: pd.DataFrame,
    trials: pd.DataFrame,
    domains: pd.DataFrame,
    epsilon: float,
) -> list[Line]:
    """Every line of every arm, family (and `all`), target and view."""
    lines = []
    for arm in sorted(trials["arm"].unique()):
        gathered = arm_counts(arm, counts, halves, trials, domains)
        families = sorted(trials.loc[trials["arm"] == arm, "family"].unique())
        lines += arm_lines(arm, gathered, [*families, POOLED], epsilon)
    return lines


def arm_lines(arm: str, gathered: ArmCounts, families: Sequence[str], epsilon: float) -> list[Line]:
    """Every line of some families (`all`: of all together) of one arm, each target and view."""
    lines = []
    for group in [_group(arm, family, gathered) for family in families]:
        for place, target in enumerate(gathered.domains[1:], start=1):
            key = {**group.key, "source": gathered.domains[0], "target": target}
            lines += [_line(group, key, view, place, epsilon) for view in VIEWS]
    return lines


def _group(arm: str, family: str, gathered: ArmCounts) -> Group:
    everyone = np.ones(len(gathered.families), dtype=np.bool_)
    inside = everyone if family == POOLED else gathered.families == family
    pooled = family == POOLED
    axes = label_axis(gathered.families) if pooled else setting_axes(gathered.settings[inside])
    key = {"arm": arm, "family": family}
    whole, halves = gathered.whole[inside], gathered.halves[inside]
    return Group(key, whole, halves, axes, gathered.configurations()[inside])


def _line(group: Group, key: dict[str, str], view: View, target: int, epsilon: float) -> Line:
    scores, halves = view.score(confusion(group.whole)), view.score(confusion(group.halves))
    x, y = scores[:, 0], scores[:, target]
    chosen = {
        points: selected(x, y, kept(group.whole, target, epsilon, points), points)
        for points in Points
    }
    fits = {points: fit_line(x[at], y[at]) for points, at in chosen.items()}
    ceilings = {points: ceiling(halves[at, 0], halves[at, target]) for points, at in chosen.items()}
    rest = chosen[Points.NOT_NEAR]
    enough = len(rest) >= FEWEST_POINTS
    skill = (
        line_skill(x[rest], y[rest], [axis.only(rest) for axis in group.axes])
        if enough
        else UNDEFINED
    )
    trained = len(np.unique(group.configurations[rest]))
    distinct = min(trained, len(distinct_points(x[rest], y[rest])))
    evidence = Evidence(
        distinct, fits[Points.NOT_NEAR].slope, fits[Points.ALL].r2, ceilings[Points.NOT_NEAR], skill
    )
    return Line(
        key={**key, "plane": view.plane, "axes": view.axes},
        fits=fits,
        ceilings=ceilings,
        skill=skill,
        k_star=_k_star(group.whole, view, target, epsilon, rest) if enough else np.nan,
        distinct=distinct,
        judgement=judge(evidence),
    )


def _k_star(
    whole: Counts, view: View, target: int, epsilon: float, rest: npt.NDArray[np.intp]
) -> float:
    """k* for a constant of the class to which most collapses run, else of the source's majority."""
    pair = whole[:, [0, target]]
    kinds = collapse(confusion(pair), epsilon)
    surplus = int((kinds == Collapse.POSITIVE).sum()) - int((kinds == Collapse.NEGATIVE).sum())
    positives, negatives = pair[0, :, :2].sum(axis=1), pair[0, :, 2:].sum(axis=1)
    none = np.zeros_like(positives)
    to_positive = surplus > 0 or (surplus == 0 and positives[0] >= negatives[0])
    cells = (
        [positives, none, negatives, none] if to_positive else [none, positives, none, negatives]
    )
    constant = view.score(confusion(np.stack(cells, axis=1)))
    scores = view.score(confusion(pair[rest]))
    found = models_that_fake(cloud_of(scores[:, 0], scores[:, 1], constant[0], constant[1]))
    return np.nan if found is None else float(found)


def _figures(line: Line, points: Points) -> dict[str, object]:
    fit = line.fits[points]
    return {
        "n": fit.n,
        "slope": fit.slope,
        "intercept": fit.intercept,
        "r": fit.r,
        "r2": fit.r2,
        "rmse": fit.rmse,
        "spearman": fit.spearman,
        "ceiling": line.ceilings[points],
        "skill": line.skill.value,
        "gain": line.fits[Points.ALL].r2 - fit.r2,
        "k_star": line.k_star,
        "verdict": str(line.judgement.verdict),
    }

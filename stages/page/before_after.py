"""Both planes without and with one remedy: the points' scores and states, on shared limits."""

from string import Template

import pandas as pd

from stages.charts.limits import shared_limits
from stages.charts.panel import Plane
from stages.charts.panels import Study, panels
from stages.page.dataset import Gathered, Tree, plane_columns, study
from stages.page.parts import part
from stages.page.words import isolated
from stages.storage.arms import NO_REMEDY, parts_of
from stages.summary.findings import POINTS, Findings
from stages.summary.markdown import plain


def compared(found: Findings) -> tuple[str, str] | None:
    """The arm without and the arm with a remedy; None unless the study set two side by side."""
    if POINTS not in found.diagnosis or found.diagnosis[POINTS].empty:
        return None
    arms = sorted(map(str, found.diagnosis[POINTS]["arm"].unique()))
    without = [arm for arm in arms if parts_of(arm)[1] == NO_REMEDY]
    remedied = [arm for arm in arms if arm not in without]
    return (without[0], remedied[0]) if without and remedied else None


def before_after_html(found: Findings) -> str:
    """The frame that the script fills; empty where there is nothing to compare."""
    if compared(found) is None:
        return ""
    families = "".join(
        f'<li class="family f{place}">{isolated(plain(family))}</li>'
        for place, family in enumerate(found.setting.families)
    )
    return Template(part("before.html")).substitute(families=families)


def before_after(gathered: Gathered) -> Tree | None:
    """Names of both arms, limits per plane, and columns of both in the order of `configs`.

    The subject's columns stand in the page's data already: they are null here.
    """
    arms = compared(gathered.found)
    if arms is None:
        return None
    points = gathered.found.diagnosis[POINTS]
    return {
        "arms": [plain(arm) for arm in arms],
        "limits": {plane.value: _limits(gathered.found, points, plane, arms) for plane in Plane},
        "models": [
            None
            if arm == gathered.found.setting.arm
            else plane_columns(gathered, points[points["arm"] == arm])
            for arm in arms
        ],
    }


def _limits(
    found: Findings, points: pd.DataFrame, plane: Plane, arms: tuple[str, str]
) -> list[float]:
    """Around the points of both arms, in every target's panel."""
    known = study(found)
    pair = Study(arms[1], arms[0], known.source, known.targets, known.names, known.positive_share)
    return list(shared_limits(panels(plane, pair, points, found.tables["lines"])))

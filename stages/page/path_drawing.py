"""Logistic regression along C with its certificate, and its steps against their bound."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from stages.certificates.everywhere import EVERYWHERE
from stages.charts.path_template import HEIGHT
from stages.charts.pictures_by_name import Picture
from stages.page.drawing import Drawing, DrawnRow, Panel, rounded
from stages.summary.certificate import (
    LOGISTIC,
    Step,
    certified_arms,
    limit,
    path,
    scientific,
    used_words,
)
from stages.summary.findings import Findings
from stages.summary.markdown import code, plain
from stages.summary.numbers import Row, number

LIMITS: Final = ("c_proven", "c_first_order", "c_measured")
ROOM: Final = 1.5
LAMBDA: Final = "lambda"
"""What family lr calls a setting C that is the penalty, the inverse of the C that is drawn."""


def path_drawing(found: Findings) -> Drawing | None:
    """A panel per certified arm, all on one axis; None where no path was walked."""
    arms = [arm for arm in certified_arms(found) if path(found, arm)]
    if not arms:
        return None
    low, high = _ends(found, arms)
    return Drawing(
        name="path",
        picture=Picture.PATH,
        caption="**Logistic regression along C.** How many test rows of the source it predicts "
        "negative, and what was certain before any fit.",
        panels=[_panel(found, arm, low, high) for arm in arms],
        legend=[
            ("mark-path", "path on the source"),
            ("mark-others", "audited configurations on each target"),
            ("mark-proven", "constant: proven"),
            ("mark-first", "C*, first order"),
            ("mark-measured", "largest C measured constant"),
        ],
    )


def step_drawing(found: Findings) -> Drawing | None:
    """The steps of every arm whose bound is known; None without one."""
    arms = [arm for arm in certified_arms(found) if _known(found, arm)]
    if not arms:
        return None
    low, high = _ends(found, arms)
    moved = [moved for arm in arms for step in _known(found, arm)
             for moved in (step.bound, step.distance) if moved > 0]  # fmt: skip
    signals = {
        "low": low, "high": high,
        "least": rounded(min(moved) / ROOM), "most": rounded(max(moved) * ROOM),
    }  # fmt: skip
    return Drawing(
        name="steps",
        picture=Picture.STEPS,
        caption="**How far its weights move** from one C to the next, and the bound that they "
        "can't pass.",
        panels=[_steps(found, arm, signals) for arm in arms],
        legend=[("mark-path", "measured step"), ("mark-bound", "bound")],
    )


def _panel(found: Findings, arm: str, low: float, high: float) -> Panel:
    setting = found.setting
    row = limit(found, arm, setting.source) or limit(found, arm, EVERYWHERE)
    proven, first, measured = (number(row, name) for name in LIMITS)
    steps = [step for step in path(found, arm) if math.isfinite(step.negative_id)]
    source = plain(setting.names[setting.source])
    told = (
        f"proven below C = {scientific(proven)}; C\\* {scientific(first)}; "
        f"measured up to {scientific(measured)}"
    )
    return Panel(
        sets={
            "proven": [{"x": low, "x2": min(proven, high)}] if proven > low else [],
            "first_order": [{"x": rounded(first)}] if low <= first <= high else [],
            "others": list(_audited(found, arm)),
            "path": [_point(step.c, step.negative_id, source) for step in steps],
            "measured": [
                _point(measured, _nearest(steps, measured), f"{source}, still constant")
            ] if low <= measured <= high else [],
        },
        words=f"Logistic regression along C on {arm}: {told}",
        height=HEIGHT,
        title=_title(found, arm),
        told=told,
        signals={"low": low, "high": high},
    )  # fmt: skip


def _steps(found: Findings, arm: str, signals: Mapping[str, float]) -> Panel:
    known = _known(found, arm)
    sets = {
        "bound": [_change(step.c, step.bound, "at most") for step in known],
        "steps": [_change(step.c, step.distance, "moved") for step in known if step.distance > 0],
    }
    told = f"{used_words(known)} of the bound"
    return Panel(
        sets=sets,
        words=f"Steps of the weights on {arm}: {told}",
        height=HEIGHT - 50,
        title=_title(found, arm),
        told=told,
        signals=signals,
    )


def _title(found: Findings, arm: str) -> str:
    return ("Raw rows, " if arm == found.setting.raw else "") + code(arm)


def _known(found: Findings, arm: str) -> list[Step]:
    return [step for step in path(found, arm) if step.bound > 0 and step.distance >= 0]


def _ends(found: Findings, arms: Sequence[str]) -> tuple[float, float]:
    """The least and the greatest C of the paths, with room for the limits that are drawn."""
    walked = [step.c for arm in arms for step in path(found, arm)]
    limits = [
        number(limit(found, arm, domain), name)
        for arm in arms
        for domain in (found.setting.source, EVERYWHERE)
        for name in LIMITS
    ]
    walked += [float(row["x"] or 0) for arm in arms for row in _audited(found, arm)]
    low, high = min(walked), max(walked)
    near = [c for c in limits if math.isfinite(c) and low / 100 < c < high * 100]
    return rounded(min([low, *near]) / ROOM), rounded(max([high, *near]) * ROOM)


def _audited(found: Findings, arm: str) -> Iterable[DrawnRow]:
    """The audited configurations that differ in C alone, on each target, first seed.

    Where their setting is the penalty they stand at its inverse, as the path does.
    """
    setting = found.setting
    seed = f"seed={setting.seeds[0]}" if setting.seeds else ""
    targets = set(setting.targets)
    for row in found.table("confusion"):
        if (row["arm"], row["family"]) != (arm, LOGISTIC) or row["domain"] not in targets:
            continue
        settings, _, ending = str(row["config"]).partition(";")
        name, _, value = settings.partition("=")
        share = _negative(row)
        if ending == seed and name == "C" and _is_number(value) and math.isfinite(share):
            domain = plain(setting.names[str(row["domain"])])
            strength = 1.0 / float(value) if setting.penalty_is == LAMBDA else float(value)
            yield _point(strength, share, domain)


def _negative(row: Row) -> float:
    tp, fn, fp, tn = (number(row, name) for name in ("tp", "fn", "fp", "tn"))
    rows = tp + fn + fp + tn
    return (fn + tn) / rows if rows > 0 else math.nan


def _is_number(text: str) -> bool:
    try:
        return 0 < float(text) < math.inf
    except ValueError:
        return False


def _nearest(steps: Sequence[Step], c: float) -> float:
    if not steps:
        return 0.0
    return min(steps, key=lambda step: abs(math.log(step.c / c))).negative_id


def _point(c: float, share: float, domain: str) -> DrawnRow:
    return {"x": rounded(c), "y": rounded(share), "domain": domain}


def _change(c: float, distance: float, verb: str) -> DrawnRow:
    tip = f"C = {scientific(c)}\n{verb} {scientific(distance)}"
    return {"x": rounded(c), "y": rounded(distance), "tip": tip}

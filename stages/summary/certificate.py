"""Where linear models must predict a constant: proven before training, and what was measured."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from stages.summary.findings import Findings
from stages.summary.markdown import code, escape, section, table
from stages.summary.numbers import UNKNOWN, Row, listed, number, percent

EVERYWHERE: Final = "all"
LOGISTIC: Final = "lr"
COLUMNS: Final = ("proven", "first_order", "measured")
ALMOST: Final = 1e-3
MODELS: Final = {
    "lr": "logistic regression",
    "svc_linear": "SVC, linear kernel",
    "svc_rbf": "SVC, RBF kernel",
    "linear_svm": "linear SVM",
}


@dataclass(frozen=True)
class Step:
    """One step along the path of C: what the weights moved, what they may move at most."""

    c: float
    distance: float
    bound: float
    negative_id: float


def certified_arms(found: Findings) -> list[str]:
    """The raw arm, the subject, then all others that have a limit or a path, sorted."""
    known = {str(row["arm"]) for name in ("certificate", "certificate_path")
             for row in found.table(name)}  # fmt: skip
    first = [arm for arm in (found.setting.raw, found.setting.arm) if arm in known]
    return [*first, *sorted(known - set(first))]


def limit(found: Findings, arm: str, domain: str, model: str = LOGISTIC) -> Row | None:
    """A line of certificate.csv; the first gamma where there are several."""
    return next(
        (
            row
            for row in found.table("certificate")
            if (row["arm"], row["model"], row["domain"]) == (arm, model, domain)
        ),
        None,
    )


def path(found: Findings, arm: str) -> list[Step]:
    """The LR path of one arm by rising C."""
    names = ("c", "distance", "bound", "negative_id")
    steps = [
        Step(*(number(row, name) for name in names))
        for row in found.table("certificate_path")
        if row["arm"] == arm
    ]
    return sorted(steps, key=lambda step: step.c)


def certificate_section(found: Findings) -> str:
    """Limits per arm and model, then what the path of LR shows; empty where none was certified."""
    if not found.table("certificate") and not found.table("certificate_path"):
        return ""
    arms = certified_arms(found)
    return section(
        "Collapse that is certain before training",
        "With a penalty strong enough a linear model predicts one class only. Below **proven** "
        "that follows from the vectors and the training labels without a fit; **first order** "
        "(C\\*) estimates the same limit from the first step of training alone; **measured** is "
        "the largest C at which a fit was still constant. Choose C well above all three, or scale "
        "the vectors.",
        *_limits(found, arms),
        _explained(found, arms),
    )


def _limits(found: Findings, arms: list[str]) -> list[str]:
    rows = [row for row in found.table("certificate") if row["domain"] == EVERYWHERE]
    place = {arm: k for k, arm in enumerate(arms)}
    order = {model: k for k, model in enumerate(MODELS)}
    rows.sort(
        key=lambda row: (
            place[str(row["arm"])], order.get(str(row["model"]), len(order)), number(row, "gamma")
        )
    )  # fmt: skip
    body = [
        [
            code(row["arm"]),
            escape(MODELS.get(str(row["model"]), row["model"])),
            "" if math.isnan(gamma := number(row, "gamma")) else scientific(gamma),
            *(scientific(number(row, f"c_{name}")) for name in COLUMNS),
        ]
        for row in rows
    ]
    if not body:
        return []
    header = ["arm", "model", "gamma", *(name.replace("_", " ") for name in COLUMNS)]
    head = "**Limits of C that hold on every test set** (each test set's: tables/certificate.csv):"
    return [head, table(header, body, text_columns=2)]


def _explained(found: Findings, arms: list[str]) -> str:
    told = [words for arm in arms if (words := _used(found, arm))]
    if not told:
        return ""
    return (
        "From one C to the next, the weights of logistic regression can't move further than a "
        "bound that depends on both C and their length alone; hence neighbouring configurations "
        f"stay neighbours, and its bindings are coherent. Used of that bound: {listed(told)}."
    )


def _used(found: Findings, arm: str) -> str:
    """How much of the bound the largest step uses; empty where no step has a bound."""
    steps = [step for step in path(found, arm) if step.bound > 0 and step.distance >= 0]
    if not steps:
        return ""
    broken = sum(step.distance > step.bound * (1 + ALMOST) for step in steps)
    if broken:
        return (
            f"more than all of it {broken} of {len(steps)} times on {code(arm)}, which no "
            "converged fit can"
        )
    return f"{used_words(steps)} on {code(arm)}"


def used_words(steps: Sequence[Step]) -> str:
    """`14.2 % to 99.9 %`: how much of its bound a step uses, the least and the most."""
    shares = [step.distance / step.bound for step in steps]
    least, most = percent(min(shares)), percent(max(shares))
    return least if least == most else f"{least} to {most}"


def scientific(value: float) -> str:
    """A limit with three digits that count."""
    return UNKNOWN if math.isnan(value) else f"{value:.3g}"

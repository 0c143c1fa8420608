"""Where linear models must predict a constant: proven before training, and what was measured."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from stages.certificates.everywhere import EVERYWHERE
from stages.summary.findings import Findings
from stages.summary.markdown import code, section, table
from stages.summary.numbers import UNKNOWN, Row, listed, number, percent

LOGISTIC: Final = "lr"
COLUMNS: Final = ("proven", "first_order", "measured")
ALMOST: Final = 1e-3
ENDLESS: Final = "infinite"
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
        _others(found, arms),
        _explained(found, arms),
    )


def _limits(found: Findings, arms: list[str]) -> list[str]:
    """Every model on the raw arm and the subject, a kernel's limits as a range over its gamma."""
    body = []
    for arm in _first(found, arms):
        for model, name in MODELS.items():
            if rows := _everywhere(found, arm, model):
                ranges = (_range(rows, key) for key in ("gamma", *(f"c_{k}" for k in COLUMNS)))
                gamma, *limits = ranges
                body.append([code(arm), name, "" if gamma == UNKNOWN else gamma, *limits])
    if not body:
        return []
    header = ["arm", "model", "gamma", *(name.replace("_", " ") for name in COLUMNS)]
    head = (
        "**Limits of C that hold on every test set** (of each test set and each gamma: "
        "tables/certificate.csv):"
    )
    told = [head, table(header, body, text_columns=2)]
    endless = any(ENDLESS in cell for row in body for cell in row)
    return [*told, f"*{ENDLESS.capitalize()}*: at every C."] if endless else told


def _others(found: Findings, arms: list[str]) -> str:
    """Logistic regression alone on all other arms; empty without any."""
    body = []
    for arm in arms:
        row = limit(found, arm, EVERYWHERE)
        if arm not in _first(found, arms) and row is not None:
            proven, *rest = (number(row, f"c_{name}") for name in COLUMNS)
            limits = ["none"] * 3 if proven == 0 else [scientific(c) for c in (proven, *rest)]
            body.append([code(arm), *limits])
    if not body:
        return ""
    header = ["other arms, logistic regression", *(name.replace("_", " ") for name in COLUMNS)]
    no_limit = any(row[1] == "none" for row in body)
    why = "None: no C is known below which one class is certain, as under balanced weights. "
    files = "All models on these arms: diagnosis/certificate.csv."
    return f"{table(header, body)}\n\n{why if no_limit else ''}{files}"


def _first(found: Findings, arms: list[str]) -> list[str]:
    return [arm for arm in arms if arm in (found.setting.raw, found.setting.arm)]


def _everywhere(found: Findings, arm: str, model: str) -> list[Row]:
    key = arm, model, EVERYWHERE
    rows = found.table("certificate")
    return [row for row in rows if (row["arm"], row["model"], row["domain"]) == key]


def _range(rows: Sequence[Row], name: str) -> str:
    known = [value for row in rows if not math.isnan(value := number(row, name))]
    if not known:
        return UNKNOWN
    least, most = scientific(min(known)), scientific(max(known))
    return least if least == most else f"{least} to {most}"


def _explained(found: Findings, arms: list[str]) -> str:
    first = _first(found, arms)
    told = [words for arm in first if (words := _used(found, arm))]
    others = [arm for arm in arms if arm not in first]
    told += [words for arm in others if (words := _broken(found, arm))]
    whole = [arm for arm in others if _bounded(found, arm) and not _broken(found, arm)]
    if whole:
        steps = [step for arm in whole for step in _bounded(found, arm)]
        noun = "arm" if len(whole) == 1 else "arms"
        told.append(f"{used_words(steps)} on {len(whole)} other {noun}")
    if not told:
        return ""
    return (
        "From one C to the next, the weights of logistic regression can't move further than a "
        "bound that depends on both C and their length alone; hence neighbouring configurations "
        f"stay neighbours, and its bindings are coherent. Used of that bound: {listed(told)}."
    )


def _used(found: Findings, arm: str) -> str:
    """How much of the bound the steps use; empty where no step has a bound."""
    steps = _bounded(found, arm)
    return (_broken(found, arm) or f"{used_words(steps)} on {code(arm)}") if steps else ""


def _bounded(found: Findings, arm: str) -> list[Step]:
    return [step for step in path(found, arm) if step.bound > 0 and step.distance >= 0]


def _broken(found: Findings, arm: str) -> str:
    """Words about steps beyond their bound; empty where every step keeps it."""
    steps = _bounded(found, arm)
    broken = sum(step.distance > step.bound * (1 + ALMOST) for step in steps)
    if not broken:
        return ""
    return (
        f"more than all of it {broken} of {len(steps)} times on {code(arm)}, which no "
        "converged fit can"
    )


def used_words(steps: Sequence[Step]) -> str:
    """`14.2 % to 99.9 %`: how much of its bound a step uses, the least and the most."""
    shares = [step.distance / step.bound for step in steps]
    least, most = percent(min(shares)), percent(max(shares))
    return least if least == most else f"{least} to {most}"


def scientific(value: float) -> str:
    """A limit with three digits that count; a word where it holds at every C."""
    if math.isinf(value):
        return ENDLESS
    return UNKNOWN if math.isnan(value) else f"{value:.3g}"

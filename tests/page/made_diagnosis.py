"""A diagnosis made by hand: every table of the study, for any families and names."""

import itertools
import math
from dataclasses import replace

import pandas as pd

from stages.certificates.everywhere import EVERYWHERE
from stages.diagnosis.words import CAUSES, RUNGS
from stages.page.dataset import Gathered
from tests.page.made_page import gathered

REMEDIES = ("center", "standardize", "whiten")
KINDS = ("threshold", "score", "dead", "uninformative")
DIAGRAMS = ("C x spread^2", "lr x |mean|_1", "alpha x batch")
MODELS = ("lr", "svc_linear", "svc_rbf", "linear_svm")


def diagnosed(made: Gathered | None = None, remedies=REMEDIES, single=False) -> Gathered:
    """The made page with a diagnosis; `single`: only what every run has."""
    page = made or gathered()
    found = page.found
    setting = found.setting
    tables = {**found.tables, "kinds": kinds(page), **certified(setting), "claims": claims()}
    if single:
        return replace(page, found=replace(found, tables=tables))
    names = [*remedies]
    study = {
        "ladder": ladder(setting),
        "causes": causes(setting),
        "examined": examined(setting),
        "probes": probes(),
        "remedies": changes(setting, names),
        "remedy_scores": scores(setting, names),
        "remedy_lines": pd.DataFrame(columns=["encoder", "remedy", "target", "plane"]),
        "recommendation": recommendation(setting, names),
        "dials": dials(setting),
        "phases": phases(setting),
        "expected": expected(setting),
        "plane": planes(page, names[1]),
    }
    return replace(page, found=replace(found, tables=tables, diagnosis=study))


def kinds(page):
    points = page.points[page.points["collapsed"] != "none"]
    keys = points[["arm", "family", "config", "target"]].rename(columns={"target": "domain"})
    turns = itertools.cycle(KINDS)
    return keys.assign(kind=[next(turns) for _ in range(len(keys))])


def certified(setting):
    limits = [
        (arm, model, 0.1 if model == "svc_rbf" else math.nan, domain, scale / 40, scale, scale / 2)
        for arm, scale in ((setting.raw, 3e-4), (setting.arm, 2e-2))
        for model in MODELS
        for domain in (EVERYWHERE, *setting.domains)
    ]
    columns = ["arm", "model", "gamma", "domain", "c_proven", "c_first_order", "c_measured"]
    path = [
        (arm, 10 ** (k / 4), 0.01 * 10 ** (k / 8), 0.04 * 10 ** (k / 7), share(k, start))
        for arm, start in ((setting.raw, -14), (setting.arm, -7))
        for k in range(-20, 13)
    ]
    steps = pd.DataFrame(path, columns=["arm", "c", "distance", "bound", "negative_id"])
    steps.loc[steps["c"] < 1.1e-5, ["distance", "bound"]] = math.nan
    return {"certificate": pd.DataFrame(limits, columns=columns), "certificate_path": steps}


def claims():
    rows = [
        (f"claim{k}", f"Statement {k} of the paper.", "figure 2", "near, strong", "above", 0.5,
         0.5 + 0.1 * k, 0.4, 0.7, 5, verdict, "its interval holds the threshold")
        for k, verdict in enumerate(("supported", "contradicted", "cannot_tell"))
    ]  # fmt: skip
    columns = ["claim", "statement", "page", "statistic", "direction", "threshold", "value", "low"]
    return pd.DataFrame(rows, columns=[*columns, "high", "seeds", "verdict", "reason"])


def share(k, start):
    return 0.0 if k < start else round(0.42 * (1 - math.exp(-(k - start) / 5)), 6)


def causes(setting):
    turns = itertools.cycle(CAUSES)
    rows = [
        (setting.arm, family, f"c{k}", KINDS[(k + place) % 4], next(turns))
        for place, family in enumerate(setting.families)
        for k in range(9 + 4 * place)
    ]
    return pd.DataFrame(rows, columns=["arm", "family", "config", "kind", "cause"])


def examined(setting):
    rows = [
        (setting.arm, family, 30 + 10 * place, 9 + 4 * place)
        for place, family in enumerate(setting.families)
    ]
    return pd.DataFrame(rows, columns=["arm", "family", "collapsed", "examined"])


def ladder(setting):
    rows = []
    for row in causes(setting).to_dict("records"):
        for rung in ("none", *RUNGS):
            mended = "true" if rung == row["cause"] else "false"
            applies = not (row["family"] == "lr" and rung == "slower")
            error = None if applies else "does not apply"
            youden = (0.3 if mended == "true" else 0.01) if applies else math.nan
            rows.append({**row, "rung": rung, "youden": youden, "reference": 0.5}
                        | {"repaired": mended, "error": error})  # fmt: skip
    return pd.DataFrame(rows).drop(columns="cause")


def probes():
    rows = [
        (arm, probe, auc, auc - 0.02, auc + 0.02, 0.5)
        for arm, auc in (("raw", 0.86), ("embedded", 0.81))
        for probe in ("linear", "boosted", "best")
    ]
    return pd.DataFrame(rows, columns=["arm", "probe", "auc", "auc_low", "auc_high", "youden"])


def changes(setting, remedies):
    rows = []
    for k, remedy in enumerate(["none", *remedies]):
        for place, family in enumerate([*setting.families, "all"]):
            before, removed, created = 40, 9 * k % 41, (place + k) % 5 if k else 0
            after = before - removed + created
            rows.append((setting.arm, remedy, family, 60 - created, created, removed,
                         before - removed, before / 100, after / 100,
                         (after - before) / 100))  # fmt: skip
    columns = ["encoder", "remedy", "family", "n00", "n01", "n10", "n11", "collapse_none"]
    frame = pd.DataFrame(rows, columns=[*columns, "collapse", "difference"])
    return frame.assign(seed_low=math.nan, seed_high=math.nan, seeds=1)


def scores(setting, remedies):
    rows = []
    for k, remedy in enumerate(["none", *remedies]):
        for place, domain in enumerate(setting.domains):
            change = 0.012 * k - 0.009 * place if k else 0.0
            rows.append((setting.arm, remedy, domain, 0.7, 0.7 + change, change, change - 0.004,
                         change + 0.004, "true" if change < -0.005 else "false"))  # fmt: skip
    columns = ["encoder", "remedy", "domain", "f1_none", "f1_macro", "difference"]
    return pd.DataFrame(rows, columns=[*columns, "seed_low", "seed_high", "lowers"])


def recommendation(setting, remedies):
    row = {"encoder": setting.arm, "remedy": remedies[1], "reason": "it removes most", "seeds": 1}
    row |= {"difference": -0.2, "seed_low": math.nan, "seed_high": math.nan}
    return pd.DataFrame([row | {"worst_domain": setting.targets[0], "worst_difference": -0.002}])


def dials(setting):
    row = {"family": setting.families[0], "dial": "none", "value": 0, "spread": 0.316}
    return pd.DataFrame([row | {"mean_l1": 9.1, "collapse": 0.3, "configs": 8}])


def phases(setting):
    rows = [
        (family, diagram, 10.0 ** (i - 4), 10.0 ** (j - 3), 1 / (1 + math.exp(i + j - 4)), 12)
        for diagram in DIAGRAMS
        for family in setting.families[:3]
        for i in range(8)
        for j in range(5)
    ]
    return pd.DataFrame(rows, columns=["family", "diagram", "x", "y", "collapse", "configs"])


def expected(setting):
    rows = [
        (arm, family, 0.1 * place + 0.05, 0.08, 0.09 * place + 0.1)
        for arm in (setting.raw, setting.arm)
        for place, family in enumerate(setting.families)
    ]
    return pd.DataFrame(rows, columns=["arm", "family", "expected", "error", "measured"])


def planes(page, remedy):
    """The subject's points, and after the remedy the same with every collapse mended."""
    arm = page.found.setting.arm
    before = page.points[page.points["arm"] == arm]
    after = before.assign(arm=f"{arm}+{remedy}", collapsed="none", where="none", strict=0)
    return pd.concat([before, after], ignore_index=True)

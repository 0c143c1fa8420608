"""Findings made by hand: two families, two targets, one name that tries to break Markdown."""

from dataclasses import replace

import pandas as pd

from stages.summary.findings import Findings, Setting

ODD = "A|`<b>\nx"
SETTING = Setting(
    data="made rows",
    size="quick",
    arm="minilm",
    raw="tabular",
    families=("lr", "rf"),
    seeds=(0,),
    source="CA",
    targets=("PR", "d-0a1b2c3d"),
    names={"CA": "CA", "PR": "PR", "d-0a1b2c3d": ODD},
    epsilon=0.1,
    confidence=0.95,
    penalty_is="C",
)
TARGETS = SETTING.targets


def collapse_row(arm, family, measure="id", target="CA", epsilon=0.1, **cells):
    row = {"arm": arm, "family": family, "source": "CA", "target": target, "measure": measure}
    row |= {"epsilon": epsilon, "value": 0.0, "n": 8, "failed": 0}
    return row | {"band_low": 0.14, "band_high": 0.69} | cells


def paired_row(family, cells, measure="id", target="CA", epsilon=0.1):
    keys = {"family": family, "source": "CA", "target": target, "measure": measure}
    return {
        **keys,
        "epsilon": epsilon,
        **dict(zip(("n00", "n01", "n10", "n11"), cells, strict=True)),
    }


def line_row(arm, points, r2, n, *, family="all", target="PR", plane="acl", verdict="spurious"):
    keys = {"arm": arm, "family": family, "source": "CA", "target": target, "plane": plane}
    figures = {"r2": r2, "n": n, "slope": 1.0, "rmse": 0.01, "spearman": 0.5, "skill": -0.05}
    figures |= {"ceiling": 0.7, "k_star": 4, "verdict": verdict}
    return {**keys, "axes": "raw", "points": points, **figures}


def findings() -> Findings:
    """A study in which three of eight forests collapse, one on the raw rows too."""
    leaf = {"id": 0.1875, "strong": 0.1, "projection": 0.2, "strict_id": 0.1}
    collapse = [
        collapse_row("minilm", "rf", value=0.375),
        collapse_row("tabular", "rf", value=0.125),
        collapse_row("minilm", "lr"),
        collapse_row("tabular", "lr"),
        collapse_row("tabular", "rf", epsilon=0.0, value=0.125),
        *(collapse_row("minilm", "rf", "target", target, value=0.25) for target in TARGETS),
    ]
    lines = [
        line_row(arm, points, r2, n, target=target, plane=plane)
        for target in TARGETS
        for plane in ("acl", "f1l")
        for arm, points, r2, n in (
            ("minilm", "all", 0.9, 16),
            ("minilm", "not_near", 0.3, 13),
            ("tabular", "all", 0.8, 16),
            ("tabular", "not_near", 0.82, 15),
        )
    ]
    verdicts = [
        {"arm": "minilm", "family": "all", "source": "CA", "target": target, "plane": plane}
        | {
            "axes": "raw",
            "verdict": "spurious",
            "reason": "R2 0.90 with skill -0.05",
            "distinct": 13,
        }
        for target in TARGETS
        for plane in ("acl", "f1l")
    ]
    best = [
        {"arm": arm, "family": family, "config": "c", "domain": domain, "accuracy": accuracy}
        | {"f1_macro": 0.5, "auc": None}
        for domain in SETTING.domains
        for arm, family, accuracy in (
            ("minilm", "rf", 0.7), ("tabular", "rf", 0.8), ("constant", "constant", 0.75)
        )
    ]  # fmt: skip
    kind = {"arm": "minilm", "family": "rf", "config": "c", "domain": "CA"}
    tables = {
        "collapse": collapse,
        "paired": [paired_row("rf", (5, 2, 0, 1)), paired_row("lr", (8, 0, 0, 0))],
        "lines": lines,
        "verdicts": verdicts,
        "best": best,
        "kinds": [{**kind, "kind": "threshold"}, {**kind, "domain": "PR", "kind": None}],
        "systematic": [
            {"family": "rf", "config": "c", "epsilon": 0.1, "tabular": 0, "embedding": 3, "arms": 1}
            | {"arms_everywhere": 0}
        ],
        "agreement": [
            {"arm": "minilm", "family": "rf", "source": "CA", "target": "PR", "points": "all"}
            | {"r2": 0.9}
        ],
        "bindings": [
            {"arm": "minilm", "family": "rf", "target": "PR", "plane": "acl", "coherence": 0.25}
            | {"contraction": 1.5}
        ],
    }
    return Findings(
        setting=SETTING,
        rows=pd.DataFrame(
            [("CA", 3000, 2000, 1200), ("PR", 0, 1000, 890), ("d-0a1b2c3d", 0, 1000, 500)],
            columns=["domain", "train", "test", "positives"],
        ),
        metrics={
            "collapse": {"lr": dict.fromkeys(leaf, 0.0), "rf": leaf, "overall": leaf},
            "collapse_tabular": {"rf": {"id": 0.125}, "overall": {"id": 0.0625}},
            "well_defined": {"lr": 1, "rf": 0},
            "best": {"CA": {"accuracy": 0.71}},
        },
        tables={name: pd.DataFrame(rows) for name, rows in tables.items()},
        trials=trials(),
        facts={"minilm": {"dimension": 384, "anisotropy": 0.25}, "tabular": {"dimension": 76}},
        truth=pd.DataFrame(
            [
                {"domain": "CA", "bayes_accuracy": 0.82, "bayes_predicted_positives": 0.6}
                | {"bayes_s_positive": 0.9, "bayes_s_negative": 1.1},
                {"domain": "PR", "bayes_accuracy": 0.91, "bayes_predicted_positives": 0.97}
                | {"bayes_s_positive": 0.05, "bayes_s_negative": 1.95},
            ]
        ),
        pictures=[("ACL plane", "planes/acl.png"), ("F1L plane", "planes/f1l.png")],
    )


def trials() -> pd.DataFrame:
    rows = [
        (arm, family, f"a={k};seed=0", 0, True, "ok", None)
        for arm in ("tabular", "minilm")
        for family in ("lr", "rf")
        for k in range(8)
    ]
    columns = ["arm", "family", "config", "seed", "in_grid", "status", "error"]
    return pd.DataFrame(rows, columns=columns)


def with_table(name: str, rows: list[dict[str, object]]) -> Findings:
    """The same findings with one table replaced."""
    found = findings()
    return replace(found, tables={**found.tables, name: pd.DataFrame(rows)})


def nothing() -> Findings:
    """Findings in which every table is empty and every number unknown."""
    found = findings()
    empty = {name: frame.iloc[:0] for name, frame in found.tables.items()}
    return replace(
        found, metrics={}, tables=empty, facts={}, truth=found.truth.iloc[:0],
        trials=found.trials.iloc[:0], rows=found.rows.iloc[:0],
    )  # fmt: skip

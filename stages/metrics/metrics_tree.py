"""metrics.json: the headline numbers of the subject, one leaf per key, null where undefined.

The key set follows from the families, the domains and nothing else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from stages.certificates.everywhere import EVERYWHERE
from stages.metrics.arm_counts import POOLED
from stages.metrics.best import best_overall
from stages.metrics.collapse_table import STRICT
from stages.metrics.confusion import Floats
from stages.metrics.report_tables import Gathered
from stages.storage.arms import RAW_ARM
from stages.storage.strict_json import Leaf, Tree, finite

HEADLINES: Final = ("id", "strong", "projection")
SCORES: Final = ("accuracy", "f1_macro")
ENCODER_FACTS: Final = ("anisotropy", "participation_ratio")
CERTIFICATE: Final = ("c_proven", "c_first_order")
PLANES: Final = ("acl", "f1l")


@dataclass(frozen=True)
class Audit:
    """What metrics.json is read off: the assembled tables, the vectors' facts, the domains.

    `families`: the roster; `subject`: the arm under audit; `domains`: tables.read_domains;
    `collapse`, `lines`: the tables for people; `best`: scores per domain of the best configuration;
    `certificate`: certificate.csv.
    """

    subject: str
    families: Sequence[str]
    epsilon: float
    domains: pd.DataFrame
    collapse: pd.DataFrame
    lines: pd.DataFrame
    best: Mapping[str, Mapping[str, float | None]]
    facts: Mapping[str, float]
    certificate: pd.DataFrame

    @classmethod
    def of(
        cls,
        gathered: Gathered,
        written: Mapping[str, pd.DataFrame],
        epsilon: float,
        facts: Mapping[str, float],
    ) -> "Audit":
        """Of all that was counted, and the tables `collapse`, `lines`, `certificate` made of it."""
        frames = gathered.counts, gathered.halves, gathered.trials, gathered.domains
        return cls(
            subject=gathered.subject,
            families=gathered.families,
            epsilon=epsilon,
            domains=gathered.domains,
            collapse=written["collapse"],
            lines=written["lines"],
            best=best_overall(gathered.subject, *frames),
            facts=facts,
            certificate=written["certificate"],
        )


def metrics_tree(audit: Audit) -> Tree:
    """The whole tree; its key set follows from families and domains."""
    stems = audit.domains["file"].tolist()
    targets = audit.domains.loc[audit.domains["role"] == "target", "file"].tolist()
    counts = audit.domains
    return {
        "collapse": _collapse(audit, audit.subject),
        "collapse_tabular": _collapse(audit, RAW_ARM),
        "collapse_wd": {family: _embedded_only(audit, family) for family in audit.families},
        "well_defined": {family: _well_defined(audit, family) for family in audit.families},
        **{plane: {name: _line(audit, plane, name) for name in targets} for plane in PLANES},
        "best": {
            name: {score: finite(audit.best[name][score]) for score in SCORES} for name in stems
        },
        "encoder": {name: finite(audit.facts.get(name)) for name in ENCODER_FACTS},
        "certificate": _certificate(audit),
        "data": {
            name: dict(zip(stems, counts[name].astype(int).tolist(), strict=True))
            for name in ("rows", "positives")
        },
    }


def headline_values(table: pd.DataFrame, epsilon: float) -> pd.DataFrame:
    """Per family the six headline ratios of one arm's lines of collapse.csv, with pooled weights.

    Columns id, strong, projection (near) and strict_id, ... ; strong and projection are means over
    the targets. Index: family; column `n`: trials in the denominator.
    """
    parts: dict[str, pd.Series] = {}
    for prefix, level in (("", epsilon), ("strict_", STRICT)):
        for measure in HEADLINES:
            chosen = table[(table["measure"] == measure) & (table["epsilon"] == level)]
            parts[prefix + measure] = chosen.groupby("family")["value"].mean()
    # Those of the source, which holds both classes; a target of one class counts no trial
    at_home = table[(table["measure"] == "id") & (table["epsilon"] == STRICT)]
    parts["n"] = at_home.groupby("family")["n"].max()
    return pd.DataFrame(parts)


def _collapse(audit: Audit, arm: str) -> Tree:
    table = audit.collapse[audit.collapse["arm"] == arm]
    frame = headline_values(table, audit.epsilon).reindex(list(audit.families))
    measures = [name for name in frame.columns if name != "n"]
    values = frame[measures].to_numpy(dtype=float)
    weights = np.where(np.isfinite(values), frame[["n"]].to_numpy(dtype=float), 0.0)
    known = np.nan_to_num(values)
    overall = _quotient(known.sum(axis=0), np.isfinite(values).sum(axis=0))
    pooled = _quotient((known * weights).sum(axis=0), weights.sum(axis=0))
    rows = [*audit.families, "overall", "pooled"]
    return {
        row: {name: finite(float(cell)) for name, cell in zip(measures, line, strict=True)}
        for row, line in zip(rows, np.vstack([values, overall, pooled]), strict=True)
    }


def _quotient(part: Floats, whole: Floats) -> Floats:
    return np.where(whole > 0, part / np.where(whole > 0, whole, 1), np.nan)


def _on_source(audit: Audit, key: tuple[str, str, str], epsilon: float) -> dict[str, float]:
    table = audit.collapse
    source = audit.domains.loc[audit.domains["role"] == "source", "file"].iloc[0]
    chosen = table[
        (table[["arm", "family", "measure"]] == list(key)).all(axis=1)
        & (table["epsilon"] == epsilon)
        & (table["target"] == source)
    ]
    cells = chosen[["value", "n", "failed"]].astype(float).to_dict("records")
    return {str(name): float(value) for name, value in cells[0].items()}


def _embedded_only(audit: Audit, family: str) -> Leaf:
    return finite(_on_source(audit, (audit.subject, family, "collapse_wd"), audit.epsilon)["value"])


def _well_defined(audit: Audit, family: str) -> Leaf:
    line = _on_source(audit, (RAW_ARM, family, "id"), STRICT)
    known = np.isfinite(line["value"]) and line["n"] > line["failed"]
    return int(line["value"] == 0) if known else None


def _line(audit: Audit, plane: str, target: str) -> Tree:
    lines = audit.lines
    chosen = lines[
        (lines["family"] == POOLED)
        & (lines["target"] == target)
        & (lines["plane"] == plane)
        & (lines["axes"] == "raw")
    ]
    squares = chosen.set_index(["arm", "points"])["r2"]
    everything = _lookup(squares, (audit.subject, "all"))
    without = _lookup(squares, (audit.subject, "not_near"))
    return {
        "r2_tabular": finite(_lookup(squares, (RAW_ARM, "all"))),
        "r2_embedding": finite(everything),
        "r2_embedding_without_collapsed": finite(without),
        "spurious_gain": finite(everything - without),
    }


def _certificate(audit: Audit) -> Tree:
    """Below which C logistic regression predicts one class on every test set of the subject."""
    limits = audit.certificate
    everywhere = (limits["model"] == "lr") & (limits["domain"] == EVERYWHERE)
    chosen = limits[everywhere & (limits["arm"] == audit.subject)].set_index("arm")
    return {name: finite(float(chosen[name].get(audit.subject, np.nan))) for name in CERTIFICATE}


def _lookup(values: pd.Series, key: tuple[str, str]) -> float:
    return float(values.loc[key]) if key in values.index else float("nan")

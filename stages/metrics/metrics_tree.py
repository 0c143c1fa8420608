"""metrics.json: the headline numbers of the subject, one leaf per key, null where undefined.

The key set follows from the families, the domains and nothing else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from stages.metrics.collapse_table import STRICT
from stages.metrics.strict_json import Tree, number

HEADLINES: Final = ("id", "strong", "projection")
SCORES: Final = ("accuracy", "f1_macro")
ENCODER_FACTS: Final = ("anisotropy", "participation_ratio")
PLANES: Final = ("acl", "f1l")
EVERY_FAMILY: Final = "all"
TABULAR: Final = "tabular"


@dataclass(frozen=True)
class Audit:
    """What metrics.json is read off: the assembled tables, the vectors' facts, the domains.

    `families`: the roster; `subject`: the arm under audit; `domains`: tables.read_domains;
    `collapse`, `lines`: the tables for people; `best`: scores per domain of the best configuration.
    """

    subject: str
    families: Sequence[str]
    epsilon: float
    domains: pd.DataFrame
    collapse: pd.DataFrame
    lines: pd.DataFrame
    best: Mapping[str, Mapping[str, float | None]]
    facts: Mapping[str, float]


def metrics_tree(audit: Audit) -> Tree:
    """The whole tree in the contract's keys."""
    stems = audit.domains["file"].tolist()
    targets = audit.domains.loc[audit.domains["role"] == "target", "file"].tolist()
    counts = audit.domains.set_index("file")
    return {
        "collapse": _collapse(audit, audit.subject),
        "collapse_tabular": _collapse(audit, TABULAR),
        "collapse_wd": {family: _embedded_only(audit, family) for family in audit.families},
        "well_defined": {family: _well_defined(audit, family) for family in audit.families},
        **{plane: {name: _line(audit, plane, name) for name in targets} for plane in PLANES},
        "best": {
            name: {score: number(audit.best[name][score]) for score in SCORES} for name in stems
        },
        "encoder": {name: number(audit.facts.get(name)) for name in ENCODER_FACTS},
        "data": {
            name: {stem: int(counts.at[stem, name]) for stem in stems}
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
            parts["n"] = chosen.groupby("family")["n"].max()
    return pd.DataFrame(parts)


def _collapse(audit: Audit, arm: str) -> Tree:
    table = audit.collapse[audit.collapse["arm"] == arm]
    values = headline_values(table, audit.epsilon).reindex(list(audit.families))
    weights = values.pop("n")
    overall = values.mean()
    defined = values.notna().mul(weights, axis=0)
    pooled = values.mul(weights, axis=0).sum(min_count=1) / defined.sum()
    rows = {family: values.loc[family] for family in audit.families}
    named = rows | {"overall": overall, "pooled": pooled}
    return {
        name: {str(key): number(float(value)) for key, value in row.items()}
        for name, row in named.items()
    }


def _cell(audit: Audit, arm: str, family: str, measure: str, epsilon: float) -> pd.Series | None:
    table, source = audit.collapse, audit.domains["file"].iloc[0]
    chosen = table[
        (table["arm"] == arm)
        & (table["family"] == family)
        & (table["measure"] == measure)
        & (table["epsilon"] == epsilon)
        & (table["target"] == source)
    ]
    return chosen.iloc[0] if len(chosen) else None


def _embedded_only(audit: Audit, family: str) -> float | int | None:
    line = _cell(audit, audit.subject, family, "collapse_wd", audit.epsilon)
    return None if line is None else number(float(line["value"]))


def _well_defined(audit: Audit, family: str) -> float | int | None:
    line = _cell(audit, TABULAR, family, "id", STRICT)
    if line is None or pd.isna(line["value"]) or line["n"] == line["failed"]:
        return None
    return int(line["value"] == 0)


def _line(audit: Audit, plane: str, target: str) -> Tree:
    lines = audit.lines
    chosen = lines[
        (lines["family"] == EVERY_FAMILY)
        & (lines["target"] == target)
        & (lines["plane"] == plane)
        & (lines["axes"] == "raw")
    ]
    squares = chosen.set_index(["arm", "points"])["r2"]
    everything = _lookup(squares, (audit.subject, "all"))
    without = _lookup(squares, (audit.subject, "not_near"))
    return {
        "r2_tabular": number(_lookup(squares, (TABULAR, "all"))),
        "r2_embedding": number(everything),
        "r2_embedding_without_collapsed": number(without),
        "spurious_gain": number(everything - without),
    }


def _lookup(values: pd.Series, key: tuple[str, str]) -> float:
    return float(values.get(key, float("nan")))

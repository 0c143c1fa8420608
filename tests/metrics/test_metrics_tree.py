from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from stages.certificates.everywhere import EVERYWHERE
from stages.certificates.limits import LIMITS
from stages.metrics.metrics_tree import Audit, metrics_tree
from stages.storage.strict_json import strict_json

FAMILIES = ["lr", "mlp"]
DOMAINS = pd.DataFrame(
    {
        "file": ["CA", "PR", "AL"],
        "role": ["source", "target", "target"],
        "rows": [100, 50, 40],
        "positives": [60, 45, 30],
    }
)
MEASURES = [
    ("id", "CA"), ("strong", "PR"), ("strong", "AL"), ("projection", "PR"), ("projection", "AL"),
    ("collapse_wd", "CA"),
]  # fmt: skip


def audit(value, *, r2=0.5, n=10, failed=0, best=0.7):
    collapse = pd.DataFrame(
        [
            (arm, family, "CA", target, measure, epsilon, value(arm, family, target, epsilon))
            for arm in ("tabular", "hashing")
            for family in FAMILIES
            for measure, target in MEASURES
            for epsilon in (0.0, 0.1)
        ],
        columns=["arm", "family", "source", "target", "measure", "epsilon", "value"],
    ).assign(n=np.where(True, n, n), failed=failed)
    collapse.loc[collapse["family"] == "mlp", "n"] = 3 * n
    lines = pd.DataFrame(
        [
            (arm, "all", "CA", target, plane, "raw", points, r2 if points == "all" else r2 / 2)
            for arm in ("tabular", "hashing")
            for target in ("PR", "AL")
            for plane in ("acl", "f1l")
            for points in ("all", "not_near")
        ],
        columns=["arm", "family", "source", "target", "plane", "axes", "points", "r2"],
    )
    return Audit(
        subject="hashing",
        families=FAMILIES,
        epsilon=0.1,
        domains=DOMAINS,
        collapse=collapse,
        lines=lines,
        best={stem: {"accuracy": best, "f1_macro": best} for stem in DOMAINS["file"]},
        facts={"anisotropy": 0.3, "participation_ratio": 20.0, "dimension": 384.0},
        certificate=pd.DataFrame(CERTIFICATE, columns=["arm", *LIMITS]),
    )


CERTIFICATE = [
    ("tabular", "lr", np.nan, EVERYWHERE, 0.1, 0.2, 0.3, np.nan),
    ("hashing", "lr", np.nan, EVERYWHERE, 0.01, 0.02, 0.03, np.nan),
    ("hashing", "lr", np.nan, "CA", 0.04, 0.05, 0.06, np.nan),
    ("hashing", "svc_linear", np.nan, EVERYWHERE, 0.07, 0.08, np.nan, np.nan),
]


def by_family(arm, family, target, epsilon):
    """Near: lr .2, mlp .6; half of it strictly; AL doubled; the raw arm never."""
    share = {"lr": 0.2, "mlp": 0.6}[family] * (2 if target == "AL" else 1)
    return 0.0 if arm == "tabular" else share * (1 if epsilon else 0.5)


def keys(tree, path=()):
    if not isinstance(tree, dict):
        return {path}
    return set().union(*(keys(part, (*path, name)) for name, part in tree.items()))


def test_headline_ratios_are_those_worked_out_by_hand():
    tree = metrics_tree(audit(by_family))
    assert tree["collapse"]["lr"] == {
        "id": 0.2, "strong": 0.3, "projection": 0.3,
        "strict_id": 0.1, "strict_strong": 0.15, "strict_projection": 0.15,
    }  # fmt: skip
    assert tree["collapse"]["overall"]["id"] == 0.4
    assert tree["collapse"]["pooled"]["id"] == pytest.approx((0.2 * 10 + 0.6 * 30) / 40)
    assert tree["collapse_tabular"]["overall"]["strong"] == 0.0
    assert tree["collapse_wd"] == {"lr": 0.2, "mlp": 0.6}
    assert tree["well_defined"] == {"lr": 1, "mlp": 1}
    assert tree["acl"]["PR"] == {
        "r2_tabular": 0.5, "r2_embedding": 0.5, "r2_embedding_without_collapsed": 0.25,
        "spurious_gain": 0.25,
    }  # fmt: skip
    assert tree["best"]["AL"] == {"accuracy": 0.7, "f1_macro": 0.7}
    assert tree["encoder"] == {"anisotropy": 0.3, "participation_ratio": 20.0}
    assert tree["certificate"] == {"c_proven": 0.01, "c_first_order": 0.02}
    assert tree["data"]["positives"] == {"CA": 60, "PR": 45, "AL": 30}


def test_a_family_with_one_strict_collapse_on_the_raw_arm_is_not_well_defined():
    assert metrics_tree(audit(lambda *_: 0.1))["well_defined"] == {"lr": 0, "mlp": 0}
    near = metrics_tree(audit(lambda *key: 0.1 if key[-1] else 0.0))
    assert near["well_defined"] == {"lr": 1, "mlp": 1}


def test_the_key_set_does_not_depend_on_the_values():
    plain = metrics_tree(audit(by_family))
    for other in (
        audit(lambda *_: np.nan, r2=np.nan, n=0, best=None),
        audit(lambda *_: 1.0, r2=1.0),
        audit(lambda *_: 0.0, failed=10),
    ):
        assert keys(metrics_tree(other)) == keys(plain)


def test_undefined_ratios_are_null_and_the_rest_is_averaged():
    tree = metrics_tree(audit(lambda _, family, *__: np.nan if family == "lr" else 0.6))
    assert tree["collapse"]["lr"]["id"] is None
    assert tree["collapse"]["overall"]["id"] == tree["collapse"]["pooled"]["id"] == 0.6
    assert tree["collapse_wd"]["lr"] is None
    assert tree["well_defined"]["lr"] is None


def test_targets_of_one_class_leave_the_ratios_of_the_source_alone():
    made = audit(by_family)
    table = made.collapse
    lost = (table["target"] != "CA") & table["measure"].isin(["strong", "projection"])
    collapse = table.assign(value=table["value"].mask(lost), n=table["n"].mask(lost, 0))
    tree = metrics_tree(replace(made, collapse=collapse))
    both = metrics_tree(made)
    assert tree["collapse"]["pooled"]["id"] == both["collapse"]["pooled"]["id"]
    assert tree["collapse"]["pooled"]["strict_id"] == both["collapse"]["pooled"]["strict_id"]
    assert tree["collapse"]["pooled"]["strong"] is None


def test_when_every_raw_trial_failed_nothing_says_that_the_family_is_well_defined():
    tree = metrics_tree(audit(lambda *_: 0.0, failed=10))
    assert tree["well_defined"]["lr"] is None


def test_missing_lines_are_null():
    given = audit(by_family)
    given = Audit(**{**vars(given), "lines": given.lines.iloc[:0]})
    assert set(metrics_tree(given)["f1l"]["AL"].values()) == {None}


def test_the_tree_is_strict_json_of_numbers_and_nulls():
    tree = metrics_tree(audit(lambda *_: np.nan, r2=np.nan))
    assert "NaN" not in strict_json(tree)
    for path in keys(tree):
        leaf = tree
        for name in path:
            leaf = leaf[name]
        assert leaf is None or type(leaf) in (int, float)

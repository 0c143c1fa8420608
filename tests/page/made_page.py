"""A page made by hand: names that try to break out, a model that failed, any number of models."""

from dataclasses import replace

import numpy as np
import pandas as pd

from stages.page.dataset import Gathered
from tests.summary.made_findings import findings

HOSTILE = {
    "CA": "<script>window.broken=1</script>",
    "PR": "{{7*7}}</script><img src=x onerror=window.broken=2>",
    "d-0a1b2c3d": "\u202e\"onload='window.broken=3' \u2028 \u05e9\u05dc\u05d5\u05dd & x",
}
POSITIVES, NEGATIVES = 60, 40
TARGETS = ("PR", "d-0a1b2c3d")


def gathered(configs=8, names=None, targets=TARGETS) -> Gathered:
    """`configs` per family and arm; the first of each collapses, the last of `rf` has failed."""
    found = findings()
    models = [
        (arm, family, f"C={k:04d},penalty=l2;seed=0", k)
        for arm in ("minilm", "tabular")
        for family in found.setting.families
        for k in range(configs)
    ]
    tables = {**found.tables, "confusion": confusion(models, configs, targets)}
    known = {stem: stem for stem in targets} | dict(names or found.setting.names)
    setting = replace(found.setting, names=known, targets=targets)
    rows = [(stem, 100.0, 100.0, 60.0, 0.6) for stem in setting.domains]
    columns = ["domain", "train", "test", "positives", "share"]
    made = replace(found, tables=tables, setting=setting, rows=pd.DataFrame(rows, columns=columns))
    return Gathered(made, points(models, configs, targets))


def confusion(models, configs, targets):
    rows = [
        (arm, family, config, domain, "test", *counts(arm, family, k, configs))
        for arm, family, config, k in models
        for domain in ("CA", *targets)
    ]
    keys = ["arm", "family", "config", "domain", "split"]
    return pd.DataFrame(rows, columns=[*keys, "tp", "fn", "fp", "tn"])


def counts(arm, family, k, configs):
    if failed(arm, family, k, configs):
        return (None,) * 4
    tp, fp = (POSITIVES, NEGATIVES) if k == 0 else (50 - k % 20, 5 + k % 7 - (arm == "minilm"))
    return tp, POSITIVES - tp, fp, NEGATIVES - fp


def failed(arm, family, k, configs):
    return arm == "minilm" and family == "rf" and k == configs - 1


def points(models, configs, targets):
    records = []
    for arm, family, config, k in models:
        tp, _, _, tn = counts(arm, family, k, configs)
        score = np.nan if tp is None else (tp + tn) / 100
        for target in targets:
            record = {"arm": arm, "family": family, "config": config, "target": target}
            record |= {
                "id_accuracy": score,
                "accuracy": score,
                "id_f1": score - 0.05,
                "f1": score - 0.05,
            }
            collapsed = "positive" if k == 0 else "none"
            where = "both" if k == 0 else "none"
            records.append(record | {"collapsed": collapsed, "where": where, "strict": int(k == 0)})
    return pd.DataFrame(records)

"""Entrants of the table of best configurations without selection: constants, published MLP."""

import math
from typing import Final

import numpy as np
import pandas as pd

from stages.metrics.arm_counts import confusion, ordered_stems
from stages.metrics.confusion import CELLS, accuracy, macro_f1

CONSTANT: Final = "constant"
PAPER_OPTIMUM: Final = {"lr": 0.001, "hidden": 32, "dropout": 0, "epochs": 500}


def constants(counts: pd.DataFrame, domains: pd.DataFrame) -> pd.DataFrame:
    """The predictors of one class on every test set: arm and family `constant`, AUC one half.

    Class sizes are those of any evaluated configuration; without one, of `domains`. Columns arm,
    family, config (positive, negative), domain, accuracy, f1_macro, auc.
    """
    cells = counts.groupby("domain")[CELLS].first().reindex(list(ordered_stems(domains)))
    listed = domains.set_index("file").loc[cells.index]
    positives = (cells["tp"] + cells["fn"]).fillna(listed["positives"])
    negatives = (cells["fp"] + cells["tn"]).fillna(listed["rows"] - listed["positives"])
    sizes = np.stack([positives.to_numpy(dtype=np.int64), negatives.to_numpy(dtype=np.int64)])
    zeros = np.zeros_like(sizes[0])
    frames = []
    for name, columns in {
        "positive": [sizes[0], zeros, sizes[1], zeros],
        "negative": [zeros, sizes[0], zeros, sizes[1]],
    }.items():
        tables = confusion(np.stack(columns, axis=1))
        frame = pd.DataFrame(
            {"arm": CONSTANT, "family": CONSTANT, "config": name, "domain": cells.index}
        )
        auc = np.where((sizes > 0).all(axis=0), 0.5, math.nan)
        frames.append(frame.assign(accuracy=accuracy(tables), f1_macro=macro_f1(tables), auc=auc))
    return pd.concat(frames, ignore_index=True)


def published_optimum(
    counts: pd.DataFrame, scores: pd.DataFrame, trials: pd.DataFrame, domains: pd.DataFrame
) -> pd.DataFrame:
    """The MLP that arXiv 2506.17989 calls optimal (its c2), per arm, where it was trained.

    Its source figures are of the whole id_test: it is named in advance, not selected. Columns as
    in `constants`.
    """
    same = (trials["family"] == "mlp") & (trials["status"] == "ok")
    for name, value in PAPER_OPTIMUM.items():
        column = trials[name] if name in trials else pd.Series(math.nan, index=trials.index)
        same &= pd.to_numeric(column, errors="coerce") == value
    keys = ["arm", "family", "config"]
    found = trials.loc[same, keys].merge(counts, on=keys)
    found = found[found["domain"].isin(ordered_stems(domains))]
    tables = confusion(found[CELLS].to_numpy(dtype=np.int64))
    known = scores[[*keys, "domain", "auc"]].drop_duplicates([*keys, "domain"])
    return (
        found[[*keys, "domain"]]
        .assign(accuracy=accuracy(tables), f1_macro=macro_f1(tables))
        .merge(known, on=[*keys, "domain"], how="left")
    )

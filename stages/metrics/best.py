"""The best configuration on id_test, and what it scores on every domain."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from stages.metrics.arm_counts import POOLED, ArmCounts, arm_counts, confusion
from stages.metrics.confusion import Floats, accuracy, macro_f1
from stages.metrics.entrants import constants, published_optimum

BEST: Final = ["arm", "family", "config", "domain", "accuracy", "f1_macro", "auc"]
KEY: Final = BEST[:4]


@dataclass(frozen=True)
class Chosen:
    """A configuration with its accuracy and macro-F1 per domain, the source's cross-fitted."""

    family: str
    config: str
    accuracy: Floats
    f1_macro: Floats


def best_table(
    counts: pd.DataFrame,
    halves: pd.DataFrame,
    scores: pd.DataFrame,
    trials: pd.DataFrame,
    domains: pd.DataFrame,
) -> pd.DataFrame:
    """The configuration with the highest macro-F1 on id_test, per arm and family (and `all`).

    The source's accuracy and macro-F1 are cross-fitted inside id_test (`auc` is that of the named
    configuration). Beside it stand entrants without selection: the constant predictors and the
    published optimal MLP where it was trained. Columns `BEST`; missing where undefined.
    """
    frames = []
    for arm in sorted(trials["arm"].unique()):
        gathered = arm_counts(arm, counts, halves, trials, domains)
        everyone = np.ones(len(gathered.configs), dtype=np.bool_)
        groups = {name: gathered.families == name for name in sorted(set(gathered.families))}
        for name, members in {**groups, POOLED: everyone}.items():
            if members.any():
                frames.append(_frame(arm, name, choose(gathered, members), gathered, scores))
    frames += [published_optimum(counts, scores, trials, domains), constants(counts, domains)]
    table = pd.concat(frames, ignore_index=True).drop_duplicates(KEY)
    return table.sort_values(KEY, ignore_index=True)[BEST]


def best_overall(
    arm: str,
    counts: pd.DataFrame,
    halves: pd.DataFrame,
    trials: pd.DataFrame,
    domains: pd.DataFrame,
) -> dict[str, dict[str, float | None]]:
    """Accuracy and macro-F1 per domain stem of one arm's best configuration over all families.

    Highest macro-F1 on id_test, ties by id; the source cross-fitted. None without any points.
    """
    gathered = arm_counts(arm, counts, halves, trials, domains)
    if not len(gathered.configs):
        return {stem: {"accuracy": None, "f1_macro": None} for stem in gathered.domains}
    chosen = choose(gathered, np.ones(len(gathered.configs), dtype=np.bool_))
    return {
        stem: {
            "accuracy": _known(chosen.accuracy[place]),
            "f1_macro": _known(chosen.f1_macro[place]),
        }
        for place, stem in enumerate(gathered.domains)
    }


def choose(gathered: ArmCounts, candidates: npt.NDArray[np.bool_]) -> Chosen:
    """The best by macro-F1 on the source among some points of an arm (at least one), ties by id."""
    at = np.flatnonzero(candidates)
    at = at[np.lexsort([gathered.families[at].astype(str), gathered.configs[at].astype(str)])]
    whole, halves = confusion(gathered.whole[at]), confusion(gathered.halves[at, 0])
    best = first_best(macro_f1(whole)[:, 0])
    right, f1 = accuracy(whole)[best], macro_f1(whole)[best]
    right[0] = cross_fitted(accuracy(halves), macro_f1(halves))
    f1[0] = cross_fitted(macro_f1(halves), macro_f1(halves))
    return Chosen(gathered.families[at[best]], gathered.configs[at[best]], right, f1)


def cross_fitted(reported: Floats, selecting: Floats) -> float:
    """Select on one half, report on the other, swap, average; shapes (configurations, 2).

    Free of the optimism of selecting and reporting on the same rows; NaN where a half is empty.
    """
    return float(np.mean([reported[first_best(selecting[:, h]), 1 - h] for h in (0, 1)]))


def first_best(values: Floats) -> int:
    """Position of the highest value, the first among equals; NaN counts as lowest."""
    return int(np.argmax(np.nan_to_num(values, nan=-math.inf)))


def winners(table: pd.DataFrame, score: str) -> pd.Series:
    """How many domains each arm wins by `score`, over rows with `arm`, `domain` and the score.

    An arm enters each domain once; a tie of k arms gives each 1/k, so the wins sum to the domains.
    """
    wide = table.pivot(index="domain", columns="arm", values=score)
    best = wide.eq(wide.max(axis=1), axis=0)
    return best.div(best.sum(axis=1), axis=0).sum()


def _frame(
    arm: str, family: str, chosen: Chosen, gathered: ArmCounts, scores: pd.DataFrame
) -> pd.DataFrame:
    own = scores[
        (scores["arm"] == arm)
        & (scores["family"] == chosen.family)
        & (scores["config"] == chosen.config)
    ]
    aucs = own.drop_duplicates("domain").set_index("domain")["auc"].reindex(gathered.domains)
    return pd.DataFrame(
        {
            "arm": arm,
            "family": family,
            "config": chosen.config,
            "domain": list(gathered.domains),
            "accuracy": chosen.accuracy,
            "f1_macro": chosen.f1_macro,
            "auc": aucs.to_numpy(dtype=np.float64),
        }
    )


def _known(value: float) -> float | None:
    return None if math.isnan(value) else float(value)

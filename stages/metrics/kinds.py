"""Why a configuration predicts one class only, as far as its scores can say."""

from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

MOST_UNITS: Final = 0.5  # share of hidden units that never fire
NO_SPREAD: Final = 1e-6  # sd of a logit or margin below which rounding decides
RANKING_INTACT: Final = 0.6  # AUC from which the ranking clearly informs

KEY: Final = ("arm", "family", "config", "domain")
COLUMNS: Final = (*KEY, "kind")
SHARES: Final = ("arm", "family", "domain", "kind", "count", "share")
UNKNOWN: Final = "unknown"


class Kind(StrEnum):
    """Kinds of collapse, the first that applies.

    Dead units alone are no kind: nets that work well have up to 95 % of them on some vectors. They
    are to blame where they leave a net nothing to vary, not even beyond rounding.
    """

    DEAD = "dead"  # most units of a net are dead, and the score is constant
    SCORE = "score"  # the score's spread vanishes, rounding decides the class
    THRESHOLD = "threshold"  # the ranking is intact, the cut lies beyond it
    UNINFORMATIVE = "uninformative"  # the score spreads without ranking


def kinds(scores: pd.DataFrame) -> npt.NDArray[np.object_]:
    """The `Kind` (as text) that each line of the scores table would have if it is a collapse.

    Reads `auc`, `score_spread`, `dead_units`, `knife_edge`; None where they say nothing.
    """
    dead = scores["dead_units"].to_numpy(dtype=float, na_value=np.nan) >= MOST_UNITS
    edge = scores["knife_edge"].isin([True]).to_numpy()
    flat = scores["score_spread"].to_numpy(dtype=float, na_value=np.nan) < NO_SPREAD
    auc = scores["auc"].to_numpy(dtype=float, na_value=np.nan)
    conditions = {
        Kind.DEAD: dead & flat,
        Kind.SCORE: edge | flat,
        Kind.THRESHOLD: auc >= RANKING_INTACT,
        Kind.UNINFORMATIVE: auc < RANKING_INTACT,
    }
    chosen = np.full(len(scores), None, dtype=object)
    for kind, holds in reversed(conditions.items()):
        chosen[holds] = kind.value
    return chosen


def kinds_table(collapsed: pd.DataFrame, scores: pd.DataFrame) -> pd.DataFrame:
    """kinds.csv: one line per collapse (arm, family, config, domain) with its kind, sorted."""
    lines = collapsed[list(KEY)].merge(scores, on=list(KEY), how="left", validate="one_to_one")
    lines["kind"] = pd.Series(kinds(lines), dtype="str", index=lines.index)
    return lines[list(COLUMNS)].sort_values(list(KEY), kind="stable", ignore_index=True)


def kind_shares(table: pd.DataFrame) -> pd.DataFrame:
    """kind_shares.csv: of each family's collapses on one arm and test set, how many are of a kind.

    `table`: of `kinds_table`; a collapse without a kind is `unknown`; shares of a family's
    collapses on a test set sum to 1. Sorted; a family that does not collapse there has no line.
    """
    named = table.assign(kind=table["kind"].fillna(UNKNOWN))
    places = ["arm", "family", "domain"]
    counted = named.groupby([*places, "kind"], as_index=False).size()
    counted = counted.rename(columns={"size": "count"})
    counted["share"] = counted["count"] / counted.groupby(places)["count"].transform("sum")
    return counted[list(SHARES)]

"""The best possible rule, where the true probability of the positive class is known."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

CUT: Final = 0.5


def bayes_facts(probability: npt.NDArray[np.float64]) -> dict[str, float]:
    """What the Bayes rule (positive where p >= 1/2) is expected to do on rows with these p(y | x).

    `known_rows`: rows whose p is known, the only ones used; `expected_positives`: mean p;
    `bayes_accuracy`: mean of max(p, 1 - p); `bayes_predicted_positives`: share;
    `bayes_s_positive`, `bayes_s_negative`: the collapse statistics s_T, s_F with expected counts in
    place of counts. NaN where no p is known, or one class has no mass. ValueError outside [0, 1].
    """
    known = probability[~np.isnan(probability)]
    if ((known < 0) | (known > 1)).any():
        raise ValueError(f"Got p in [{known.min()}, {known.max()}]; expected [0, 1].")
    positive = known >= CUT
    positives, negatives = known.sum(), (1 - known).sum()
    rows = len(known)
    s_positive = _share(1 - known, ~positive, negatives) + _share(known, ~positive, positives)
    s_negative = _share(known, positive, positives) + _share(1 - known, positive, negatives)
    return {
        "known_rows": rows,
        "expected_positives": float(positives / rows) if rows else np.nan,
        "bayes_accuracy": float(np.maximum(known, 1 - known).mean()) if rows else np.nan,
        "bayes_predicted_positives": float(positive.mean()) if rows else np.nan,
        "bayes_s_positive": s_positive,
        "bayes_s_negative": s_negative,
    }


def constant_is_optimal(facts: Mapping[str, float], epsilon: float) -> bool | None:
    """Whether the Bayes rule is itself near-collapsed (a rare class can do that); None if unknown.

    A model that collapses on such a domain may be doing the right thing.
    """
    lowest = min(facts["bayes_s_positive"], facts["bayes_s_negative"])
    return None if np.isnan(lowest) else bool(lowest < epsilon)


def _share(
    mass: npt.NDArray[np.float64], chosen: npt.NDArray[np.bool_], whole: np.float64
) -> float:
    return float(mass[chosen].sum() / whole) if whole > 0 else np.nan

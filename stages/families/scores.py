"""What the margins of one trial say about one domain beyond the predicted classes.

They tell the kinds of collapse apart: a threshold far off, a score without spread, dead units.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from stages.families.contract import BoolArray, FloatArray

KNIFE_EDGE: Final = 0.01
"""A net whose logit spreads less than this: rounding decides the class."""


@dataclass(frozen=True)
class Scores:
    """Scores of one trial on one domain; None where a score has no meaning."""

    auc: float | None
    score_spread: float | None
    accuracy_at_prior: float | None
    dead_units: float | None
    knife_edge: bool | None


NO_SCORES: Final = Scores(None, None, None, None, None)


def score(labels: BoolArray, margin: FloatArray, prior: float, dead: BoolArray | None) -> Scores:
    """All scores of one domain's test rows.

    `labels`, `margin`: shape (rows,); `prior`: share of positives among the training rows; `dead`:
    which hidden units are active on none of the rows, None without units. No rows: no scores.
    """
    if not len(labels):
        return NO_SCORES
    spread = float(np.std(margin, dtype=np.float64))
    return Scores(
        auc=area_under_curve(labels, margin),
        score_spread=spread,
        accuracy_at_prior=accuracy_at_prior(labels, margin, prior),
        dead_units=None if dead is None else float(dead.mean()),
        knife_edge=None if dead is None else spread < KNIFE_EDGE,
    )


def area_under_curve(labels: BoolArray, margin: FloatArray) -> float | None:
    """Share of (positive, negative) pairs in the right order, ties half; None for one class."""
    positives = int(labels.sum())
    negatives = len(labels) - positives
    if positives == 0 or negatives == 0:
        return None
    _, group, sizes = np.unique(margin, return_inverse=True, return_counts=True)
    mean_rank = np.cumsum(sizes) - (sizes - 1) / 2
    ranks = mean_rank[group][labels].sum()
    return float((ranks - positives * (positives + 1) / 2) / (positives * negatives))


def accuracy_at_prior(labels: BoolArray, margin: FloatArray, prior: float) -> float:
    """Accuracy when the share `prior` of the rows, those of highest margin, is called positive.

    Uses no label to place the threshold. Rows tied at the threshold are called positive with the
    probability that makes the share exact, and count by expectation: a constant margin scores
    prior TR + (1 - prior)(1 - TR).
    """
    _, group, sizes = np.unique(margin, return_inverse=True, return_counts=True)
    above = len(labels) - np.cumsum(sizes)
    called = np.clip((prior * len(labels) - above) / sizes, 0.0, 1.0)[group]
    return float(np.where(labels, called, 1.0 - called).mean())

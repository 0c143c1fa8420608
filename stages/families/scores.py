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
    ordered = np.sort(np.asarray(margin, dtype=np.float64))
    return Scores(
        auc=area_under_curve(labels, margin, ordered),
        score_spread=spread,
        accuracy_at_prior=accuracy_at_prior(labels, margin, prior, ordered),
        dead_units=None if dead is None else float(dead.mean()),
        knife_edge=None if dead is None else spread < KNIFE_EDGE,
    )


def area_under_curve(
    labels: BoolArray, margin: FloatArray, ordered: FloatArray | None = None
) -> float | None:
    """Share of (positive, negative) pairs in the right order, ties half; None for one class.

    `ordered`: the margins sorted, where they are at hand. Exact up to the last division: ranks are
    halves of whole numbers.
    """
    positives = int(labels.sum())
    negatives = len(labels) - positives
    if positives == 0 or negatives == 0:
        return None
    whole = np.sort(margin) if ordered is None else ordered
    called = np.sort(margin[labels])
    below, up_to = (int(np.searchsorted(whole, called, side).sum()) for side in ("left", "right"))
    ranks = (below + up_to + positives) / 2
    return float((ranks - positives * (positives + 1) / 2) / (positives * negatives))


def accuracy_at_prior(
    labels: BoolArray, margin: FloatArray, prior: float, ordered: FloatArray | None = None
) -> float:
    """Accuracy when the share `prior` of the rows, those of highest margin, is called positive.

    Uses no label to place the threshold. Rows tied at the threshold are called positive with the
    probability that makes the share exact, and count by expectation: a constant margin scores
    prior TR + (1 - prior)(1 - TR). `ordered`: the margins sorted, where they are at hand.
    """
    whole = np.sort(margin) if ordered is None else ordered
    starts = np.flatnonzero(np.concatenate([[True], whole[1:] != whole[:-1]]))
    above = len(whole) - np.append(starts[1:], len(whole))
    share = np.clip((prior * len(whole) - above) / (len(whole) - above - starts), 0.0, 1.0)
    if share[-1] == 0.0:
        return float((~labels).mean())
    tied = int(np.argmax(share > 0.0))
    threshold = whole[starts[tied]]
    called = np.where(margin > threshold, 1.0, np.where(margin == threshold, share[tied], 0.0))
    return float(np.where(labels, called, 1.0 - called).mean())

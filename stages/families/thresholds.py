"""Where a margin is cut: positive is what lies above the cut.

A cut moves no row past another, so that no ranking changes: AUC and spread stay what they are.
"""

import numpy as np
import numpy.typing as npt

from stages.families.contract import BoolArray, FloatArray


def cut_at_prior(margin: FloatArray, prior: float) -> float:
    """The cut that calls the share of rows nearest to `prior` positive, those of highest margin.

    Margins of shape (rows,), finite; no labels are used. Equal margins stay together, on the side
    that leaves the share nearer, or negative where both are as near: a constant margin stays a
    constant prediction. Of n distinct margins round(prior n) are called positive.
    """
    ordered = np.sort(np.asarray(margin, dtype=np.float64))
    rows = len(ordered)
    if not rows:
        return 0.0
    first = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    positives = np.append(rows - first, 0)[::-1]
    chosen = int(positives[np.argmin(np.abs(positives - prior * rows))])
    return -np.inf if chosen == rows else float(ordered[rows - chosen - 1])


def tuned_cut(margin: FloatArray, labels: BoolArray) -> float:
    """The cut of the largest balanced accuracy, which is that of the largest Youden index.

    Margins and labels of shape (rows,), both classes; NaN where a margin is not finite. Between two
    neighbouring margins every cut predicts the same: 0 stands for all of them where it lies among
    them, else the middle. Of equally good cuts the one nearest to 0 is taken, of two as near the
    lower.
    """
    if not np.isfinite(margin).all():
        return float("nan")
    values, place = np.unique(np.asarray(margin, dtype=np.float64), return_inverse=True)
    positives, negatives = (_above(place[side], len(values)) for side in (labels, ~labels))
    # (TPR - FPR) times both class counts: whole numbers, so that ties are exact
    index = positives * negatives[0] - negatives * positives[0]
    cuts = _between(values)
    best = np.flatnonzero(index == index.max())
    return float(cuts[best[np.argmin(np.abs(cuts[best]))]])


def _above(places: npt.NDArray[np.intp], count: int) -> npt.NDArray[np.int64]:
    """How many rows lie above each gap, from below the first value to above the last."""
    ups = np.bincount(places, minlength=count)[::-1].cumsum()[::-1]
    return np.append(ups, 0).astype(np.int64)


def _between(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """A cut for each gap of rising values: at least the value below, less than the one above."""
    below = np.append(-np.inf, values)
    above = np.append(values, np.inf)
    middle = below / 2 + above / 2
    middle[0], middle[-1] = np.nextafter(values[0], -np.inf), values[-1]
    inside = (middle >= below) & (middle < above)
    return np.where((below <= 0.0) & (above > 0.0), 0.0, np.where(inside, middle, below))

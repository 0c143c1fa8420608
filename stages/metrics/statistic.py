"""How far a predictor is from predicting one class only: the collapse statistic, 2 or K classes."""

import numpy as np
import numpy.typing as npt

from stages.metrics.confusion import ConfusionCounts, Floats, divide


def statistic_positive(counts: ConfusionCounts) -> Floats:
    """s_T = TN/N + FN/P: 0 where everything is predicted positive, 1 for a perfect predictor.

    NaN on a test set of one class (arXiv 2506.17989, section 3.4, which sums the same addends).
    """
    return divide(counts.tn, counts.negatives) + divide(counts.fn, counts.positives)


def statistic_negative(counts: ConfusionCounts) -> Floats:
    """s_F = TP/P + FP/N: 0 where everything is predicted negative; s_T + s_F = 2."""
    return divide(counts.tp, counts.positives) + divide(counts.fp, counts.negatives)


def matrix(counts: ConfusionCounts) -> npt.NDArray[np.int64]:
    """The same counts as (..., true class, predicted class), negative class first."""
    cells = np.stack([counts.tn, counts.fp, counts.fn, counts.tp], axis=-1)
    return cells.reshape(*cells.shape[:-1], 2, 2)


def statistic_of_class(confusion: npt.NDArray[np.integer]) -> Floats:
    """s_k for each class k of a confusion array (..., K true, K predicted); shape (..., K).

    s_k = (2/K') x the sum, over the K' classes present, of the share of that class not predicted as
    k: 0 for the constant predictor of k, 2(K'-1)/K' for a perfect one (k present). With K = 2 it is
    (s_F, s_T). NaN with fewer than two classes present.
    """
    size = confusion.sum(axis=-1, keepdims=True)
    present = (size > 0).sum(axis=-2)
    missed = np.nan_to_num(divide(size - confusion, size)).sum(axis=-2)
    total: Floats = missed * 2 / np.maximum(present, 1)
    return np.where(present < 2, np.nan, total)


def classes_never_predicted(confusion: npt.NDArray[np.integer]) -> npt.NDArray[np.int64]:
    """How many of the K classes no row is predicted as; shape (...)."""
    never: npt.NDArray[np.int64] = (confusion.sum(axis=-2) == 0).sum(axis=-1)
    return never


def effective_classes(confusion: npt.NDArray[np.integer]) -> Floats:
    """exp(entropy of the predicted classes) / exp(entropy of the labels); NaN without rows.

    1 for a perfect predictor, 1/K for a constant one on K balanced classes.
    """
    return _perplexity(confusion.sum(axis=-2)) / _perplexity(confusion.sum(axis=-1))


def _perplexity(sizes: npt.NDArray[np.integer]) -> Floats:
    share = divide(sizes, sizes.sum(axis=-1, keepdims=True))
    logarithm = np.log(np.where(share > 0, share, 1.0))
    powers: Floats = np.exp(-(share * logarithm).sum(axis=-1))
    return powers

"""Agreement on the line: does agreement of models on the source foretell that on a target?

Baek et al. (NeurIPS 2022): among models on the accuracy line, pairwise agreement lies on the same
line (both axes probit), so its fit maps source to target accuracy without target labels. Constant
predictors agree perfectly and fake it, hence both fits: with and without collapsed members.
"""

from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtr

from stages.metrics.confusion import Floats
from stages.metrics.line_fit import fit_line, probit

Mask = npt.NDArray[np.bool_]

ROWS_PER_PRODUCT: Final = 8192  # float32 counts are exact far beyond it
AGREEMENT: Final = [
    "points", "models", "n", "mean_source", "mean_target", "slope", "intercept", "r", "r2",
]  # fmt: skip


class Pairs(StrEnum):
    """Which pairs of models are fitted."""

    ALL = "all"  # every pair
    NOT_COLLAPSED = "not_collapsed"  # without pairs that have a collapsed member


def agreement(positive: Mask) -> Floats:
    """Share of rows on which two models predict alike, (configurations, configurations).

    `positive`: (rows, configurations), True = predicted positive. One matrix product: with G the
    joint and q the single counts of positives, 1 + (2 G_ij - q_i - q_j) / n. NaN without rows.
    """
    rows, configs = positive.shape
    if not rows:
        return np.full((configs, configs), np.nan)
    joint = np.zeros((configs, configs))
    for start in range(0, rows, ROWS_PER_PRODUCT):
        part = positive[start : start + ROWS_PER_PRODUCT].astype(np.float32)
        joint += part.T @ part
    single = np.diag(joint)
    return np.asarray(1 + (2 * joint - single[:, None] - single[None, :]) / rows)


def agreement_lines(source: Mask, target: Mask, collapsed: Mask) -> pd.DataFrame:
    """The line of pairwise agreement on the target against that on the source; columns `AGREEMENT`.

    `source`, `target`: predictions (rows, configurations) of the same configurations on the two
    test sets; `collapsed`: (configurations,), collapsed on either. One row for all pairs, one for
    those without a collapsed member; `models` and `n` count models and pairs, the means are of raw
    agreement, the line has probit axes. NaN where undefined; ValueError for unlike shapes.
    """
    if not source.shape[1] == target.shape[1] == len(collapsed):
        raise ValueError(
            f"Got predictions {source.shape} and {target.shape} with {len(collapsed)} flags; "
            "expected the same configurations in all three."
        )
    on_source, on_target = agreement(source), agreement(target)
    kept = {Pairs.ALL: np.ones_like(collapsed), Pairs.NOT_COLLAPSED: ~collapsed}
    rows = []
    for points, models in kept.items():
        first, second = np.triu_indices(int(models.sum()), k=1)
        at = np.flatnonzero(models)
        pair = at[first], at[second]
        sizes = len(source), len(target)
        figures = _pair_line(on_source[pair], on_target[pair], sizes)
        rows.append({"points": str(points), "models": len(at), "n": len(first), **figures})
    return pd.DataFrame(rows, columns=AGREEMENT)


def accuracy_from_agreement(accuracy: Floats, slope: float, intercept: float, rows: int) -> Floats:
    """Target accuracy that the agreement line foretells from source accuracy on `rows` rows.

    The normal distribution of intercept + slope x probit(accuracy); needs no target labels.
    """
    sizes = np.full_like(accuracy, float(rows))
    return np.asarray(ndtr(intercept + slope * probit(accuracy, sizes)))


def _pair_line(x: Floats, y: Floats, sizes: tuple[int, int]) -> dict[str, float]:
    line = fit_line(probit(x, np.full_like(x, sizes[0])), probit(y, np.full_like(y, sizes[1])))
    return {
        "mean_source": float(x.mean()) if len(x) else np.nan,
        "mean_target": float(y.mean()) if len(y) else np.nan,
        "slope": line.slope,
        "intercept": line.intercept,
        "r": line.r,
        "r2": line.r2,
    }

"""How far a covariance is drawn towards a sphere before it is inverted."""

from typing import Final

import numpy as np

from stages.remedies.alive import Floats
from stages.remedies.transformer import Rows, UnsuitedError

LEDOIT_WOLF: Final = "ledoit_wolf"

BLOCK: Final = 2**21
"""Numbers of a block of rows."""


def shrunk(variances: Floats, shrinkage: float | str | None, rows: Rows, mean: Floats) -> Floats:
    """The variances drawn towards their mean by a share: (1 - share) v + share mean(v).

    `shrinkage`: the share, in [0, 1]; `ledoit_wolf`, the share with the least expected squared
    error; None for 0. UnsuitedError for anything else.
    """
    if shrinkage == LEDOIT_WOLF:
        share = ledoit_wolf(variances, rows, mean)
    elif shrinkage is None:
        share = 0.0
    elif isinstance(shrinkage, int | float) and 0 <= shrinkage <= 1:
        share = float(shrinkage)
    else:
        raise UnsuitedError(
            f"Got shrinkage={shrinkage!r}; expected null, a share from 0 to 1, or {LEDOIT_WOLF}. "
            "Set it in the remedy's file in conf/remedies."
        )
    return np.asarray((1 - share) * variances + share * variances.mean())


def ledoit_wolf(variances: Floats, rows: Rows, mean: Floats) -> float:
    """Ledoit and Wolf's share (2004, J. Multivariate Analysis 88, lemma 3.3 and theorem 3.2).

    b / d with d = |S - mean(v) I|^2 and b = the mean of |z z' - S|^2 over the centred rows z,
    divided by their number n, at most d; |S|^2 is the sum of the squared variances, and the mean of
    |z z' - S|^2 is that of |z|^4 less |S|^2: nothing of the size of S is needed.
    """
    step = max(1, BLOCK // mean.size)
    fourth = sum(
        float((((rows[start : start + step] - mean) ** 2).sum(axis=1) ** 2).sum())
        for start in range(0, len(rows), step)
    )
    squares = float((variances**2).sum())
    scatter = (fourth / len(rows) - squares) / len(rows)
    distance = float(((variances - variances.mean()) ** 2).sum())
    return float(np.clip(scatter / distance, 0.0, 1.0)) if distance > 0 else 0.0

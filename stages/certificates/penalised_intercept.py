"""LinearSVC with squared hinge, whose intercept is penalised: where its small-C limit leads."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from stages.certificates.contract import Limit
from stages.certificates.two_classes import TwoClasses
from stages.families.contract import FloatArray
from stages.families.engines.kernel_rows import BLOCK, Matrix, squared_lengths

MODEL: Final = "linear_svm"
SLACK: Final = 1e-9
"""For rounding."""


@dataclass(frozen=True)
class PenalisedInterceptCertificate:
    """l2 penalty on weights and intercept: at small C the sign of sum y_i (x_i.x + 1).

    `pull`: sum y_i (x_i, 1) with y = 1 for the positive class, else -1, shape (dim + 1,);
    `curvature`: the largest eigenvalue of sum (x_i, 1)(x_i, 1)', at most.
    """

    pull: Matrix
    curvature: float

    def summary(self, x: FloatArray) -> Matrix:
        """Product of the pull and (x, 1), and the length of the latter; shape (rows, 2)."""
        rows = x.astype(np.float64)
        return np.column_stack(
            [rows @ self.pull[:-1] + self.pull[-1], np.sqrt(squared_lengths(rows) + 1.0)]
        )

    def limits(self, summaries: Matrix) -> list[Limit]:
        """Proven where the limit gives every row one class: C < cos / ((1 - cos) curvature).

        cos: the least cosine between the pull, or its opposite, and a row (x, 1).
        """
        products, lengths = summaries[:, 0], summaries[:, 1]
        negative = float((products <= 0).mean())
        whole = float(np.linalg.norm(self.pull))
        cosine = float((np.abs(products) / lengths).min()) / whole if whole else 0.0
        if negative not in {0.0, 1.0} or cosine <= SLACK:
            return [Limit(MODEL, None, 0.0, None, negative)]
        short = max(1.0 - cosine, SLACK)
        proven = cosine / (short * self.curvature) * (1.0 - SLACK)
        return [Limit(MODEL, None, proven, None, negative)]


def penalised_intercept_certificate(training: TwoClasses) -> PenalisedInterceptCertificate:
    """Of one training set."""
    rows, mean = training.centred.rows, training.centred.mean
    signs = np.where(training.larger == training.positive, 1.0, -1.0)
    pull = signs @ rows + signs.sum() * mean
    width = rows.shape[1] + 1
    moments = np.zeros((width, width))
    for start in range(0, len(rows), 8 * BLOCK):
        part = np.ones((len(rows[start : start + 8 * BLOCK]), width))
        part[:, :-1] = rows[start : start + 8 * BLOCK] + mean
        moments += part.T @ part
    curvature = float(np.linalg.eigvalsh(moments)[-1]) * (1.0 + SLACK)
    return PenalisedInterceptCertificate(np.append(pull, signs.sum()), curvature)

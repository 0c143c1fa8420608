"""SVC with a linear kernel and its limit."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from stages.certificates.contract import Limit
from stages.certificates.hinge_line import HingeLine, hinge_line, no_limit
from stages.certificates.kernel_space import LinearSpace, farthest
from stages.certificates.two_classes import TwoClasses
from stages.families.contract import FloatArray
from stages.families.engines.kernel_rows import Matrix

KIND: Final = ("svc_linear", None)


@dataclass(frozen=True)
class LinearKernelCertificate:
    """Hinge loss with a free intercept; `line` is None in a tie of the classes."""

    training: TwoClasses
    line: HingeLine | None
    vector: Matrix

    def summary(self, x: FloatArray) -> Matrix:
        """Product with the vector and farthest distance to a training row, shape (rows, 2)."""
        moved = self.training.centred.moved(x)
        return np.column_stack([moved @ self.vector, farthest(self.training, moved)])

    def limits(self, summaries: Matrix) -> list[Limit]:
        """One limit."""
        if self.line is None:
            return [no_limit(KIND)]
        limit = self.line.limit(KIND, summaries[:, 0], summaries[:, 1])
        return [replace(limit, negative=self.training.negative)]


def linear_kernel_certificate(training: TwoClasses) -> LinearKernelCertificate:
    """Of one training set."""
    rows = training.centred.rows
    if training.tied:
        return LinearKernelCertificate(training, None, np.zeros(rows.shape[1]))
    far = farthest(training, rows)
    line = hinge_line(LinearSpace(training), training.larger, far)
    return LinearKernelCertificate(training, line, line.coefficients @ rows)

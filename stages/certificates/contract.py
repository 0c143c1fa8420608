"""What a certificate is: a limit on C that is known before anything is trained."""

from dataclasses import dataclass
from typing import Protocol

from stages.families.contract import FloatArray
from stages.families.engines.kernel_rows import Matrix


@dataclass(frozen=True)
class Limit:
    """Where one model's collapse ends on one test set; docs/certificate.md has the proofs.

    `model`: lr, svc_linear, svc_rbf or linear_svm; `gamma`: of a Gaussian kernel. `proven`: below
    this C the prediction is constant (infinity: for every C; 0: none is known); `first_order`: the
    estimate C*, None where the model has none; `negative`: the share of rows that the limit C -> 0
    predicts negative, None where that is undefined.
    """

    model: str
    gamma: float | None
    proven: float
    first_order: float | None
    negative: float | None


class Certificate(Protocol):
    """Models on one training set; test rows are seen a chunk at a time."""

    def summary(self, x: FloatArray) -> Matrix:
        """All that counts of test rows, shape (rows, a few)."""
        ...

    def limits(self, summaries: Matrix) -> list[Limit]:
        """Of each model, on the test set that consists of these rows, at least one."""
        ...

"""The linear machine: libsvm's own answer while it comes soon, the exact one where it would not."""

from dataclasses import replace
from typing import Final

from sklearn.exceptions import ConvergenceWarning

from stages.families.contract import BoolArray
from stages.families.engines.kernel_dual import Dual, Kernel, Rules, solve
from stages.families.engines.kernel_interior import Bound, Plane, separate
from stages.families.engines.kernel_rows import TrainingRows
from stages.families.training import row_weights

NO_LIMIT: Final = -1
BREAK_EVEN: Final = 2
"""So many steps of libsvm, times dim^2, take about as long as the interior point method."""


def fit_plane(
    train: TrainingRows, kernel: Kernel, y: BoolArray, strength: float, rules: Rules
) -> tuple[Plane, Warning | None]:
    """The plane on rows about the mean, and a warning where `rules.max_iter` stopped libsvm.

    After `rules.patience` steps per row (BREAK_EVEN * dim^2 if that is more) libsvm is left for the
    interior point method, and taken up again only if that fails.
    """
    patient = max(rules.patience * len(y), BREAK_EVEN * train.rows.shape[1] ** 2)
    hurried = rules.max_iter == NO_LIMIT or rules.max_iter > patient
    first = solve(kernel, y, strength, replace(rules, max_iter=patient) if hurried else rules)
    if not hurried or not isinstance(first.warning, ConvergenceWarning):
        return plane_of(train, first), first.warning
    plane = separate(train.rows, y, bounds(y, strength, rules.class_weight))
    if plane is not None:
        return plane, None
    last = solve(kernel, y, strength, rules)
    return plane_of(train, last), last.warning


def bounds(y: BoolArray, strength: float, class_weight: str | None) -> Bound:
    """What each row's dual variable may reach: C, or C times its weight, shape (rows,)."""
    weights = None if class_weight is None else row_weights(y, class_weight)
    return strength if weights is None else strength * weights


def plane_of(train: TrainingRows, dual: Dual) -> Plane:
    """A machine with a linear kernel as one product: weights = sum of coefficients * row."""
    weights = dual.coefficients @ train.rows
    return Plane(weights, dual.intercept + float(train.mean @ weights))

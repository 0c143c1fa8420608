"""Training rows about their mean, and labels as the larger class against the smaller."""

import math
from dataclasses import dataclass

import numpy as np

from stages.families.contract import BoolArray, FloatArray
from stages.families.engines.kernel_rows import TrainingRows, training_rows


@dataclass(frozen=True)
class TwoClasses:
    """What certificates know of a training set.

    `centred`: the rows less their mean; `larger`: which rows are of the larger class (of the
    positive one in a tie), shape (rows,); `positive`: whether that class is the positive one.
    """

    centred: TrainingRows
    larger: BoolArray
    positive: bool

    @property
    def count(self) -> int:
        """Number of rows."""
        return len(self.larger)

    @property
    def share(self) -> float:
        """Of the larger class; at least 1/2."""
        return float(self.larger.mean())

    @property
    def tied(self) -> bool:
        """Whether both classes have as many rows: nothing says where a collapse would go."""
        return 2 * int(self.larger.sum()) == self.count

    @property
    def logit(self) -> float:
        """Of `share`, >= 0: the margin of the constant prediction."""
        larger = int(self.larger.sum())
        return math.log(larger / (self.count - larger))

    @property
    def negative(self) -> float | None:
        """Share of any test set that the constant prediction calls negative; None in a tie."""
        return None if self.tied else float(not self.positive)


def two_classes(x: FloatArray, y: BoolArray) -> TwoClasses:
    """Of rows, shape (rows, dim), and labels, True = positive; ValueError for a single class."""
    if len(np.unique(y)) < 2:
        raise ValueError(
            f"Got {int(y.sum())} positives in {len(y)} training rows, expected both classes: "
            "enlarge size.train or mend the label."
        )
    positive = bool(2 * int(y.sum()) >= len(y))
    return TwoClasses(training_rows(x), y == positive, positive)

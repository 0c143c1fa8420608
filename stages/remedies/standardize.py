"""Every coordinate to mean 0 and standard deviation 1, but for those that hardly vary."""

from dataclasses import dataclass

import numpy as np

from stages.remedies.alive import alive, means_and_deviations
from stages.remedies.transformer import Rows, Transformer


@dataclass(eq=False, repr=False)
class Standardize(Transformer):
    """Centre every coordinate and divide it by its standard deviation.

    A coordinate that hardly varies (below `floor` times the median deviation) is divided by the
    median deviation of the others. So it stays as small as it was beside them, on rows that were
    not seen too: its own deviation would blow mere rounding up to 1 (all-MiniLM-L6-v2 has two
    coordinates of 1e-33), and a floor in its place up to 1 / `floor` times what a typical
    coordinate gets.
    """

    floor: float

    def _learn(self, rows: Rows) -> None:
        self.mean_, deviations = means_and_deviations(rows)
        varies = alive(deviations, self.floor)
        typical = float(np.median(deviations[varies])) if varies.any() else 1.0
        self.scale_ = np.where(varies, deviations, typical)

    def _changed(self, rows: Rows) -> Rows:
        return np.asarray((rows - self.mean_) / self.scale_)

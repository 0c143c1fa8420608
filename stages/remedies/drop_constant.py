"""Coordinates that hardly vary, left out."""

from dataclasses import dataclass

from stages.remedies.alive import alive, means_and_deviations
from stages.remedies.transformer import Rows, Transformer, no_spread


@dataclass(eq=False, repr=False)
class DropConstant(Transformer):
    """Leave out every coordinate whose deviation is 0 or below `floor` times the median one.

    UnsuitedError where none is left.
    """

    floor: float

    def _learn(self, rows: Rows) -> None:
        self.kept_ = alive(means_and_deviations(rows)[1], self.floor)
        if not self.kept_.any():
            raise no_spread(*rows.shape)

    def _changed(self, rows: Rows) -> Rows:
        return rows[:, self.kept_]

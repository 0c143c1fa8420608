"""Coordinates that hardly vary, left out."""

from dataclasses import dataclass

from stages.remedies.alive import alive, deviations
from stages.remedies.transformer import Rows, Transformer, UnsuitedError


@dataclass(eq=False, repr=False)
class DropConstant(Transformer):
    """Leave out every coordinate whose deviation is 0 or below `floor` times the median one.

    UnsuitedError where none is left.
    """

    floor: float

    def _learn(self, rows: Rows) -> None:
        self.kept_ = alive(deviations(rows), self.floor)
        if not self.kept_.any():
            raise UnsuitedError(
                f"Got {len(rows)} rows in which none of {rows.shape[1]} coordinates varies; "
                "expected at least one that does. Choose remedy=none: a remedy can't tell rows "
                "apart that the encoder does not."
            )

    def _changed(self, rows: Rows) -> Rows:
        return rows[:, self.kept_]

"""What is known of the labels beforehand: the share of positives lies between two numbers."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor


@dataclass(frozen=True)
class Prior:
    """`low` <= share of positives among the rows that are watched <= `high`.

    Raises ValueError where the two are out of order or leave room for one class only.
    """

    low: Fraction
    high: Fraction

    def __post_init__(self) -> None:
        """Check range and order."""
        if not (0 <= self.low <= self.high <= 1 and self.low < 1 and self.high > 0):
            raise ValueError(
                f"Got a prior of {float(self.low):g} to {float(self.high):g}; expected two shares "
                "of the positive class between 0 and 1, the lower first, such as 0.55 0.70."
            )

    @property
    def minority(self) -> Fraction:
        """The smallest share that either class can have."""
        return min(self.low, 1 - self.high)

    def counts(self, rows: int) -> tuple[int, int]:
        """The smallest and largest number of positives among `rows` (at least 2), both inclusive.

        Both classes are present. Where no whole number lies in the interval (few rows, or a share
        that was rounded for print) the two nearest, one on either side.
        """
        low, high = (
            min(max(n, 1), rows - 1) for n in (ceil(self.low * rows), floor(self.high * rows))
        )
        if self.low * rows <= low <= high <= self.high * rows:
            return low, high
        outer = floor(self.low * rows), ceil(self.high * rows)
        return min(max(outer[0], 1), rows - 1), min(max(outer[1], 1), rows - 1)

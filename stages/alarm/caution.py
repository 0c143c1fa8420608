"""When rows are so few that a collapse may be luck."""

import math
from fractions import Fraction
from typing import Final

CHANCE: Final = 0.05


def rows_wanted(minority: Fraction, epsilon: Fraction) -> int | None:
    """Rows from which a strict collapse is more than luck; None where no number is enough.

    A predictor that just is not near-collapsed predicts the other class on a share of at least
    epsilon x minority of all rows; on n rows none of those turns up with chance
    (1 - epsilon x minority)^n, which shall be at most 1 in 20.
    """
    share = float(epsilon * minority)
    if not 0 < share < 1:
        return None if share <= 0 else 1
    return math.ceil(math.log(CHANCE) / math.log1p(-share))

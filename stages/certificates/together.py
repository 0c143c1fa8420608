"""One table of certificates of the arms that were certified one by one."""

from collections.abc import Sequence

import pandas as pd


def together(arms: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Limits or paths below each other, in the order given; at least one arm.

    An arm whose training is not plain has no path. It is left out where another has one: an empty
    table has no types, and would make the numbers of the others words.
    """
    known = [table for table in arms if len(table)]
    return pd.concat(known or arms[:1], ignore_index=True)

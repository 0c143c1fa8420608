"""From families over kinds to causes: the counts of a flow chart."""

from typing import Final

import pandas as pd

from stages.diagnosis.words import CAUSES
from stages.metrics.kinds import UNKNOWN

FLOW: Final = ("arm", "family", "kind", "cause", "count", "examined", "collapsed")


def flow(causes: pd.DataFrame, examined: pd.DataFrame) -> pd.DataFrame:
    """How many configurations go from each family over each kind to each cause; columns FLOW.

    `causes`, `examined`: the tables of those names, of any arms and families; `examined` and
    `collapsed` are the family's own. Sorted by arm, family, kind and the order of causes; a family
    without a collapse has no line. A kind that is not known is `unknown`.
    """
    known = causes.assign(kind=causes["kind"].fillna(UNKNOWN))
    keys = ["arm", "family", "kind", "cause"]
    counted = known.groupby(keys, as_index=False).size().rename(columns={"size": "count"})
    lines = counted.merge(examined, on=["arm", "family"], how="left", validate="many_to_one")
    order = {name: place for place, name in enumerate(CAUSES)}
    lines["place"] = lines["cause"].map(order)
    lines = lines.sort_values(["arm", "family", "kind", "place"], ignore_index=True)
    return lines[list(FLOW)]

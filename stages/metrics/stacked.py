"""What families left behind one by one, below each other."""

from collections.abc import Mapping

import pandas as pd


def of_families(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Counts, intervals or agreement by family, in the order given, with a column `family`.

    It stands last where the frames have none.
    """
    named = [frame.assign(family=family) for family, frame in frames.items()]
    return pd.concat(named, ignore_index=True)


def of_arms(frames: Mapping[tuple[str, str], pd.DataFrame]) -> pd.DataFrame:
    """Trials or scores by arm and family, in the order given; `arm` and `family` stand first.

    A setting that only some families have is missing in the rows of the others.
    """
    stacked = pd.concat(frames, names=["arm", "family"])
    return stacked.reset_index(["arm", "family"]).reset_index(drop=True)

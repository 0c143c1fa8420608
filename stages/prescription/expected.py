"""expected.csv: near-collapse as the facts of the vectors let it expect, beside what was measured.

The forecast knows the quick grids alone: beside another grid's ratio it tells an order.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, cast

import pandas as pd

from stages.expectation.expected import Expectation
from stages.prescription.asked import Facts
from stages.storage.arms import arm_name
from stages.tables import read_json

COLUMNS: Final = ("arm", "family", "expected", "error", "measured", "outside")


def facts_of(places: Mapping[str, Path]) -> dict[str, Facts]:
    """The facts in those files that are there, by remedy."""
    return {
        remedy: cast(Facts, read_json(place)) for remedy, place in places.items() if place.is_file()
    }


def expected_table(
    encoder: str, facts: Mapping[str, Facts], remedies: pd.DataFrame
) -> pd.DataFrame:
    """A row per arm and family of `remedies` that a forecast knows; none where nothing varies.

    `facts`: facts.json by remedy, `none` among them, of arms that are trained without weights and
    cut at 0; `remedies`: as of `remedies_table`, whose ratio on the source's test rows is
    `measured`. `outside`: which terms lie beyond the range of the fit, blanks between; missing
    where none does.
    """
    forecast = Expectation.read()
    keys = zip(remedies["remedy"].astype(str), remedies["family"].astype(str), strict=True)
    measured = dict(zip(keys, remedies["collapse"].to_numpy(dtype=float), strict=True))
    rows = [
        (
            arm_name(encoder, remedy),
            family,
            share,
            error,
            measured[remedy, family],
            " ".join(forecast.outside(known)) or None,
        )
        for remedy, known in facts.items()
        for family, (share, error) in forecast.expected(known).items()
        if (remedy, family) in measured
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.sort_values(list(COLUMNS[:2]), ignore_index=True)

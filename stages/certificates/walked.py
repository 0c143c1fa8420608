"""LR's path on an arm, and what is measured along it beside what was proven."""

from collections.abc import Sequence

import pandas as pd

from stages.certificates.everywhere import EVERYWHERE
from stages.certificates.logit_path import GRID, LogitPath, measured, path_table
from stages.certificates.test_sets import TestSet


def walked(
    path: LogitPath, tests: Sequence[TestSet], table: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The limits with what was measured along LR's path, and the path."""
    weights = path.fits(GRID)
    logit, every = table["model"] == "lr", table["domain"] == EVERYWHERE
    proven = table.loc[logit & ~every, "c_proven"].tolist()
    found = measured(path, weights, tests, proven)
    table = table.copy()
    table.loc[logit & ~every, "c_measured"] = found
    table.loc[logit & every, "c_measured"] = min(found)
    return table, path_table(path, weights, tests[0])

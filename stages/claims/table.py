"""claims.csv: every claim of the catalogue with what this run says of it."""

import math
from collections.abc import Mapping
from typing import Final

import pandas as pd

from stages.claims.claim import Claim
from stages.claims.run import Run
from stages.metrics.intervals import UNKNOWN

COLUMNS: Final = (
    "claim", "statement", "page", "statistic", "direction", "threshold", "value", "low", "high",
    "seeds", "verdict", "reason",
)  # fmt: skip


def claims_table(claims: Mapping[str, Claim], run: Run) -> pd.DataFrame:
    """One row per claim, by name; `value`, `low` and `high` are missing where unknown."""
    rows = [_row(name, claims[name], run) for name in sorted(claims)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(name: str, claim: Claim, run: Run) -> dict[str, object]:
    examined = claim.examine(run)
    measured = examined.measured
    low, high = UNKNOWN if measured is None else measured.interval(run.confidence)
    return {
        "claim": name,
        "statement": claim.statement,
        "page": claim.page,
        "statistic": claim.statistic.words,
        "direction": claim.direction,
        "threshold": claim.threshold,
        "value": math.nan if measured is None else measured.value,
        "low": low,
        "high": high,
        "seeds": 0 if measured is None else len(measured.by_seed),
        "verdict": str(examined.verdict),
        "reason": examined.reason,
    }

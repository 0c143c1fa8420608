"""Statistics that need several encoders, from tables that a study of several may give.

`cross_encoder`: train, test (encoders), domain, config, collapsed (true, false), a row for each
configuration trained on one encoder's source and tested on every domain encoded by another.
`encoders`: encoder, rank (in a public ranking), collapse (a ratio), a row for each encoder.
"""

from dataclasses import dataclass
from typing import Final

from scipy import stats

from stages.claims.measured import Measured
from stages.claims.run import NotToldError, Run

ONE_ONLY: Final = "one encoder only"
FEWEST: Final = 5
"""Encoders below which no rank correlation can be told from chance: four never reach p < .083."""


@dataclass(frozen=True)
class CollapsesUnderEveryEncoder:
    """Share of the test encoders under which a configuration collapses on every domain.

    Whichever encoder it was trained on: one that does not collapse is enough to lose the share.
    """

    config: str

    @property
    def words(self) -> str:
        """What is measured."""
        return f"share of test encoders under which {self.config} collapses on every domain"

    def measure(self, run: Run) -> Measured:
        """One share; undecided with fewer than two test encoders."""
        table = run.table("cross_encoder", ONE_ONLY)
        own = table[table["config"] == self.config]
        if own.empty:
            raise NotToldError(f"{self.config} is not in the cross-encoder table")
        by_test = own.groupby("test")["collapsed"].all()
        if len(by_test) < 2:
            raise NotToldError(ONE_ONLY)
        return Measured((float(by_test.mean()),))


@dataclass(frozen=True)
class RankCorrelation:
    """Absolute rank correlation (Spearman) of a public ranking of encoders with their collapse."""

    @property
    def words(self) -> str:
        """What is measured."""
        return "absolute rank correlation of the encoders' public rank with their collapse ratio"

    def measure(self, run: Run) -> Measured:
        """One correlation; undecided with fewer than five encoders."""
        table = run.table("encoders", ONE_ONLY).drop_duplicates("encoder")
        if len(table) < FEWEST:
            raise NotToldError(f"{len(table)} encoders, {FEWEST} needed")
        if table["collapse"].nunique() < 2:
            raise NotToldError("all encoders collapse alike")
        return Measured((abs(float(stats.spearmanr(table["rank"], table["collapse"])[0])),))

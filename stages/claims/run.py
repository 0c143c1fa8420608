"""What a claim is examined on: everything that one run counted, and where it is silent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from stages.metrics.arm_counts import ArmCounts, arm_counts, confusion
from stages.metrics.collapse import Kinds, collapse
from stages.metrics.report_tables import Gathered
from stages.storage.arms import RAW_ARM


class NotToldError(Exception):
    """The run can't say: the message is the reason in a few words."""


@dataclass(frozen=True)
class Run:
    """One run: what was gathered, the tables for people, `epsilon` of near-collapse.

    `tables` may hold more than the audit writes, where a study of several encoders gives it.
    """

    gathered: Gathered
    tables: Mapping[str, pd.DataFrame]
    epsilon: float
    confidence: float

    @property
    def subject(self) -> str:
        """The arm under audit."""
        return self.gathered.subject

    @property
    def families(self) -> Sequence[str]:
        """The roster."""
        return self.gathered.families

    @property
    def source(self) -> str:
        """The source's stem."""
        return self.gathered.stems[0]

    @property
    def seeds(self) -> list[int]:
        """Every seed that was trained with."""
        return sorted(int(seed) for seed in self.gathered.trials["seed"].unique())

    def need(self, families: Sequence[str]) -> None:
        """Say that the run can't tell unless all these families are on the roster."""
        absent = [family for family in families if family not in self.families]
        if absent:
            raise NotToldError(f"not on the roster: {', '.join(absent)}")

    def table(self, name: str, reason: str) -> pd.DataFrame:
        """A table; without it the run can't tell, for this reason."""
        table = self.tables.get(name)
        if table is None or table.empty:
            raise NotToldError(reason)
        return table

    def points(self, arm: str, seed: int) -> ArmCounts:
        """The configurations of one arm that were trained with one seed, all families."""
        g = self.gathered
        trials = g.trials[g.trials["seed"] == seed]
        counts = arm_counts(arm, g.counts, g.halves, trials, g.domains)
        if not len(counts.configs):
            raise NotToldError(f"no configuration of {arm} is ok with seed {seed}")
        return counts

    def strict(self, arm: str, family: str, seed: int) -> tuple[pd.DataFrame, Kinds]:
        """Settings of one family's configurations, and how each collapses on the source."""
        points = self.points(arm, seed)
        own = np.flatnonzero(points.families == family)
        kinds = collapse(confusion(points.whole[own]), 0)[:, 0]
        settings = points.settings.iloc[own].assign(config=points.configs[own])
        return settings.reset_index(drop=True), kinds


RAW = RAW_ARM

"""The tables for people, assembled from what all families did on the raw arm and on the subject."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from stages.metrics import collapse_table, kinds, paired, systematic
from stages.metrics.best import best_table
from stages.metrics.collapse import Collapse
from stages.metrics.lines import lines_table
from stages.metrics.outcome import CELLS, Outcome, outcome

TABULAR = "tabular"


@dataclass(frozen=True)
class Gathered:
    """Everything that was counted, all families and both arms below each other.

    `domains`: tables.read_domains; `counts`, `halves`: tables.CONFUSION, tables.HALVES; `trials`,
    `scores`: the contract's tables with arm and family prepended; `rows`: row intervals with family.
    """

    subject: str
    families: Sequence[str]
    domains: pd.DataFrame
    counts: pd.DataFrame
    halves: pd.DataFrame
    trials: pd.DataFrame
    scores: pd.DataFrame
    rows: pd.DataFrame

    @property
    def stems(self) -> tuple[str, ...]:
        """Domain stems, the source first."""
        ordered = self.domains.sort_values("role", kind="stable")
        return tuple(ordered["file"].astype(str))

    def outcomes(self) -> Iterator[tuple[str, Outcome, Outcome]]:
        """Per family of the roster: its name, the raw arm's outcome, the subject's."""
        for family in self.families:
            yield family, self._outcome(TABULAR, family), self._outcome(self.subject, family)

    def _outcome(self, arm: str, family: str) -> Outcome:
        counts, trials = (
            frame[(frame["arm"] == arm) & (frame["family"] == family)]
            for frame in (self.counts, self.trials)
        )
        return outcome(counts, trials, self.stems)


def report_tables(
    gathered: Gathered, epsilon: float, confidence: float
) -> Mapping[str, pd.DataFrame]:
    """Every CSV of reports/tables by name, in the contract's columns, sorted."""
    of_collapse: list[dict[str, object]] = []
    of_pairs: list[dict[str, object]] = []
    of_configs: list[Mapping[str, object]] = []
    collapsed: list[dict[str, object]] = []
    for family, raw, subject in gathered.outcomes():
        arms = ((TABULAR, None, raw), (gathered.subject, raw, subject))
        for arm, other, result in arms:
            of_collapse += collapse_table.collapse_rows(
                arm, family, other, result, epsilon, confidence
            )
            collapsed += _collapsed(arm, family, result, epsilon)
        of_pairs += paired.paired_rows(family, raw, subject, epsilon)
        of_configs += systematic.systematic_rows(family, raw, subject, epsilon)
    frames = gathered.counts, gathered.halves
    places = gathered.trials, gathered.domains
    return {
        "confusion": _confusion(gathered.counts),
        "collapse": collapse_table.collapse_table(of_collapse, gathered.rows),
        "paired": paired.paired_table(of_pairs),
        "systematic": systematic.systematic_table(of_configs),
        "kinds": kinds.kinds_table(
            pd.DataFrame(collapsed, columns=list(kinds.KEY)), gathered.scores
        ),
        "lines": lines_table(*frames, *places, epsilon),
        "best": best_table(*frames, gathered.scores, *places),
    }


def _confusion(counts: pd.DataFrame) -> pd.DataFrame:
    whole = counts.astype(dict.fromkeys(CELLS, "Int64"))
    return whole.sort_values([*kinds.KEY, "split"], ignore_index=True)


def _collapsed(
    arm: str, family: str, result: Outcome, epsilon: float
) -> Iterator[dict[str, object]]:
    found = result.kinds(epsilon) > Collapse.NONE
    for domain, trials in zip(result.domains, found, strict=True):
        for config in result.design.config[trials]:
            yield dict(zip(kinds.KEY, (arm, family, config, domain), strict=True))

"""The tables for people, assembled from what all families did on the raw arm and on the subject."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from stages.metrics import collapse_table, kinds, paired, seed_table, systematic
from stages.metrics.best import best_table
from stages.metrics.bindings import bindings_table
from stages.metrics.collapse import Collapse
from stages.metrics.confusion import CELLS
from stages.metrics.lines import all_lines, lines_table, verdicts_table
from stages.metrics.outcome import Books, Outcome, outcome
from stages.storage.arms import RAW_ARM

AGREEMENT_KEY = ["arm", "family", "source", "target", "points"]


@dataclass(frozen=True)
class Gathered:
    """Everything that was counted, all families and both arms below each other.

    `domains`: tables.read_domains; `counts`, `halves`: tables.CONFUSION, tables.HALVES; `trials`,
    `scores`: as trained, arm and family prepended; `rows`: row intervals with family.
    """

    subject: str
    families: Sequence[str]
    domains: pd.DataFrame
    counts: pd.DataFrame
    halves: pd.DataFrame
    trials: pd.DataFrame
    scores: pd.DataFrame
    rows: pd.DataFrame
    agreement: pd.DataFrame

    @property
    def stems(self) -> tuple[str, ...]:
        """Domain stems, the source first."""
        ordered = self.domains.sort_values("role", kind="stable")
        return tuple(ordered["file"].astype(str))

    def outcomes(self) -> Iterator[tuple[Outcome, Outcome]]:
        """Per family of the roster: the raw arm's outcome, the subject's."""
        books = Books(self.counts, self.trials)
        for family in self.families:
            raw = outcome(books, RAW_ARM, family, self.stems)
            yield raw, outcome(books, self.subject, family, self.stems)


def report_tables(
    gathered: Gathered, epsilon: float, confidence: float
) -> Mapping[str, pd.DataFrame]:
    """Every CSV of reports/tables by name, in a fixed order of columns, sorted."""
    of_collapse: list[dict[str, object]] = []
    of_seeds: list[dict[str, object]] = []
    of_pairs: list[dict[str, object]] = []
    of_configs: list[Mapping[str, object]] = []
    collapsed: list[dict[str, object]] = []
    for raw, subject in gathered.outcomes():
        for result, other in ((raw, None), (subject, raw)):
            of_collapse += collapse_table.collapse_rows(result, other, epsilon, confidence)
            of_seeds += seed_table.seed_rows(result, other, epsilon)
            collapsed += _collapsed(result, epsilon)
        of_pairs += paired.paired_rows(raw, subject, epsilon)
        of_configs += systematic.systematic_rows(raw, subject, epsilon)
    frames = gathered.counts, gathered.halves
    places = gathered.trials, gathered.domains
    lines = all_lines(*frames, *places, epsilon)
    told = kinds.kinds_table(pd.DataFrame(collapsed, columns=list(kinds.KEY)), gathered.scores)
    return {
        "confusion": _confusion(gathered.counts),
        "collapse": collapse_table.collapse_table(of_collapse, gathered.rows),
        "seeds": seed_table.seed_table(of_seeds),
        "paired": paired.paired_table(of_pairs),
        "systematic": systematic.systematic_table(of_configs),
        "kinds": told,
        "kind_shares": kinds.kind_shares(told),
        "lines": lines_table(lines),
        "verdicts": verdicts_table(lines),
        "bindings": bindings_table(*frames, *places),
        "best": best_table(*frames, gathered.scores, *places),
        "agreement": gathered.agreement.sort_values(AGREEMENT_KEY, ignore_index=True),
    }


def _confusion(counts: pd.DataFrame) -> pd.DataFrame:
    whole = counts.astype(dict.fromkeys(CELLS, "Int64"))
    return whole.sort_values([*kinds.KEY, "split"], ignore_index=True)


def _collapsed(result: Outcome, epsilon: float) -> Iterator[dict[str, object]]:
    found = result.kinds(epsilon) > Collapse.NONE
    for domain, trials in zip(result.domains, found, strict=True):
        for config in result.design.config[trials]:
            yield dict(zip(kinds.KEY, (result.arm, result.family, config, domain), strict=True))

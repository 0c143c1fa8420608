"""The verdicts on every model, cohort by cohort and window by window."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Protocol

from stages.alarm.caution import rows_wanted
from stages.alarm.classes import ClassPriors, class_ranges
from stages.alarm.judgement import Judgement, Verdict, judge, judge_two
from stages.alarm.labels import (
    Case,
    ContradictionError,
    Plan,
    judge_labelled,
    plan,
    require_possible,
)
from stages.alarm.prior import Prior
from stages.alarm.tally import Counts, Group, Tally


@dataclass(frozen=True)
class Seen:
    """What is known of one model in one group.

    `predicted`: how often each class is; `labels`: how many rows to label where the verdict was
    unknown, `always`: whether they settle it whatever they show; `plan`: the same for two classes,
    in detail; `drawn`: labels that were used; `against`: why they contradict the prior.
    """

    model: str
    predicted: tuple[int, ...]
    judgement: Judgement
    verdict: Verdict
    labels: int | None = None
    always: bool | None = None
    plan: Plan | None = None
    drawn: int = 0
    against: str | None = None


@dataclass(frozen=True)
class Watched:
    """One group: its rows, whether they are too few, and every model."""

    group: Group
    rows: int
    wanted: int | None
    models: tuple[Seen, ...]

    @property
    def few(self) -> bool:
        """Whether a strict collapse may be luck."""
        return self.wanted is None or self.rows < self.wanted


class Known(Protocol):
    """What is known of the classes beforehand."""

    def wanted(self, cohort: str) -> int | None:
        """Rows from which a strict collapse is more than luck."""

    def seen(self, model: str, cohort: str, table: Counts) -> Seen:
        """One model's counts (predicted, labelled), the last label being none; ValueError."""


@dataclass(frozen=True)
class TwoClasses:
    """The share of positives: `prior`, or that of its cohort where one is given."""

    prior: Prior | None
    by_cohort: Mapping[str, Prior]
    epsilon: Fraction
    confidence: float

    def wanted(self, cohort: str) -> int | None:
        """Rows from which a strict collapse is more than luck."""
        return rows_wanted(self._prior(cohort).minority, self.epsilon)

    def seen(self, model: str, cohort: str, table: Counts) -> Seen:
        """The verdict without labels, else with those of rows predicted as the rarer class.

        Unknown where they contradict the prior: in a small window chance alone may do that.
        """
        counts = tuple(int(n) for n in table.sum(axis=1))
        judgement = judge_two(counts, self._prior(cohort), self.epsilon)
        if judgement.strict:  # whatever the labels and the prior are
            return Seen(model, counts, judgement, judgement.verdict)
        case = Case(counts, self._prior(cohort), self.epsilon, self.confidence)
        sides = (case.side, 1 - case.side)
        labels, others = ([int(n) for n in table[side, :-1]] for side in sides)
        case = replace(case, others=others)
        used = sum(labels) + sum(others)
        try:
            if used:
                require_possible(case, labels)
            if judgement.verdict is not Verdict.UNKNOWN:
                return Seen(model, counts, judgement, judgement.verdict)
            verdict = judge_labelled(case, labels) if used else Verdict.UNKNOWN
        except ContradictionError as error:
            return Seen(model, counts, judgement, Verdict.UNKNOWN, drawn=used, against=str(error))
        asked = plan(case)
        return Seen(model, counts, judgement, verdict, asked.rows, asked.always, asked, used)

    def _prior(self, cohort: str) -> Prior:
        prior = self.by_cohort.get(cohort, self.prior)
        if prior is None:
            raise ValueError(
                f"Got no prior for the cohort {cohort!r}; expected --cohort-prior {cohort}=LOW,HIGH"
                ", or --prior LOW HIGH for all others."
            )
        return prior


@dataclass(frozen=True)
class SeveralClasses:
    """The share of every class."""

    priors: ClassPriors
    epsilon: Fraction

    def wanted(self, cohort: str) -> int | None:
        """Rows from which a strict collapse is more than luck, whatever the cohort."""
        return rows_wanted(min(share.low for share in self.priors.shares), self.epsilon)

    def seen(self, model: str, cohort: str, table: Counts) -> Seen:
        """The verdict; labels of the rows that are not predicted as the class in question."""
        counts = tuple(int(n) for n in table.sum(axis=1))
        judgement = judge(counts, class_ranges(counts, self.priors), self.epsilon)
        if judgement.verdict is not Verdict.UNKNOWN:
            return Seen(model, counts, judgement, judgement.verdict)
        labels = sum(counts) - counts[judgement.toward]
        exact = all(share.low == share.high for share in self.priors.shares)
        return Seen(model, counts, judgement, judgement.verdict, labels, exact)


def watched(tally: Tally, known: Known) -> Iterator[Watched]:
    """Every group, by cohort, then in order of time."""
    for group in sorted(tally.counts):
        tables = tally.counts[group]
        models = zip(tally.columns.models, tables, strict=True)
        seen = tuple(known.seen(model, group.cohort, table) for model, table in models)
        yield Watched(group, int(tables[0].sum()), known.wanted(group.cohort), seen)


def overall(groups: Sequence[Watched]) -> Verdict:
    """Collapsed where any model is anywhere, else unknown where any is, else not collapsed.

    Unknown where there is no group.
    """
    found = {seen.verdict for group in groups for seen in group.models}
    order = (Verdict.COLLAPSED, Verdict.UNKNOWN, Verdict.FINE)
    return next((verdict for verdict in order if verdict in found), Verdict.UNKNOWN)

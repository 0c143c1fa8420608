"""The bounds hold for every labelling that the prior allows, and are attained."""

import csv
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.alarm.bounds import mirrored, range_of, range_of_one
from stages.alarm.judgement import Verdict, judge_two
from stages.alarm.prior import Prior

TENTH = Fraction(1, 10)


def statistic(tn: int, fn: int, positives: int, rows: int) -> Fraction:
    return Fraction(tn, rows - positives) + Fraction(fn, positives)


def labellings(rows: int, negative: int, positives: int) -> list[Fraction]:
    """s_T of every way to label, by the number of true negatives."""
    negatives = rows - positives
    return [
        statistic(tn, negative - tn, positives, rows)
        for tn in range(negative + 1)
        if tn <= negatives and negative - tn <= positives
    ]


@st.composite
def cases(draw: st.DrawFn) -> tuple[int, int, Prior]:
    rows = draw(st.integers(2, 24))
    negative = draw(st.integers(0, rows))
    low, high = sorted(draw(st.tuples(st.integers(0, 40), st.integers(0, 40))))
    if low == 40 or high == 0:
        low, high = 10, 30
    return rows, negative, Prior(Fraction(low, 40), Fraction(high, 40))


def truths(rows: int, negative: int, prior: Prior) -> list[Fraction]:
    first, last = prior.counts(rows)
    return [s for p in range(first, last + 1) for s in labellings(rows, negative, p)]


@given(cases())
def test_the_bounds_are_the_extremes_over_all_labellings(case: tuple[int, int, Prior]) -> None:
    found, every = range_of(*case), truths(*case)
    assert (found.low, found.high) == (min(every), max(every))


@given(cases())
def test_they_imply_the_simple_bounds(case: tuple[int, int, Prior]) -> None:
    rows, negative, prior = case
    for positives in prior.counts(rows):
        found = range_of_one(rows, negative, positives)
        sizes = positives, rows - positives
        assert Fraction(negative, max(sizes)) <= found.low
        assert found.high <= Fraction(negative, min(sizes))


@given(cases(), st.integers(1, 20))
def test_a_verdict_never_contradicts_any_labels_that_the_prior_allows(
    case: tuple[int, int, Prior], twentieths: int
) -> None:
    rows, negative, prior = case
    epsilon = Fraction(twentieths, 20)
    verdict = judge_two((negative, rows - negative), prior, epsilon).verdict
    strict = negative in (0, rows)
    found = {strict or s < epsilon or 2 - s < epsilon for s in truths(*case)}
    if verdict is not Verdict.UNKNOWN:
        assert found == {verdict is Verdict.COLLAPSED}
    elif twentieths < 10:  # sharp: both are possible
        assert found == {True, False}


@given(cases())
def test_the_mirror_names_the_classes_the_other_way_round(case: tuple[int, int, Prior]) -> None:
    rows, negative, prior = case
    other = Prior(1 - prior.high, 1 - prior.low)
    assert mirrored(range_of(*case)) == range_of(rows, rows - negative, other)


def test_bounds_worked_by_hand() -> None:
    # 3 of 10 predicted negative, 6 positive: TN 0..3, so 0/4 + 3/6 to 3/4 + 0/6
    found = range_of_one(10, 3, 6)
    assert (found.low, found.high) == (Fraction(1, 2), Fraction(3, 4))


def test_a_prior_without_a_whole_number_takes_the_nearest_two() -> None:
    printed = Fraction("0.61337")
    assert Prior(printed, printed).counts(3546) == (2175, 2176)
    assert Prior(Fraction("0.55"), Fraction("0.7")).counts(7) == (4, 4)


@pytest.mark.parametrize("ends", [("0.7", "0.5"), ("0", "0"), ("1", "1"), ("-0.1", "0.5")])
def test_a_prior_that_is_none_is_refused(ends: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="expected two shares"):
        Prior(Fraction(ends[0]), Fraction(ends[1]))


def test_the_published_predicted_negatives_are_all_decided_but_one(shared: Path) -> None:
    """Table 5 of arXiv 2506.17989 with the class sizes of its table 4."""
    golden = shared / "golden/paper"
    with (golden / "table4_states.csv").open() as stream:
        states = {row["state"]: row for row in csv.DictReader(stream)}
    verdicts = {}
    with (golden / "table5_predicted_negatives.csv").open() as stream:
        for row in csv.DictReader(stream):
            state = states[row["state"]]
            rows, positives = int(state["test_size"]), int(state["positives_lt50k"])
            negative = int(row["TN"]) + int(row["FN"])
            share = Fraction(positives, rows)
            judged = judge_two((negative, rows - negative), Prior(share, share), TENTH)
            verdicts[f"{row['encoder']}|{row['state']}"] = judged.verdict
    assert len(verdicts) == 18
    assert verdicts.pop("sfr|AK") is Verdict.UNKNOWN
    assert set(verdicts.values()) == {Verdict.COLLAPSED}

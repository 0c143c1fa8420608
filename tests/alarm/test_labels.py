"""Labels of the rarer predicted class settle what the prior leaves open."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.alarm.judgement import Verdict, judge_two
from stages.alarm.labels import (
    COLLAPSED,
    FINE,
    IMPOSSIBLE,
    UNKNOWN,
    VERDICTS,
    Case,
    judge_labelled,
    outcomes,
    plan,
)
from stages.alarm.prior import Prior
from tests.alarm.test_bounds import TENTH, cases, statistic

AK = Case((206, 3340), Prior(Fraction(2175, 3546), Fraction(2175, 3546)), TENTH, 0.95)


def truths(case: Case, right: int) -> set[bool]:
    """Whether it is collapsed, over every number of positives that the prior allows."""
    rows, k = sum(case.counts), case.drawn_from
    first, last = case.prior.counts(rows)
    found = set()
    for positives in range(first, last + 1):
        own = positives if case.side == 1 else rows - positives
        if right > own or k - right > rows - own:
            continue
        s = statistic(right, k - right, rows - own, rows)
        found.add(s < case.epsilon or 2 - s < case.epsilon)
    return found


@given(cases(), st.integers(1, 10))
def test_the_outcome_for_every_number_of_right_rows_is_that_of_enumeration(
    made, twentieths
) -> None:
    rows, negative, prior = made
    case = Case((negative, rows - negative), prior, Fraction(twentieths, 20), 0.95)
    if case.drawn_from == 0:
        return
    for right, code in enumerate(outcomes(case).tolist()):
        expected = {
            frozenset(): IMPOSSIBLE,
            frozenset({True}): COLLAPSED,
            frozenset({False}): FINE,
        }.get(frozenset(truths(case, right)), UNKNOWN)
        assert code == expected


def test_the_published_unknown_is_settled_by_its_labels() -> None:
    """sfr|AK: of 206 rows predicted negative 179 are; s_T = .143 is no collapse at .1."""
    asked = plan(AK)
    assert (asked.predicted, asked.rows, asked.always) == (0, 206, True)
    assert judge_labelled(AK, (179, 27)) is Verdict.FINE
    assert judge_labelled(AK, (0, 206)) is Verdict.COLLAPSED


def test_a_streak_is_the_shortest_that_settles() -> None:
    for streak in plan(AK).streaks:
        assert streak.labels is not None
        labels = [0, 0]
        labels[streak.label] = streak.labels
        assert judge_labelled(AK, labels) is streak.verdict
        labels[streak.label] -= 1
        assert judge_labelled(AK, labels) is Verdict.UNKNOWN


@given(cases(), st.data())
def test_all_labels_settle_it_rightly_wherever_the_plan_says_so(made, data) -> None:
    rows, negative, prior = made
    case = Case((negative, rows - negative), prior, TENTH, 0.95)
    found = outcomes(case)
    right = data.draw(st.integers(0, case.drawn_from))
    if case.drawn_from == 0 or found[right] == IMPOSSIBLE:
        return
    labels = [case.drawn_from - right] * 2
    labels[case.side] = right
    told = judge_labelled(case, labels)
    assert told is VERDICTS[found[right]]
    if plan(case).always:
        assert told is not Verdict.UNKNOWN


@pytest.mark.parametrize("right", [0, 40, 110, 206])
def test_stopping_at_will_is_wrong_no_more_often_than_stated(right: int) -> None:
    random = np.random.default_rng(right)
    truth = VERDICTS[int(outcomes(AK)[right])]
    wrong = 0
    for _ in range(60):
        drawn = random.permutation(np.arange(AK.drawn_from) < right)
        for many in (*range(1, 30, 2), 60, 100, 150):
            negative = int(drawn[:many].sum())
            told = judge_labelled(AK, (negative, many - negative))
            if told is not Verdict.UNKNOWN:
                wrong += told is not truth
                break
    assert wrong <= 8  # 5 % of 60 is 3; more than 8 has chance .003


def test_labels_that_contradict_the_prior_are_refused() -> None:
    case = Case((8, 12), Prior(Fraction(9, 10), Fraction(9, 10)), TENTH, 0.95)
    assert judge_two(case.counts, case.prior, TENTH).verdict is not Verdict.COLLAPSED
    with pytest.raises(ValueError, match="mend --prior"):
        judge_labelled(case, (8, 0))

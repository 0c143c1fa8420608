"""Labels of the rarer predicted class settle what the prior leaves open."""

from dataclasses import replace
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
    require_possible,
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


@given(cases(), st.data())
def test_labels_are_refused_exactly_where_no_number_of_right_rows_is_possible(made, data) -> None:
    rows, negative, prior = made
    case = Case((negative, rows - negative), prior, TENTH, 0.95)
    k = case.drawn_from
    drawn = data.draw(st.integers(0, k))
    right = data.draw(st.integers(0, drawn))
    labels = (right, drawn - right) if case.side == 0 else (drawn - right, right)
    one = data.draw(st.integers(0, rows - k))
    case = replace(case, others=(one, data.draw(st.integers(0, rows - k - one))))
    found = outcomes(case)[right : k - (drawn - right) + 1]
    if (found != IMPOSSIBLE).any():
        require_possible(case, labels)
    else:
        with pytest.raises(ValueError, match="mend --prior"):
            require_possible(case, labels)


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


@given(cases(), st.data())
def test_labels_of_every_row_settle_it_whatever_the_prior(made, data) -> None:
    rows, negative, prior = made
    if negative in (0, rows):
        return
    case = Case((negative, rows - negative), prior, TENTH, 0.95)
    positives = data.draw(st.integers(*prior.counts(rows)))
    tn = data.draw(st.integers(max(0, negative - positives), min(negative, rows - positives)))
    fn, tp = negative - tn, positives - (negative - tn)
    labels = (tn, fn), (rows - positives - tn, tp)
    case = replace(case, others=labels[1 - case.side])
    s = statistic(tn, fn, positives, rows)
    truth = Verdict.COLLAPSED if s < TENTH or 2 - s < TENTH else Verdict.FINE
    require_possible(case, labels[case.side])
    assert judge_labelled(case, labels[case.side]) is truth


@given(cases(), st.data())
def test_labels_of_the_other_rows_narrow_the_prior_as_enumeration_does(made, data) -> None:
    rows, negative, prior = made
    case = Case((negative, rows - negative), prior, TENTH, 0.95)
    k, side = case.drawn_from, case.side
    own = data.draw(st.integers(0, rows - k))
    opposite = data.draw(st.integers(0, rows - k - own))
    case = replace(case, others=(own, opposite) if side == 0 else (opposite, own))
    found, (first, last) = outcomes(case), prior.counts(rows)
    for right in range(k + 1):
        seen = set()
        for positives in range(first, last + 1):
            size = rows - positives if side == 0 else positives
            if size >= right + own and rows - size >= k - right + opposite:
                s = statistic(right, k - right, rows - size, rows)
                seen.add(s < TENTH or 2 - s < TENTH)
        expected = {(): IMPOSSIBLE, (False,): FINE, (True,): COLLAPSED}
        assert found[right] == expected.get(tuple(sorted(seen)), UNKNOWN)


@given(cases(), st.sampled_from([0.8, 0.95]))
def test_where_a_streak_settles_it_no_mixture_does_with_fewer_labels(made, confidence) -> None:
    rows, negative, prior = made
    case = Case((negative, rows - negative), prior, TENTH, confidence)
    if judge_two(case.counts, prior, TENTH).verdict is not Verdict.UNKNOWN:
        return
    known = [streak.labels for streak in plan(case).streaks if streak.labels is not None]
    for drawn in range(1, min(known, default=0)):
        for right in range(drawn + 1):
            labels = (right, drawn - right) if case.side == 0 else (drawn - right, right)
            try:
                assert judge_labelled(case, labels) is Verdict.UNKNOWN
            except ValueError:  # the prior has no room for them
                continue


def test_a_mixture_may_settle_what_no_streak_can() -> None:
    """Of 4 rows two are right: not collapsed at every share from .26 to .86, as none or all are."""
    case = Case((4, 42), Prior(Fraction("0.26"), Fraction("0.86")), Fraction(1, 7), 0.95)
    assert [streak.labels for streak in plan(case).streaks] == [None, None]
    assert judge_labelled(case, (1, 1)) is Verdict.FINE


def test_labels_that_contradict_the_prior_are_refused() -> None:
    case = Case((8, 12), Prior(Fraction(9, 10), Fraction(9, 10)), TENTH, 0.95)
    assert judge_two(case.counts, case.prior, TENTH).verdict is not Verdict.COLLAPSED
    with pytest.raises(ValueError, match="mend --prior"):
        judge_labelled(case, (8, 0))
    decided = Case((50, 50), Prior(Fraction("0.55"), Fraction("0.7")), TENTH, 0.95, (50, 0))
    with pytest.raises(ValueError, match="50 negative and 0 positive of the others"):
        require_possible(decided, (50, 0))

from dataclasses import replace
from math import nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.metrics.skill import UNDEFINED, Skill
from stages.metrics.verdict import Evidence, Judgement, Verdict, judge

GOOD = Skill(0.4, 0.2, 0.6, 10)
NONE = Skill(-0.02, -0.1, 0.06, 10)
TRUE_LINE = Evidence(distinct=40, slope=0.9, r2_all=0.8, ceiling=0.9, skill=GOOD)
FAKE_LINE = replace(TRUE_LINE, skill=NONE)


def test_a_line_that_rises_and_predicts_holds():
    assert judge(TRUE_LINE).verdict is Verdict.HOLDS


def test_a_high_r2_without_skill_is_spurious():
    assert judge(FAKE_LINE).verdict is Verdict.SPURIOUS


@pytest.mark.parametrize(
    ("evidence", "reason"),
    [
        (replace(TRUE_LINE, distinct=9), "too few"),
        (replace(TRUE_LINE, slope=nan), "no line or no skill"),
        (replace(TRUE_LINE, skill=UNDEFINED), "no line or no skill"),
        (replace(TRUE_LINE, slope=-0.5), "does not rise"),
        (replace(TRUE_LINE, skill=Skill(0.4, -0.1, 0.9, 4)), "not clearly above 0"),
        (replace(TRUE_LINE, skill=Skill(0.04, 0.01, 0.07, 90)), "below a tenth"),
        (replace(FAKE_LINE, r2_all=0.4), "R2 of all is below 0.5"),
        (replace(FAKE_LINE, r2_all=nan), "R2 of all is below 0.5"),
        (replace(FAKE_LINE, ceiling=0.3), "ceiling too low"),
        (replace(FAKE_LINE, ceiling=nan), "ceiling too low"),
    ],
)
def test_every_doubt_is_named(evidence, reason):
    judgement = judge(evidence)
    assert judgement.verdict is Verdict.CANNOT_TELL
    assert reason in judgement.reason


def test_a_low_ceiling_does_not_undo_a_line_that_predicts():
    assert judge(replace(TRUE_LINE, ceiling=0.1)).verdict is Verdict.HOLDS


numbers = st.floats(-1, 1) | st.just(nan)


skills = st.builds(Skill, value=numbers, low=numbers, high=numbers, groups=st.just(3))
cases = st.builds(
    Evidence,
    distinct=st.integers(0, 20), slope=numbers, r2_all=numbers, ceiling=numbers, skill=skills,
)  # fmt: skip


@given(cases)
def test_every_case_has_a_verdict_and_a_reason(evidence):
    judgement = judge(evidence)
    assert isinstance(judgement, Judgement)
    assert judgement.reason
    if evidence.distinct < 10:
        assert judgement.verdict is Verdict.CANNOT_TELL

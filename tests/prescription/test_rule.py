import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.prescription.rule import Objection, chosen, in_order, objections
from tests.prescription.made_effect import BALANCED, GOOD, PRIOR

CLEAR = {"seeds": 5, "interval": (-0.3, -0.2)}
SCORES = {"CA": 0.0, "PR": 0.0, "AL": 0.0}


def names(effects):
    return [effect.remedy for effect in effects]


def test_nothing_speaks_against_a_remedy_that_removes_and_costs_nothing():
    assert objections(GOOD) == []
    assert chosen([GOOD]) is GOOD


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"fine": 0, "created": 0, "removed": 0, "both": 0}, [Objection.NO_PAIR]),
        # 40 collapses before: net 4 is a tenth, net 3 is less
        (CLEAR | {"removed": 4, "both": 36, "created": 0}, []),
        (CLEAR | {"removed": 3, "both": 37, "created": 0}, [Objection.REMOVES_LITTLE]),
        (CLEAR | {"removed": 5, "both": 35, "created": 1}, []),
        ({"difference": 0.0}, [Objection.REMOVES_LITTLE]),
        ({"difference": math.nan}, [Objection.REMOVES_LITTLE]),
        # 20 removed: 5 created is one for four, 6 is more
        ({"removed": 20, "both": 20, "created": 5}, []),
        ({"removed": 20, "both": 20, "created": 6}, [Objection.CREATES]),
        (CLEAR | {"removed": 5, "created": 9}, [Objection.REMOVES_LITTLE, Objection.CREATES]),
        (CLEAR, []),
        ({"seeds": 5, "interval": (-0.6, 0.0)}, [Objection.NOT_CLEAR]),
        # Sign test: 1/32 for 5 to 0, 1/16 for 4 to 0; 9/256 for 7 to 1, 7/64 for 5 to 1
        ({"removed": 5, "both": 5, "created": 0}, []),
        ({"removed": 4, "both": 5, "created": 0}, [Objection.NOT_CLEAR]),
        ({"removed": 7, "both": 5, "created": 1}, []),
        ({"removed": 5, "both": 5, "created": 1}, [Objection.NOT_CLEAR]),
        # Three seeds of the same four configurations are four, and one creation counts whole
        ({"seeds": 3, "removed": 12, "both": 5, "created": 0}, [Objection.NOT_CLEAR]),
        ({"seeds": 3, "removed": 15, "both": 5, "created": 0}, []),
        ({"seeds": 3, "removed": 15, "both": 5, "created": 1}, [Objection.NOT_CLEAR]),
        ({"scores": {"CA": -0.005, "PR": 0.0}}, []),
        ({"scores": {"CA": -0.0051, "PR": 0.0}}, [Objection.LOWERS_SOURCE]),
        # A fall on one target alone is said and no objection; on average it is one
        ({"scores": {"CA": 0.0, "PR": -0.010, "AL": 0.001}}, []),
        ({"scores": {"CA": 0.0, "PR": -0.010, "AL": -0.001}}, [Objection.LOWERS_TARGETS]),
        ({"scores": {"CA": math.nan, "PR": 0.0}}, [Objection.SCORE_UNKNOWN]),
        ({"scores": {"CA": 0.0}}, []),
        ({"scores": {"CA": 0.0, "PR": math.nan}}, []),
    ],
)
def test_what_speaks_against_a_remedy(changes, found):
    assert objections(replace(GOOD, **changes)) == found


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"scores": {"CA": 0.0, "PR": -0.004, "AL": 0.001}}, [Objection.FORCED_SCORE]),
        ({"skill": 0.41}, []),
        ({"skill": 0.39}, [Objection.FORCED_SKILL]),
        ({"skill": math.nan}, [Objection.FORCED_SKILL]),
        ({"skill_none": math.nan}, []),
    ],
)
def test_a_share_that_is_forced_has_to_hold_scores_and_skill(changes, found):
    assert objections(replace(GOOD, asked=PRIOR, **changes)) == found


def test_a_forced_share_comes_after_every_other_eligible_remedy():
    forced = replace(GOOD, remedy="prior", asked=PRIOR, difference=-0.4, removed=40, both=0)
    assert chosen([forced, GOOD]) is GOOD
    assert chosen([forced, replace(GOOD, created=20)]) is forced


def test_the_largest_fall_is_chosen_among_those_that_are_eligible():
    more = replace(GOOD, remedy="whiten", difference=-0.3)
    most = replace(GOOD, remedy="pca", difference=-0.4, scores={"CA": -0.02})
    assert chosen([GOOD, more, most]) is more
    assert chosen([most]) is None
    assert chosen([]) is None


def test_among_equal_falls_scores_then_the_side_then_the_name_decide():
    better = replace(GOOD, remedy="z", scores={**GOOD.scores, "CA": 0.01})
    assert chosen([GOOD, better]) is better
    weighted = replace(GOOD, remedy="a", asked=BALANCED)
    assert chosen([weighted, GOOD]) is GOOD
    assert names(in_order([replace(GOOD, remedy="l2"), weighted, GOOD])) == ["center", "l2", "a"]


def test_unknown_figures_come_last():
    unknown = replace(GOOD, remedy="a", difference=math.nan)
    unscored = replace(GOOD, remedy="b", scores={"CA": math.nan})
    assert names(in_order([unknown, unscored, GOOD])) == ["center", "b", "a"]


@given(st.permutations([
    GOOD,
    replace(GOOD, remedy="l2"),
    replace(GOOD, remedy="pca", difference=-0.3),
    replace(GOOD, remedy="prior", asked=PRIOR, difference=-0.4),
    replace(GOOD, remedy="balanced", asked=BALANCED),
]))  # fmt: skip
def test_the_order_in_which_remedies_were_tried_decides_nothing(tried):
    assert names(in_order(tried)) == ["pca", "center", "l2", "balanced", "prior"]

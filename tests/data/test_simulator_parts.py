"""Smoothing, drawing and the logit, worked by hand on tiny tables."""

import math

import numpy as np
import pandas as pd
import pytest

from stages.data.acs import STATE_CODES, major_group_name
from stages.data.simulator.chain import CHAIN, Step, groups, shape
from stages.data.simulator.draw import Draw
from stages.data.simulator.groupings import AGE_EDGES, birthplace_group
from stages.data.simulator.income import TERMS, Income, sizes
from stages.data.simulator.levels import Codes
from stages.data.simulator.simulator import Simulator
from stages.data.simulator.smoothing import Smoother

CODES = Codes(("AL", "CA"), (10, 4000), (-1, 1, 6, 303))
PERSON = pd.DataFrame(
    {"AGEP": [30, 30], "COW": 1, "SCHL": 21, "MAR": [1, 0], "OCCP": 4000, "POBP": 303, "RELP": 0}
    | {"WKHP": 40, "SEX": [1, 2], "RAC1P": 1}
)


def tiny(coefficients: dict[tuple[str, ...], dict[int, int]]) -> Simulator:
    """A simulator without people whose coefficients are all 0 but for those given."""
    starts = dict(zip(TERMS, np.cumsum([0, *sizes(CODES)]), strict=False))
    values = np.zeros(sum(sizes(CODES)), dtype=np.int16)
    for term, some in coefficients.items():
        for place, value in some.items():
            values[starts[term] + place] = value
    counts = {step.child: np.zeros(shape(step, CODES), dtype=np.int64) for step in CHAIN}
    return Simulator(CODES, counts, Income(CODES, values, np.array([0.5, -0.25])), 5.0, {})


def test_without_coefficients_only_the_intercept_counts():
    chance = tiny({}).probability("CA", PERSON)
    assert chance == pytest.approx([1 / (1 + math.exp(0.25))] * 2, rel=1e-15)


def test_the_logit_is_the_sum_of_its_terms_in_two_hundredths():
    # woman: 100/200; age 30 is level 13: -40/200; unmarried woman is place 1 * 2 + 0: 30/200
    model = tiny({("sex",): {1: 100}, ("age",): {13: -40}, ("sex", "married"): {2: 30}})
    man, woman = model.probability("AL", PERSON)
    assert man == pytest.approx(1 / (1 + math.exp(-(0.5 - 0.2))), rel=1e-15)
    assert woman == pytest.approx(1 / (1 + math.exp(-(0.5 - 0.2 + 0.5 + 0.15))), rel=1e-15)


def test_a_state_term_counts_in_its_state_only():
    model = tiny({("state", "sex"): {1 * 2 + 1: 200}})
    assert model.probability("AL", PERSON)[0] == model.probability("AL", PERSON)[1]
    assert model.probability("CA", PERSON)[1] == pytest.approx(1 / (1 + math.exp(-0.75)), rel=1e-15)


def test_smoothing_backs_off_as_worked_by_hand():
    pooled, own = np.array([[6, 2], [1, 3]]), np.array([[2, 0], [0, 0]])
    result = Smoother(2.0, np.array([0, 0])).smooth(own, pooled)
    here = (2 + 2 * 7 / 12) / 4  # own margin (2, 0) leaning on 7 of 12
    seen = here * ((6 + 2 * 7 / 12) / 10) / (7 / 12)
    unseen = (1 - here) * ((2 + 2 * 5 / 12) / 10) / (5 / 12)
    assert result[0, 0] == pytest.approx((2 + 2 * seen / (seen + unseen)) / 4)
    seen = here * ((1 + 2 * 7 / 12) / 6) / (7 / 12)
    unseen = (1 - here) * ((3 + 2 * 5 / 12) / 6) / (5 / 12)
    assert result[1, 0] == pytest.approx(seen / (seen + unseen))
    assert result.sum(axis=1) == pytest.approx([1, 1])


def test_smoothed_probabilities_add_up_inside_each_group():
    counts = np.random.default_rng(0).integers(0, 4, (3, 6))
    result = Smoother(5.0, np.array([0, 0, 0, 1, 1, 2])).smooth(counts, counts * 2)
    assert np.add.reduceat(result, [0, 3, 5], axis=1) == pytest.approx(np.ones((3, 3)))


def test_what_nobody_is_stays_impossible():
    pooled = np.array([[5, 0, 5], [5, 0, 5]])
    result = Smoother(5.0, np.zeros(3, dtype=np.int64)).smooth(pooled, pooled)
    assert (result[:, 1] == 0).all()


def test_a_certain_table_is_drawn_with_certainty():
    draw = Draw.of(Step("married", ("sex",)), np.array([[1.0, 0.0], [0.0, 1.0]]), CODES)
    sex = np.arange(1000) % 2
    assert np.array_equal(draw.levels({"sex": sex}, 1000, np.random.default_rng(0)), sex)


def test_an_inner_level_is_drawn_inside_its_group():
    step = Step("age", (), within="age_band")
    first = np.isin(np.arange(17, 100), AGE_EDGES).astype(float)
    band = np.arange(15).repeat(20)
    ages = Draw.of(step, first, CODES).levels({"age_band": band}, 300, np.random.default_rng(0))
    assert np.array_equal(ages + 17, np.array(AGE_EDGES)[band])


def test_draws_have_the_frequencies_of_the_table():
    table = np.array([[0.2, 0.8], [0.7, 0.3]])
    draw = Draw.of(Step("married", ("sex",)), table, CODES)
    sex = np.arange(100_000) % 2
    married = draw.levels({"sex": sex}, 100_000, np.random.default_rng(0))
    for level in (0, 1):
        assert married[sex == level].mean() == pytest.approx(table[level, 1], abs=0.01)


def test_levels_and_codes_are_inverse_to_each_other():
    levels = CODES.levels("CA", PERSON)
    pd.testing.assert_frame_equal(CODES.frame("CA", levels), PERSON.astype("int64"))


def test_the_own_state_is_one_birthplace_whichever_it_is():
    born = PERSON.assign(POBP=[1, 6])
    assert CODES.levels("AL", born)["birthplace"].tolist() == [0, 2]
    assert CODES.levels("CA", born)["birthplace"].tolist() == [1, 0]
    assert CODES.levels("CA", born)["nativity"].tolist() == [1, 0]


def test_every_inner_step_has_its_groups_in_ascending_order():
    for step in CHAIN:
        assert (np.diff(groups(step, CODES)) >= 0).all()


def test_birthplaces_are_grouped_by_their_region():
    places = {36: 1, 17: 2, 48: 3, 6: 4, 72: 5, 66: 6, 139: 7, 303: 8, 207: 9, 210: 10, 233: 11}
    places |= {247: 12, 217: 13, 212: 14, 327: 15, 313: 16, 364: 17, 440: 18, 501: 19, 301: 19}
    assert birthplace_group(np.array(list(places))).tolist() == list(places.values())


def test_states_have_their_census_codes():
    assert (STATE_CODES["CA"], STATE_CODES["PR"], STATE_CODES["WY"], len(STATE_CODES)) == (
        6,
        72,
        56,
        52,
    )
    assert major_group_name(1555) == "ENG"

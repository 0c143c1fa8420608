from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.metrics.collapse import any_collapse, collapse
from stages.metrics.rarefied import chance_of_none, rarefied_collapse
from tests.metrics.made_counts import of, two_classes


@given(st.integers(1, 60), st.data())
def test_the_chance_is_the_ratio_of_binomial_coefficients(rows, data):
    marked, drawn = data.draw(st.integers(0, rows)), data.draw(st.integers(1, rows))
    exact = comb(rows - marked, drawn) / comb(rows, drawn)
    assert chance_of_none(np.array([rows]), np.array([marked]), drawn)[0] == pytest.approx(exact)


def test_eight_of_9071_rows_are_missed_at_a_thousand_with_probability_39_percent():
    chance = chance_of_none(np.array([9071]), np.array([8]), 1000)[0]
    assert chance == pytest.approx(0.39, abs=0.005)


@given(two_classes())
def test_at_all_rows_it_is_the_strict_ratio(counts):
    chances = rarefied_collapse(counts, int(counts.rows[0]))
    assert chances == pytest.approx(any_collapse(collapse(counts)))


@given(two_classes(), st.data())
def test_fewer_rows_never_make_collapse_less_likely(counts, data):
    rows = int(counts.rows[0])
    few = data.draw(st.integers(1, rows))
    more = data.draw(st.integers(few, rows))
    lesser, greater = rarefied_collapse(counts, more), rarefied_collapse(counts, few)
    assert (lesser <= greater + 1e-9).all()


def test_a_constant_counts_once_however_many_rows_are_drawn():
    for drawn in (1, 2, 50, 100):
        assert rarefied_collapse(of(60, 0, 40, 0), drawn)[0] == 1.0
        assert rarefied_collapse(of(0, 60, 0, 40), drawn)[0] == 1.0


def test_a_single_row_is_always_of_one_predicted_class():
    assert rarefied_collapse(of(50, 10, 20, 20), 1)[0] == pytest.approx(1.0)


def test_a_chance_that_no_table_can_show_is_none():
    assert chance_of_none(np.array([2000]), np.array([600]), 1000)[0] == 0.0


def test_one_class_and_no_rows_have_no_rarefied_ratio():
    assert np.isnan(rarefied_collapse(of(5, 0, 0, 0), 3)[0])
    assert np.isnan(rarefied_collapse(of(0, 0, 0, 0), 0)[0])


def test_more_rows_than_there_are_cannot_be_drawn():
    with pytest.raises(ValueError, match="Got 11 rows to draw from 10"):
        chance_of_none(np.array([10]), np.array([1]), 11)

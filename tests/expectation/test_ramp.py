"""The curve: a line cut at 0 and 1, monotone in every term, found again where it made the data."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stages.expectation.ramp import Ramp, fitted


def test_the_line_is_cut_at_both_ends() -> None:
    ramp = Ramp(0.5, (-0.25,))
    np.testing.assert_allclose(ramp.at(np.array([[-9.0], [0.0], [1.0], [9.0]])), [1, 0.5, 0.25, 0])


def test_a_cut_line_is_found_again_though_most_of_it_is_hidden() -> None:
    terms = np.linspace(-6, 6, 49)[:, np.newaxis]
    share = Ramp(0.4, (-0.3,)).at(terms)
    assert (share == 0).sum() + (share == 1).sum() > len(share) / 2
    found = fitted(terms, share, np.ones(49), (-1,))
    np.testing.assert_allclose(found.at(terms), share, atol=0.02)


def test_a_slope_against_its_sign_is_none() -> None:
    terms = np.array([[0.0], [1.0], [2.0]])
    found = fitted(terms, np.array([0.1, 0.2, 0.3]), np.ones(3), (-1,))
    assert found.slopes == (0.0,)
    assert found.level == pytest.approx(0.2)


def test_a_point_of_no_weight_changes_nothing() -> None:
    terms = np.array([[0.0], [1.0], [2.0], [1.0]])
    shares = np.array([0.6, 0.4, 0.2, 0.9])
    kept = fitted(terms[:3], shares[:3], np.ones(3), (-1,))
    assert fitted(terms, shares, np.array([1.0, 1, 1, 0]), (-1,)) == kept


@settings(max_examples=40)
@given(st.integers(0, 10_000))
def test_any_fit_is_monotone_as_its_signs_say(seed: int) -> None:
    draws = np.random.default_rng(seed)
    terms, share = draws.normal(size=(30, 3)), draws.random(30).round(1)
    signs = (-1, 1, 1)
    ramp = fitted(terms, share, np.ones(30), signs)
    for place, sign in enumerate(signs):
        further = terms.copy()
        further[:, place] += draws.random(30)
        assert (sign * (ramp.at(further) - ramp.at(terms)) >= 0).all()

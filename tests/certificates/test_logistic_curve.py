import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.certificates.logistic_curve import (
    bend,
    greatest_bend,
    greatest_slope,
    least_secant,
    logistic,
    logit,
    slope,
)

MARGINS = st.floats(-30, 30)


def test_the_values_at_0() -> None:
    assert (logistic(0.0), slope(0.0), bend(0.0)) == (0.5, 0.25, 0.0)


def test_no_margin_overflows() -> None:
    assert logistic(-1e4) == 0.0
    assert logistic(1e4) == 1.0
    assert slope(1e4) == 0.0


@given(MARGINS)
def test_logit_is_the_inverse(margin: float) -> None:
    assert logit(logistic(margin)) == pytest.approx(
        margin, abs=1e-3 + 1e-12 * math.exp(abs(margin))
    )


def test_shares_outside_of_0_and_1_have_infinite_logits() -> None:
    assert logit(-0.1) == logit(0.0) == -math.inf
    assert logit(1.0) == logit(1.1) == math.inf


@given(st.floats(0, 10), MARGINS, MARGINS)
def test_bounds_hold_all_over_a_range(at: float, one: float, other: float) -> None:
    low, high = min(one, other), max(one, other)
    for margin in np.linspace(low, high, 41):
        gap = margin - at
        secant = slope(at) if abs(gap) < 1e-3 else (logistic(margin) - logistic(at)) / gap
        assert secant >= least_secant(at, low, high) - 1e-3 * (abs(gap) < 1e-3) - 1e-9
        assert secant <= greatest_slope(at, low, high) + 1e-9
        assert bend(margin) <= greatest_bend(low, high) + 1e-12


def test_nothing_is_known_of_an_endless_range_but_the_extremes() -> None:
    endless = (-math.inf, math.inf)
    assert least_secant(1.0, *endless) == 0.0
    assert greatest_slope(1.0, *endless) == 0.25
    assert greatest_bend(*endless) == pytest.approx(1 / (6 * math.sqrt(3)))

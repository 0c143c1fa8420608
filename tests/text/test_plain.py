import decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stages.text.plain import fold, number, plain


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (45, "45"),
        (45.0, "45"),
        (-0.0, "0"),
        (np.float32(0.1), "0.1"),
        (37.5, "37.5"),
        (1e18, "1000000000000000000"),
        (1e300, "1e+300"),
        (np.inf, "inf"),
        (np.True_, "True"),
        (" a \r\n b\u2028c\x00", "a b c"),
        ("\ud800x", "x"),
        (decimal.Decimal("NaN"), ""),
        (np.datetime64("NaT"), ""),
        (None, ""),
        (pd.NA, ""),
    ],
)
def test_cells_read_so(value, text):
    assert plain(value) == text


@pytest.mark.parametrize(
    ("text", "digits"),
    [("0010", "10"), ("10.0", "10"), ("37.50", "37.5"), ("-1e2", "-100"), ("1e999", None),
     ("nan", None), ("ten", None), ("", None), ("1_0", None)],
)  # fmt: skip
def test_texts_are_numbers_or_not(text, digits):
    assert number(text) == digits


@settings(deadline=None)
@given(st.text())
def test_folding_twice_is_folding_once(text):
    folded = fold(text)

    assert fold(folded) == folded
    assert len(folded.splitlines()) <= 1
    folded.encode("utf-8")


@settings(deadline=None)
@given(st.integers(-(2**53), 2**53))
def test_whole_numbers_read_the_same_as_int_and_as_float(value):
    assert plain(value) == plain(float(value)) == str(value)

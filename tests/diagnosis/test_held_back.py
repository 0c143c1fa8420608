from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.diagnosis.held_back import By, loosened
from tests.diagnosis.made_truths import SETTINGS


@pytest.mark.parametrize(
    ("value", "by", "until", "expected"),
    [
        (0.1, "small", None, 1.0),
        (0.1, "large", None, 0.01),
        (0.3, "small", 1.0, 1.0),
        (1.0, "small", 1.0, None),
        (3.0, "small", 1.0, None),
        (0.0, "large", None, None),
        (0.05, "large", 0.01, 0.01),
        # whole numbers stay whole, and no further away than asked for
        (25, "large", None, 3),
        (4, "large", None, 1),
        (1, "large", None, None),
        (2, "small", None, 20),
        ("scale", "large", None, None),
        (True, "small", None, None),
        (None, "large", None, None),
    ],
)
def test_a_value_is_loosened_tenfold_as_far_as_it_goes(value, by, until, expected):
    line = {"setting": "x", "by": by} | ({} if until is None else {"until": until})
    told = loosened(value, line, 10.0)
    assert (told, type(told)) == (expected, type(expected))


@given(st.integers(1, 10**6) | st.floats(1e-6, 1e6), st.sampled_from([*By]), st.floats(1.1, 1e3))
def test_what_is_loosened_is_looser_and_never_by_more_than_the_factor(value, by, factor):
    told = loosened(value, {"setting": "x", "by": by}, factor)
    if told is not None:
        ratio = told / value if by is By.SMALL else value / told
        assert 1 < ratio <= factor * (1 + 1e-9)
        assert type(told) is type(value)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([{"setting": "C", "by": "smal"}], "Got by='smal'.*Nearest: by=small"),
        ([{"setting": "C"}], r"expected lines with setting and by"),
        ([{"setting": "C", "by": "small", "till": 1}], "held_back.mine.*perhaps until and where"),
        ({"setting": "C", "by": "small"}, r"Write \[{setting: C, by: small}\]"),
        (["C"], "Got 'C' in diagnosis.held_back.mine"),
    ],
)
def test_a_line_that_cannot_be_read_is_refused_with_its_cure(lines, message):
    with pytest.raises(ValueError, match=message):
        replace(SETTINGS, held_back={"mine": lines})


def test_a_factor_that_loosens_nothing_is_refused():
    with pytest.raises(ValueError, match=r"Got diagnosis.looser=1\.0; expected a number above 1"):
        replace(SETTINGS, looser=1.0)

import math

import pytest

from stages.summary.numbers import band, figure, listed, number, percent, several, signed, whole


@pytest.mark.parametrize("tell", [figure, signed, percent, whole])
def test_what_is_unknown_reads_n_a(tell):
    assert tell(math.nan) == "n/a"


def test_numbers_are_rounded_and_zero_has_no_sign():
    assert figure(-0.001) == "0.00"
    assert signed(0.514) == "+0.51"
    assert percent(0.375) == "37.5 %"
    assert whole(20000.0) == "20,000"


def test_a_band_needs_both_ends():
    assert band({"rows_low": 0.137, "rows_high": 0.694}, "rows") == "14–69 %"
    assert band({"rows_low": 0.1, "rows_high": None}, "rows") == "n/a"
    assert band(None, "rows") == "n/a"


def test_a_missing_row_cell_or_value_is_no_number():
    assert math.isnan(number(None, "a"))
    assert math.isnan(number({}, "a"))
    assert math.isnan(number({"a": "x"}, "a"))
    assert number({"a": 1}, "a") == 1.0


def test_nouns_agree_with_their_numbers():
    assert [several(count, "point") for count in (0, 1, 2, 1000)] == [
        "no point",
        "1 point",
        "2 points",
        "1,000 points",
    ]


def test_names_are_listed_as_in_a_sentence():
    assert [listed(["a", "b", "c"][:k]) for k in range(4)] == ["", "a", "a and b", "a, b and c"]

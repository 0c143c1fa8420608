from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stages.text.tab2text import NO_FIELD, row_texts
from stages.text.templates import Template
from stages.text.wording import ColumnWording, Wording, read_wording
from tests.text.conftest import ACS_2018

COLUMNS = ["AGEP", "COW", "SCHL", "MAR", "OCCP", "RELP", "WKHP", "SEX", "RAC1P"]
ROWS = {
    "CA": [45, 1, 21, 1, 10, 0, 40, 1, 1],
    "PR": [17, 3, 14, 0, 4020, 2, 12, 2, 0],
    "AL": [99, 6, 1, 2, 8000, 16, 99, 2, 2],
    "AZ": [33, 5, 22, 3, 1555, 13, 1, 1, 4],
    "AK": [61, 8, 17, 4, 6130, 1, 60, 1, 9],
    "AR": [28, 9, 19, 5, 9920, 12, 20, 2, 6],
}
WORDS = read_wording(ACS_2018)
FRAME = pd.DataFrame(ROWS.values(), columns=COLUMNS)
ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 10_000), st.floats(), st.text(max_size=8),
    st.binary(max_size=4), st.dates(), st.lists(st.integers(), max_size=3),
    st.decimals(allow_nan=False),
)  # fmt: skip


def texts(frame, wording, template=Template.SENTENCE, domain=None):
    return row_texts(frame, wording, template, domain)


def test_the_default_texts_are_these_byte_for_byte(acs):
    expected = (Path(__file__).parent / "default_texts.txt").read_bytes()

    assert "".join(f"{text}\n" for text in texts(FRAME, acs)).encode() == expected


def test_a_list_has_one_line_per_field(acs):
    assert texts(FRAME[:1], acs, Template.LIST) == [
        "- age: 45 years\n"
        "- class of worker: employee of a private for-profit business or of an individual\n"
        "- educational attainment: bachelor's degree\n"
        "- marital status: married\n"
        "- occupation: management: chief executives and legislators\n"
        "- relationship to the householder: reference person\n"
        "- usual hours worked per week: 40\n"
        "- sex: male\n"
        "- race: White"
    ]


def test_bare_values_stand_between_semicolons_since_values_hold_commas(acs):
    assert texts(FRAME[["AGEP", "MAR", "WKHP", "SEX"]][:1], acs, Template.VALUES) == [
        "45 years; married; 40; male"
    ]


@pytest.mark.parametrize(
    ("template", "text"),
    [
        (Template.SENTENCE, "The state is California. The sex is male."),
        (Template.LIST, "- state: California\n- sex: male"),
        (Template.VALUES, "California; male"),
    ],
)
def test_the_domain_opens_the_text_in_the_style_of_the_template(acs, template, text):
    assert texts(FRAME[["SEX"]][:1], acs, template, "CA") == [text]


def test_every_template_gives_another_text(acs):
    assert len({texts(FRAME, acs, template)[0] for template in Template}) == len(Template)


def test_a_domain_without_words_goes_by_its_name(acs):
    assert texts(FRAME[["SEX"]][:1], acs, domain="shop 3") == [
        "The state is shop 3. The sex is male."
    ]


def test_the_order_of_the_columns_does_not_matter(acs):
    assert texts(FRAME[COLUMNS[::-1]], acs) == texts(FRAME, acs)


def test_birthplace_comes_last(acs):
    text = texts(FRAME[:1].assign(POBP=161)[["POBP", *COLUMNS]], acs)[0]

    assert text.endswith("The race is White. The place of birth is Georgia (the country).")


def test_unknown_codes_become_other(acs):
    frame = pd.DataFrame({"COW": [77], "OCCP": [7], "SEX": ["x"], "AGEP": ["old"]})

    assert texts(frame, acs) == [
        "The age is other. The class of worker is other. The occupation is other. The sex is other."
    ]


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA, pd.NaT, "", " \n"])
def test_missing_values_are_skipped(acs, missing):
    frame = pd.DataFrame({"AGEP": [45], "MAR": [missing], "SEX": [2]})

    assert texts(frame, acs) == ["The age is 45 years. The sex is female."]


def test_a_row_with_nothing_left_still_has_a_text(acs):
    frame = pd.DataFrame({"AGEP": [np.nan, 20.0]})

    assert texts(frame, acs) == [NO_FIELD, "The age is 20 years."]
    assert texts(frame, acs, domain="AK")[0] == "The state is Alaska."
    assert texts(pd.DataFrame(index=range(2)), acs) == [NO_FIELD, NO_FIELD]


def test_no_rows_have_no_texts(acs):
    assert texts(FRAME[:0], acs) == []


def test_a_missing_value_in_one_row_changes_no_other_row(acs):
    holed = FRAME.astype("float64")
    holed.iloc[2] = np.nan

    expected = texts(FRAME, acs)
    expected[2] = NO_FIELD
    assert texts(holed, acs) == expected


@pytest.mark.parametrize(
    "dtype",
    ["int8", "int64", "float32", "float64", "Int64", "Float64", "str", "object", "category"],
)
def test_codes_read_the_same_in_every_dtype(acs, dtype):
    frame = FRAME.drop(columns="OCCP")

    assert texts(frame.astype(dtype), acs) == texts(frame, acs)


def test_codes_with_leading_zeros_are_known(acs):
    frame = pd.DataFrame({"AGEP": ["045"], "OCCP": ["0010"], "SEX": ["1.0"]})

    assert texts(frame, acs) == [
        "The age is 45 years. The occupation is management: chief executives and legislators. "
        "The sex is male."
    ]


def test_columns_without_words_go_by_their_names():
    frame = pd.DataFrame({"shoe_size": [43.0, 43.5], "colour": ["red", "dark\n\tblue\x00"]})

    assert texts(frame, Wording.empty(), domain="x") == [
        "The domain is x. The shoe size is 43. The colour is red.",
        "The domain is x. The shoe size is 43.5. The colour is dark blue.",
    ]


def test_columns_that_the_wording_does_not_know_come_after_those_it_knows(acs):
    frame = pd.DataFrame({"z": [1], "a": [True], "SEX": [1]})

    assert texts(frame, acs) == ["The sex is male. The z is 1. The a is True."]


def test_values_that_look_like_patterns_are_taken_literally():
    frame = pd.DataFrame({"a": ["{value} %s {"], "{field}": ["}"]})

    assert texts(frame, Wording.empty()) == ["The a is {value} %s {. The {field} is }."]


def test_a_phrase_is_for_sentences_only():
    wording = Wording(
        domain_field="shop",
        domains={},
        columns={"k": ColumnWording(field="kind", values={"1": "dog"}, phrases={"1": "It barks"})},
    )
    frame = pd.DataFrame({"k": [1, 2]})

    assert texts(frame, wording) == ["It barks.", "The kind is other."]
    assert texts(frame, wording, Template.LIST) == ["- kind: dog", "- kind: other"]


def test_equal_numbers_of_other_types_keep_their_own_words():
    frame = pd.DataFrame({"a": pd.Series([1, True, 1.0, "1"], dtype=object)})

    assert texts(frame, Wording.empty()) == [
        "The a is 1.",
        "The a is True.",
        "The a is 1.",
        "The a is 1.",
    ]


def test_the_callers_frame_stays_as_it_is(acs):
    frame = FRAME.copy()
    texts(frame, acs, domain="CA")

    pd.testing.assert_frame_equal(frame, FRAME)


@settings(deadline=None)
@given(
    st.lists(st.tuples(ANYTHING, ANYTHING, ANYTHING), min_size=1, max_size=6),
    st.sampled_from(Template),
    st.sampled_from([None, "CA", "", "d\nx"]),
)
def test_whatever_a_table_holds_each_row_has_a_text_of_its_own(rows, template, domain):
    frame = pd.DataFrame(
        {name: pd.Series(cells, dtype=object)
         for name, cells in zip(["AGEP", "COW", "note"], zip(*rows, strict=True), strict=True)}
    )  # fmt: skip
    batch = texts(frame, WORDS, template, domain)

    assert all(text.strip() for text in batch)
    assert all(text.encode("utf-8") for text in batch)
    alone = [texts(frame[at : at + 1], WORDS, template, domain)[0] for at in range(len(frame))]
    assert batch == alone


@settings(deadline=None)
@given(st.permutations(range(len(FRAME))), st.sets(st.sampled_from(COLUMNS)))
def test_texts_follow_their_rows(order, chosen):
    frame = FRAME[sorted(chosen)]

    assert texts(frame.iloc[order], WORDS) == [texts(frame, WORDS)[at] for at in order]


def test_each_known_field_is_said_exactly_once(acs):
    fields = [acs.columns[name].field for name in COLUMNS]

    for text in texts(FRAME, acs, Template.LIST):
        assert [line.split(": ")[0] for line in text.splitlines()] == [f"- {x}" for x in fields]

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.summary.markdown import code, escape, picture, quoted, section, table


def test_a_name_can_not_break_a_table_a_line_or_open_html():
    assert escape("a|b`c<d>\r\n e") == r"a\|b\`c\<d\> e"


def test_an_underscore_is_escaped_only_where_it_could_be_emphasis():
    assert escape("cvar_dro") == "cvar_dro"
    assert escape("_x_") == r"\_x\_"


@given(st.text())
def test_every_special_character_of_a_name_is_escaped_and_the_line_is_one(name):
    escaped = escape(name)
    assert len(escaped.splitlines()) <= 1
    bare = escaped.replace("\\\\", "")
    for sign in "|<>`*[]":
        assert bare.count(sign) == bare.count("\\" + sign)


@given(st.text())
def test_a_code_name_keeps_a_table_row_whole(name):
    row = table(["x"], [[code(name)]]).splitlines()
    assert len(row) == 3
    assert row[2].replace("\\\\", "").replace("\\|", "").count("|") == 2


def test_code_falls_back_to_plain_text_where_backticks_do_not_suffice():
    assert code("C=1;seed=0") == "`C=1;seed=0`"
    assert code("a|b") == r"a\|b"
    assert code("") == ""


def test_a_table_aligns_text_left_and_numbers_right():
    assert table(["a", "b"], [["x", "1"]]) == "| a | b |\n| :-- | --: |\n| x | 1 |"


def test_a_row_of_another_length_is_refused():
    with pytest.raises(ValueError, match="Got a row of 1 cells; expected 2"):
        table(["a", "b"], [["x"]])


def test_blocks_are_parted_by_blank_lines_and_empty_ones_left_out():
    assert section("T", "a", "", "b") == "## T\n\na\n\nb"
    assert quoted("a", "", "b") == "> a\n>\n> b"
    assert picture("a]b", "planes/acl.png") == r"![a\]b](planes/acl.png)"

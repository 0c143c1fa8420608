import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stages.page.words import blocks, inline, isolated
from stages.summary.markdown import bullets, code, escape, plain, section, table

NASTY = [
    "<script>alert(1)</script>", "{{7*7}}", '"onload=', "a|b`c", "[x](javascript:alert(1))",
    "![x](http://x)", "&lt;b&gt;", "1. x", "- x", "# x", "http://x.y", "*a* _b_ ~~c~~",
]  # fmt: skip
OURS = {
    "p", "ul", "li", "code", "strong", "em", "div", "table", "caption", "thead", "tbody", "tr",
    "th", "td", "bdi", "a", "h2", "wbr",
}  # fmt: skip
LAWFUL = {
    "class", "role", "tabindex", "aria-label", "scope", "href",
}  # fmt: skip


class Read(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.text = set(), [], ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text += data


def nasty(test):
    for name in NASTY:
        test = example(name)(test)
    return given(st.text())(test)


@nasty
def test_a_name_in_a_table_a_list_or_a_line_is_text_and_nothing_else(name):
    told = section(
        "T",
        bullets([f"On {escape(name)}: {code(name)}"]),
        f"**Bold {escape(name)}**, more:",
        table(["a", escape(name)], [[code(name), escape(name)]]),
    )
    read = Read(blocks(told, name))
    assert read.tags <= OURS
    assert {key for key, _ in read.attributes} <= LAWFUL
    assert not [value for key, value in read.attributes if key == "href"]
    squeezed = re.sub(r"\s+", "", read.text)
    assert squeezed.count(re.sub(r"\s+", "", plain(name))) >= 5


@given(st.text())
def test_text_survives_isolation(text):
    assert "".join(Read(isolated(text)).text.split()) == "".join(text.split())


def test_what_is_written_from_right_to_left_is_set_apart():
    assert isolated("a שלום ב b") == "a <bdi>שלום ב</bdi> b"


def test_a_table_has_the_bold_paragraph_before_it_as_its_caption():
    html = blocks(f"**Ratios.** In %.\n\n{table(['a', 'b'], [['x', '1']])}", "Title")
    assert "<caption><strong>Ratios.</strong> In %.</caption>" in html
    assert 'aria-label="Ratios"' in html
    assert "<p>" not in html


def test_a_table_without_one_is_captioned_by_its_section():
    html = blocks(f"Words.\n\n{table(['a'], [['x']])}", "A <title>")
    assert '<caption class="unseen">A &lt;title&gt;</caption>' in html
    assert "<p>Words.</p>" in html


def test_no_style_attribute_is_left_and_numbers_stand_right():
    html = blocks(table(["a", "b"], [["x", "1"]]), "T")
    assert "style=" not in html
    assert '<td class="right">1</td>' in html


@pytest.mark.parametrize("cell", ["holds", "**holds**: it rises"])
def test_a_verdict_looks_like_one(cell):
    assert '<strong class="verdict holds">holds</strong>' in blocks(
        table(["a", "b"], [["x", cell]]), "T"
    )


def test_a_domain_that_is_called_like_a_verdict_does_not():
    assert '<td class="left">holds</td>' in blocks(table(["a", "b"], [["holds", "1"]]), "T")


def test_a_family_carries_its_colour_and_another_code_does_not():
    html = blocks("`rf` and `x`", "T", ("lr", "rf"))
    assert '<code class="family f1">rf</code> and <code>x</code>' in html


def test_a_configuration_breaks_between_its_settings():
    assert inline("`a=1,b=2`") == "<code>a=1,<wbr>b=2</code>"


def test_pictures_are_left_to_the_charts():
    assert blocks("a\n\n![ACL plane](planes/acl.png)\n\nb", "T") == "<p>a</p>\n<p>b</p>\n"


def test_links_stay_within_the_folder():
    assert inline("[x](javascript:alert(1))") == "[x](javascript:alert(1))"
    assert inline("[best](tables/best.csv)") == '<a href="tables/best.csv">best</a>'

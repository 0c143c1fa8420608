import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from stages.charts.library import vega_library
from stages.page.document import page, safe_json
from stages.storage.pieces import PieceStore
from tests.page.made_page import HOSTILE, gathered

LIMIT = 5_000_000


class Read(HTMLParser):
    """Elements, their attributes, the text of scripts and of everything else."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.elements, self.scripts, self.text, self._open = [], [], "", None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self._open = tag
        if tag in ("script", "style"):
            self.scripts.append([dict(attrs), ""])

    def handle_endtag(self, tag):
        self._open = None

    def handle_data(self, data):
        if self._open in ("script", "style"):
            self.scripts[-1][1] += data
        else:
            self.text += data


@pytest.fixture(scope="module")
def plain():
    return Read(made())


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return vega_library(PieceStore(tmp_path_factory.mktemp("pieces")))


def made(names=None, configs=8, library="/* vega */"):
    data = gathered(configs, names)
    return page(data.found, data.points, library)


def test_the_same_findings_give_the_same_bytes():
    assert made() == made()


def test_ids_are_unique_and_every_entry_of_the_contents_leads_somewhere():
    read = Read(made())
    names = [attrs["id"] for _, attrs in read.elements if "id" in attrs]
    assert len(names) == len(set(names))
    inner = [attrs["href"][1:] for tag, attrs in read.elements if attrs.get("href", "")[:1] == "#"]
    assert set(inner) <= set(names)
    assert {"verdict", "planes", "collapse", "pairs", "lines", "failures"} <= set(inner)


def test_the_policy_allows_nothing_but_the_pages_own_scripts_and_style(library):
    read = Read(made(library=library))
    policy = next(attrs["content"] for _, attrs in read.elements if "http-equiv" in attrs)
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert "unsafe" not in policy
    run = [text for attrs, text in read.scripts if attrs.get("type") != "application/json"]
    hashed = [
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for text in run
    ]
    assert hashed == [rules["style-src"], *rules["script-src"].split(" ")]


def test_no_element_loads_anything():
    read = Read(made())
    assert not [attrs for _, attrs in read.elements if {"src", "srcset", "data"} & set(attrs)]
    assert not {"link", "iframe", "object", "embed", "base"} & {tag for tag, _ in read.elements}
    links = [attrs["href"] for tag, attrs in read.elements if "href" in attrs]
    assert all(re.fullmatch(r"(#|tables/|planes/|summary\.md)[\w./-]*", link) for link in links)
    assert "url(" not in read.scripts[0][1]
    assert "@import" not in read.scripts[0][1]


def test_hostile_names_are_text_and_break_out_of_nothing(plain):
    hostile = Read(made(HOSTILE))
    assert [tag for tag, _ in hostile.elements if tag != "bdi"] == [
        tag for tag, _ in plain.elements if tag != "bdi"
    ]
    assert HOSTILE["CA"] in hostile.text
    assert not [key for _, attrs in hostile.elements for key in attrs if key.startswith("on")]
    assert [text for attrs, text in hostile.scripts if not attrs] == [
        text for attrs, text in plain.scripts if not attrs
    ]


@settings(max_examples=15)
@example(["holds", "cannot tell", "1. x"])
@given(st.lists(st.text(max_size=40), min_size=3, max_size=3, unique=True))
def test_whatever_the_names_the_elements_and_scripts_stay_the_same(plain, names):
    other = Read(made(dict(zip(HOSTILE, names, strict=True))))
    assert [tag for tag, _ in other.elements if tag != "bdi"] == [
        tag for tag, _ in plain.elements if tag != "bdi"
    ]
    assert [text for attrs, text in other.scripts if not attrs] == [
        text for attrs, text in plain.scripts if not attrs
    ]


def test_no_expression_of_a_chart_ever_holds_a_name():
    pages = (made(), made(HOSTILE))
    one, other = (re.search(r'id="pictures">(.*?)</script>', html)[1] for html in pages)
    assert one == other


@given(st.text())
def test_json_in_a_script_element_is_inert_and_keeps_its_value(text):
    told = safe_json({"name": text})
    assert told.isascii()
    assert not set(told) & set("<>&")
    assert json.loads(told) == {"name": text}


def test_every_collapse_ratio_of_the_source_stands_in_the_page():
    data = gathered()
    read = Read(page(data.found, data.points, ""))
    table = data.found.tables["collapse"]
    shown = table[(table["measure"] == "id") & (table["epsilon"] > 0) & (table["value"] > 0)]
    assert len(shown) == 2
    for value in shown["value"]:
        assert f"{100 * value:.1f} %" in read.text


def test_the_words_are_those_of_the_summary():
    data = gathered()
    text = Read(page(data.found, data.points, "")).text
    assert "1 of 8 on the raw rows; 2 only on the embedding (collapse_wd 2/7)." in text
    assert "collapse_wd on CA" not in text


def test_the_page_of_1868_models_is_below_five_megabytes(library):
    html = made(configs=467, library=library)
    assert len(json.loads(re.search(r'id="dataset">(.*?)</script>', html)[1])["config"]) == 934
    assert len(html.encode()) < LIMIT


def test_without_a_browser_script_the_pictures_are_named():
    html = made()
    assert "<noscript>" in html
    assert "planes/acl.png" in html

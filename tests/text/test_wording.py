import json
import re
from collections import Counter

import pytest
import yaml

from stages.data.acs import major_group_name
from stages.text.wording import OTHER, ColumnWording, Wording, read_wording
from tests.text.conftest import ACS_2018

FIELDS = {
    "AGEP": "age", "COW": "class of worker", "SCHL": "educational attainment",
    "MAR": "marital status", "OCCP": "occupation", "RELP": "relationship to the householder",
    "WKHP": "usual hours worked per week", "SEX": "sex", "RAC1P": "race", "POBP": "place of birth",
}  # fmt: skip


@pytest.fixture(scope="module")
def dictionary(shared):
    return json.loads((shared / "data/acsincome_codes_2018.json").read_text())


def test_the_fields_stand_in_the_order_of_the_method(acs):
    assert {name: column.field for name, column in acs.columns.items()} == FIELDS
    assert list(acs.columns) == list(FIELDS)


@pytest.mark.parametrize("column", FIELDS)
def test_every_code_of_the_dictionary_has_words(acs, dictionary, column):
    codes = dictionary[column]["values"]

    assert set(codes) <= set(acs.columns[column].values) | {"0"}
    assert all(acs.columns[column].words(code) != OTHER for code in codes)


@pytest.mark.parametrize("column", FIELDS)
def test_no_two_codes_share_their_words(acs, column):
    said = Counter(acs.columns[column].values.values())

    assert [words for words, times in said.items() if times > 1] == []


def test_every_class_of_worker_has_a_sentence(acs, dictionary):
    worker = acs.columns["COW"]

    assert set(worker.phrases) == set(dictionary["COW"]["values"]) == set(worker.values)
    assert all(sentence.startswith("The person ") for sentence in worker.phrases.values())


def test_every_state_is_named_as_in_the_dictionary(acs, dictionary):
    states = [label.split("/") for label in dictionary["ST"]["values"].values()]

    assert acs.domains == {code: name for name, code in states}
    assert acs.domain_field == "state"


def test_every_occupation_stands_under_its_own_major_group(acs):
    headings = {}
    for code, words in acs.columns["OCCP"].values.items():
        headings.setdefault(major_group_name(int(code)), set()).add(words.split(": ")[0])

    assert all(len(found) == 1 for found in headings.values())
    assert len(set.union(*headings.values())) == 26


def test_occupations_are_their_titles_without_capitals_or_prefix(acs, dictionary):
    """At least seven words in ten of each title are the dictionary's own."""
    for code, label in dictionary["OCCP"]["values"].items():
        said = set(re.findall("[a-z]+", acs.columns["OCCP"].values[code]))
        title = set(re.findall("[a-z]+", re.sub("^[A-Z]{3}-", "", label).lower()))
        assert acs.columns["OCCP"].values[code] == acs.columns["OCCP"].values[code].lower()
        if code != "9920":
            assert len(title & said) >= 0.7 * len(title), (code, label)


@pytest.mark.parametrize(
    ("column", "code", "words"),
    [
        ("OCCP", "10", "management: chief executives and legislators"),
        ("RAC1P", "0", "not White"),
        ("MAR", "0", "not currently married"),
        ("MAR", "1", "married"),
        ("AGEP", "0", "under 1 year"),
        ("AGEP", "17", "17 years"),
        ("WKHP", "98", "98"),
        ("WKHP", "99", "99 or more"),
        ("POBP", "13", "Georgia (United States)"),
        ("POBP", "161", "Georgia (the country)"),
    ],
)
def test_these_codes_are_worded_so(acs, column, code, words):
    assert acs.columns[column].words(code) == words


def test_no_key_of_the_file_stands_twice():
    class Strict(yaml.SafeLoader):
        pass

    def once(loader, node):
        keys = [loader.construct_object(key) for key, _ in node.value]
        assert len(keys) == len(set(keys)), [key for key in keys if keys.count(key) > 1]
        return loader.construct_mapping(node, deep=True)

    Strict.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, once)
    yaml.load(ACS_2018.read_text(encoding="utf-8"), Loader=Strict)  # noqa: S506


def test_a_file_without_wording_is_the_empty_wording(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("label: y\n")

    assert read_wording(path) == Wording.empty()


def test_a_bare_text_names_the_field():
    wording = Wording.read({"columns": {"bmi": "body mass index"}})

    assert wording.column("bmi") == ColumnWording(field="body mass index")
    assert wording.domain("x") == "x"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- 1", "expected a mapping"),
        ("wording: {domain: {values: {NO: Norway}}}", 'put the key in quotes ("NO"'),
        ("wording: {columns: {a: {field: a, values: {1: yes}}}}", "values.1=True; expected words"),
        ("wording: {columns: {a: {values: {1: x}}}}", "columns.a.field=None; expected words"),
        ("wording: {columns: {a: {field: a, value: {1: x}}}}", "columns.a.value; known there"),
        ("wording: {columns: {a: {field: a, number: 1}}}", "number=1; expected true or false"),
        ("wording: {colums: {}}", "wording.colums; known there: domain, columns"),
        ("wording: {columns: {a: {field: ' '}}}", "columns.a.field=' '; expected words"),
    ],
)
def test_a_malformed_wording_is_refused_with_its_place(tmp_path, text, message):
    path = tmp_path / "mine.yaml"
    path.write_text(text)

    with pytest.raises(ValueError, match=re.escape(message)):
        read_wording(path)

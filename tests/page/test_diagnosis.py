import json
import re
from dataclasses import replace

import pytest

from stages.charts.pictures_by_name import pictures_by_name
from stages.page.diagnosis import diagnosis_sections
from stages.page.document import page
from stages.summary.document import summary
from tests.page.made_diagnosis import REMEDIES, diagnosed
from tests.page.made_page import HOSTILE, gathered
from tests.page.test_document import Read

EVERYWHERE = ["kinds", "certificate", "claims"]
STUDY = ["kinds", "causes", "remedies", "certificate", "phases", "claims"]
DRAWN = {
    "kinds": ["kinds"],
    "causes": ["causes"],
    "remedies": ["changes", "removed", "scores"],
    "certificate": ["path", "steps"],
    "phases": ["expected", "phases"],
    "claims": [],
}
EVIL = ("</script><img src=x onerror=1>", "{{7*7}} | `b`", '" onload="x')


@pytest.fixture(scope="module")
def study():
    return diagnosed()


@pytest.fixture(scope="module")
def html(study):
    return page(study.found, study.points, "")


def names(made):
    return [section.name for section in diagnosis_sections(made.found)]


def data(html):
    return json.loads(re.search(r'id="dataset">(.*?)</script>', html)[1])


def test_a_study_has_every_section_and_each_its_charts(study):
    told = diagnosis_sections(study.found)
    assert {one.name: [drawn.name for drawn in one.drawings] for one in told} == DRAWN
    assert [one.name for one in told] == STUDY


def test_a_run_without_a_study_has_kinds_the_certificate_and_claims_alone():
    made = diagnosed(single=True)
    assert names(made) == EVERYWHERE
    read = data(page(made.found, made.points, ""))
    assert read["before"] is None
    assert sorted(read["drawings"]) == ["kinds", "path", "steps"]


def test_without_a_table_there_is_no_section_and_no_chart():
    plain = gathered()
    bare = replace(plain.found, tables={**plain.found.tables, "kinds": plain.points.iloc[:0]})
    assert diagnosis_sections(bare) == []
    assert data(page(bare, plain.points, ""))["drawings"] == {}


def test_empty_tables_are_as_good_as_none(study):
    found = study.found
    tables = {**found.tables}
    for name in ("kinds", "certificate", "certificate_path", "claims"):
        tables[name] = tables[name].iloc[:0]
    empty = {name: table.iloc[:0] for name, table in found.diagnosis.items()}
    assert diagnosis_sections(replace(found, tables=tables, diagnosis=empty)) == []


def test_the_same_study_gives_the_same_bytes(study, html):
    again = diagnosed()
    assert page(again.found, again.points, "") == html
    assert summary(again.found) == summary(study.found)


def test_every_frame_has_its_rows_and_says_in_words_what_it_shows(html):
    frames = [attrs for _, attrs in Read(html).elements if "data-drawing" in attrs]
    drawings = data(html)["drawings"]
    shown = [(attrs["data-drawing"], int(attrs["data-panel"])) for attrs in frames]
    assert sorted(shown) == sorted(
        (name, place)
        for name, drawing in drawings.items()
        for place in range(len(drawing["panels"]))
    )
    assert all(attrs["role"] == "img" and len(attrs["aria-label"]) > 10 for attrs in frames)


def test_a_picture_knows_every_set_and_every_signal_that_it_is_given(html):
    pictures = pictures_by_name(["#111111", "#222222"])
    for drawing in data(html)["drawings"].values():
        known = pictures[drawing["picture"]]
        sets = {one["name"] for one in known["data"]}
        signals = {one["name"] for one in known.get("signals", [])}
        for panel in drawing["panels"]:
            assert set(panel["sets"]) <= sets
            assert set(panel["signals"]) <= signals
            assert panel["height"] > 0


def test_hostile_names_of_domains_and_remedies_change_no_element(html):
    made = diagnosed(gathered(names=HOSTILE), remedies=EVIL)
    told = Read(page(made.found, made.points, ""))
    assert [tag for tag, _ in told.elements if tag not in ("bdi", "code")] == [
        tag for tag, _ in Read(html).elements if tag not in ("bdi", "code")
    ]
    assert not [key for _, attrs in told.elements for key in attrs if key.startswith("on")]
    drawn = data(page(made.found, made.points, ""))["drawings"]["removed"]["panels"][0]
    rows = {row["row"].removeprefix("★ ") for row in drawn["sets"]["bars"]}
    assert rows == set(EVIL)


def test_the_links_to_the_tables_of_a_study_lead_to_its_folder(html):
    links = {attrs["href"] for tag, attrs in Read(html).elements if tag == "a"}
    assert {"diagnosis/causes.csv", "diagnosis/phases.csv", "tables/certificate.csv"} <= links
    assert "diagnosis/plane.csv" not in links


def test_before_and_after_share_limits_and_the_subjects_columns_stand_once(study, html):
    before = data(html)["before"]
    assert before["arms"] == ["minilm", f"minilm+{REMEDIES[1]}"]
    assert before["models"][0] is None
    assert set(before["models"][1]) == {"acl", "f1l", "state"}
    known = data(html)["models"][1]
    assert before["models"][1]["acl"] == known["acl"]
    assert {state for states in before["models"][1]["state"] for state in states} == {0}
    for low, high in before["limits"].values():
        assert 0 <= low < high <= 1


def test_every_number_of_the_charts_stands_in_a_table(study, html):
    text = Read(html).text
    for row in study.found.diagnosis["remedies"].to_dict("records"):
        assert f"{100 * row['collapse']:.1f} %" in text
    for row in study.found.diagnosis["expected"].to_dict("records"):
        assert f"{100 * row['measured']:.1f}" in text
    for value in study.found.diagnosis["phases"]["collapse"]:
        assert f"{100 * value:.1f}" in text


def test_the_summary_tells_the_diagnosis_in_the_same_order(study):
    titles = re.findall(r"^## (.*)$", summary(study.found), flags=re.MULTILINE)
    first = titles.index("Kinds of collapse")
    assert titles[first : first + 6] == [
        "Kinds of collapse",
        "Why it collapses",
        "Remedies",
        "Collapse that is certain before training",
        "Collapse as a matter of geometry",
        "Claims",
    ]


def test_the_verdict_on_a_claim_is_a_chip(html):
    claims = html[html.index('<section id="claims"') :]
    for chip, words in (
        ("holds", "supported"), ("spurious", "contradicted"), ("cannot-tell", "cannot tell")
    ):  # fmt: skip
        assert f'<strong class="verdict {chip}">{words}</strong>' in claims

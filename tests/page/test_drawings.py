"""What the charts of the diagnosis are given to draw, worked out by hand."""

from dataclasses import replace
from itertools import pairwise

import pandas as pd
import pytest

from stages.charts.rows_template import PARTS, Part
from stages.page.flow_drawing import flow_drawing
from stages.page.kind_drawing import kind_drawing
from stages.page.path_drawing import path_drawing, step_drawing
from stages.page.phase_drawing import expected_drawing, phase_drawing
from stages.page.remedy_drawings import remedy_drawings
from tests.page.made_diagnosis import diagnosed


@pytest.fixture(scope="module")
def found():
    return diagnosed().found


def with_study(found, **tables):
    return replace(found, diagnosis={**found.diagnosis, **tables})


def with_tables(found, **tables):
    return replace(found, tables={**found.tables, **tables})


def test_the_bars_of_a_family_are_shares_of_its_configurations_and_lie_end_to_end(found):
    """1 of 8 configurations collapses on 2 of 3 test sets: 2 of 24, a threshold and a score."""
    drawing = kind_drawing(found)
    assert [panel.title for panel in drawing.panels] == ["Raw rows, `tabular`",
                                                         "Embedding, `minilm`"]  # fmt: skip
    bars = [row for row in drawing.panels[0].sets["bars"] if row["row"] == "lr"]
    ends = [(row["x"], row["x2"]) for row in bars]
    assert ends[0][0] == 0.0
    assert all(left[1] == right[0] for left, right in pairwise(ends))
    assert ends[-1][1] == pytest.approx(2 / 24, abs=1e-4)


def test_both_arms_have_one_scale_and_every_family_a_row(found):
    panels = kind_drawing(found).panels
    assert panels[0].signals == panels[1].signals
    for panel in panels:
        assert {row["row"] for row in panel.sets["bars"]} == {"lr", "rf"}


def test_nothing_collapsed_draws_nothing(found):
    kinds = found.tables["kinds"].iloc[:0]
    assert kind_drawing(with_tables(found, kinds=kinds)) is None


def test_what_enters_a_node_of_the_flow_leaves_it(found):
    sets = flow_drawing(found).panels[0].sets
    for node in sets["nodes"]:
        tall = node["y2"] - node["y"]
        out = sum(link["tall"] for link in sets["links"] if link["x"] == node["x2"]
                  and node["y"] - 1e-3 <= link["y"] < node["y2"] - 1e-3)  # fmt: skip
        into = sum(link["tall"] for link in sets["links"] if link["x2"] == node["x"]
                   and node["y"] - 1e-3 <= link["y2"] < node["y2"] - 1e-3)  # fmt: skip
        assert (out or tall) == pytest.approx(tall, abs=2e-3)
        assert (into or tall) == pytest.approx(tall, abs=2e-3)


def test_a_family_is_told_with_how_many_of_its_collapses_were_examined(found):
    labels = [row["label"] for row in flow_drawing(found).panels[0].sets["starts"]]
    assert labels[:2] == ["lr 9 of 30", "rf 13 of 40"]


def test_one_cause_alone_stands_in_the_middle(found):
    one = found.diagnosis["causes"].head(1)
    nodes = flow_drawing(with_study(found, causes=one)).panels[0].sets["nodes"]
    assert {(node["y"], node["y2"]) for node in nodes} == {(0.11, 0.89)}


def test_removed_goes_to_the_left_and_created_to_the_right(found):
    """standardize: 18 of 40 removed, 4 created, of 100 pairs."""
    removed = next(one for one in remedy_drawings(found) if one.name == "removed")
    bars = [row for row in removed.panels[0].sets["bars"] if row["row"] == "★ standardize"]
    assert {row["part"]: row["x2"] for row in bars} == {
        PARTS.index(Part.REMOVED): -0.18,
        PARTS.index(Part.CREATED): 0.04,
    }


def test_a_best_score_that_falls_is_marked(found):
    scores = next(one for one in remedy_drawings(found) if one.name == "scores")
    rows = scores.panels[0].sets["dots"]
    worse = [row for row in rows if row["part"] == PARTS.index(Part.WORSE)]
    assert worse
    assert all(row["x"] < -0.005 for row in worse)
    assert all(row["x"] >= -0.005 for row in rows if row not in worse)


def test_the_changes_hold_all_families_and_a_digit_to_read(found):
    changes = next(one for one in remedy_drawings(found) if one.name == "changes")
    cells = changes.panels[0].sets["changes"]
    assert [row["x"] for row in cells[:3]] == ["all", "lr", "rf"]
    standard = next(row for row in cells if row["y"] == "★ standardize" and row["x"] == "all")
    assert (standard["label"], standard["dark"]) == ("-14", 0)


def test_another_encoders_remedies_are_left_out(found):
    other = found.diagnosis["remedies"].assign(encoder="other")
    scores = found.diagnosis["remedy_scores"].assign(encoder="other")
    assert remedy_drawings(with_study(found, remedies=other, remedy_scores=scores)) == []


def test_the_proven_part_of_the_path_ends_at_the_limit_of_the_source(found):
    raw, arm = path_drawing(found).panels
    assert raw.signals == arm.signals
    assert raw.sets["proven"] == [{"x": raw.signals["low"], "x2": 3e-4 / 40}]
    assert arm.sets["first_order"] == [{"x": 0.02}]
    assert arm.sets["measured"][0]["x"] == 0.01
    assert raw.signals["low"] < 7.5e-6
    assert len(arm.sets["path"]) == 33


def test_audited_configurations_that_differ_in_more_than_c_are_left_out(found):
    assert path_drawing(found).panels[0].sets["others"] == []
    plain = found.tables["confusion"].assign(config="C=0.5;seed=0").drop_duplicates(
        ["arm", "family", "domain"]
    )  # fmt: skip
    rows = path_drawing(with_tables(found, confusion=plain)).panels[0].sets["others"]
    assert [(row["x"], row["domain"]) for row in rows] == [
        (0.5, "PR"), (0.5, "A|`<b> x")
    ]  # fmt: skip
    inverse = replace(found, setting=replace(found.setting, penalty_is="lambda"))
    rows = path_drawing(with_tables(inverse, confusion=plain)).panels[0].sets["others"]
    assert [row["x"] for row in rows] == [2.0, 2.0]  # the path is drawn along C, not the penalty


def test_a_step_whose_bound_is_not_known_is_not_drawn(found):
    panel = step_drawing(found).panels[0]
    assert len(panel.sets["bound"]) == len(panel.sets["steps"]) == 32
    assert all(bound["y"] >= step["y"] for bound, step in
               zip(panel.sets["bound"], panel.sets["steps"], strict=True))  # fmt: skip


def test_without_a_path_there_is_no_chart(found):
    bare = found.tables["certificate_path"].iloc[:0]
    assert path_drawing(with_tables(found, certificate_path=bare)) is None
    assert step_drawing(with_tables(found, certificate_path=bare)) is None


def test_the_subjects_own_row_is_the_nearest_on_a_logarithmic_axis(found):
    """spread .316 squared is .0999; |mean|_1 is 9.1; the rows are powers of ten."""
    panels = phase_drawing(found).panels
    own = {panel.words.split(",")[0]: panel.sets["own"] for panel in panels}
    assert own["C x spread^2"] == [{"y": "0.1"}]
    assert own["lr x |mean|_1"] == [{"y": "10"}]
    assert own["alpha x batch"] == []


def test_the_greatest_dial_stands_on_top_and_settings_rise_to_the_right(found):
    cells = phase_drawing(found).panels[0].sets["cells"]
    assert [row["y"] for row in cells[::8]] == ["10", "1", "0.1", "0.01", "0.001"]
    assert [row["x"] for row in cells[:8]][-1] == "1,000"
    assert cells[0]["value"] == pytest.approx(0.5, abs=1e-3)


def test_expected_stands_hollow_with_its_error_beside_measured(found):
    sets = expected_drawing(found).panels[0].sets
    assert [(row["x"], row["x2"]) for row in sets["spans"]] == [(0.0, 0.13), (0.07, 0.23)]
    parts = [PARTS[row["part"]] for row in sets["dots"]]
    assert parts == [Part.EXPECTED, Part.MEASURED] * 2


def test_an_expectation_without_a_measurement_is_drawn_alone(found):
    row = pd.DataFrame([("minilm", "lr", 0.2, None, None)],
                       columns=["arm", "family", "expected", "error", "measured"])  # fmt: skip
    sets = expected_drawing(with_study(found, expected=row)).panels[0].sets
    assert (len(sets["spans"]), len(sets["dots"])) == (0, 1)

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from stages.summary.phases import dial_value, dial_words, own_place, phases, phases_section
from tests.page.made_diagnosis import diagnosed
from tests.summary.made_findings import findings


@pytest.fixture(scope="module")
def found():
    return diagnosed().found


def with_study(found, **tables):
    return replace(found, diagnosis={**found.diagnosis, **tables})


def test_diagrams_come_by_name_and_families_in_the_rosters_order(found):
    keys = [(one.diagram, one.family) for one in phases(found)]
    assert keys == [
        (diagram, family)
        for diagram in ("C x spread^2", "alpha x batch", "lr x |mean|_1")
        for family in ("lr", "rf")
    ]


def test_a_cell_that_nobody_can_judge_is_left_out(found):
    rows = [("lr", "C x spread^2", 1.0, 1.0, 0.5, 4), ("lr", "C x spread^2", 2.0, 1.0, None, 4)]
    table = pd.DataFrame(rows, columns=["family", "diagram", "x", "y", "collapse", "configs"])
    assert phases(with_study(found, phases=table))[0].cells == {(1.0, 1.0): (0.5, 4.0)}


def test_the_subjects_own_place_is_squared_where_the_dial_is(found):
    own = {one.diagram: own_place(found, one) for one in phases(found)}
    assert own["C x spread^2"] == pytest.approx(0.316**2)
    assert own["lr x |mean|_1"] == 9.1
    assert math.isnan(own["alpha x batch"])


def test_without_dials_the_facts_of_the_vectors_tell_its_place(found):
    made = replace(with_study(found, dials=pd.DataFrame()), facts={"minilm": {"spread": 0.5}})
    own = {one.diagram: own_place(made, one) for one in phases(made)}
    assert own["C x spread^2"] == 0.25
    assert math.isnan(own["lr x |mean|_1"])


def test_dials_are_written_as_people_read_them():
    assert dial_words("C x spread^2") == "C × spread²"
    assert dial_words("lr x |mean|_1") == "lr × |mean|₁"
    assert [dial_value(one) for one in (1e3, 12345.6, 0.0999, 1e7, 0)] == [
        "1,000", "12,346", "0.0999", "1e+07", "0"
    ]  # fmt: skip


def test_an_arm_is_a_row_the_subject_first_expected_beside_measured(found):
    text = phases_section(found)
    assert "| arm | `lr` | `rf` |" in text
    rows = [line for line in text.split("\n") if "→" in line and line.startswith("| `")]
    assert rows == [
        "| `minilm` | 5.0 → 10.0 | 15.0 → 19.0 |",
        "| `tabular` | 5.0 → 10.0 | 15.0 → 19.0 |",
    ]
    assert "on encoders that it has not seen: `lr` 8.0 and `rf` 8.0." in text


def test_the_forecast_says_of_which_grids_it_is_and_where_it_is_a_guess(found):
    text = phases_section(found)
    assert "fitted to the grids of the profile quick" in text
    assert "a guess" not in text
    table = found.diagnosis["expected"]
    far = table.assign(outside=np.where(table["arm"] == "minilm", "signal breadth", None))
    assert (
        "Outside the range that it was fitted on, so a guess: `minilm` (rows times the squared "
        "spread and the participation ratio)."
    ) in phases_section(with_study(found, expected=far))


def test_either_table_alone_makes_a_section_and_none_makes_none(found):
    nothing = {name: table.iloc[:0] for name, table in found.diagnosis.items()}
    for name, words in (("phases", "C × spread²"), ("expected", "before anything is trained")):
        made = replace(found, diagnosis={**nothing, name: found.diagnosis[name]})
        assert words in phases_section(made)
    assert phases_section(findings()) == ""

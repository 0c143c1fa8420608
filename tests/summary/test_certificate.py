from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from stages.summary.certificate import certificate_section, certified_arms, limit, path
from tests.page.made_diagnosis import diagnosed
from tests.summary.made_findings import findings


@pytest.fixture(scope="module")
def found():
    return diagnosed(single=True).found


def told(found, **tables):
    return certificate_section(replace(found, tables={**found.tables, **tables}))


def test_the_raw_arm_comes_first_then_the_subject_then_the_others(found):
    table = found.tables["certificate"]
    more = pd.concat([table, table.assign(arm="lsa"), table.assign(arm="hashing")])
    made = replace(found, tables={**found.tables, "certificate": more})
    assert certified_arms(made) == ["tabular", "minilm", "hashing", "lsa"]


def test_limits_that_hold_everywhere_stand_in_the_table(found):
    text = told(found)
    assert "| `minilm` | logistic regression |  | 0.0005 | 0.02 | 0.01 |" in text
    assert "| `tabular` | SVC, RBF kernel | 0.1 | 7.5e-06 | 0.0003 | 0.00015 |" in text
    assert text.count("| `minilm` |") == 4


def test_a_limit_that_was_not_looked_for_is_unknown(found):
    table = found.tables["certificate"].assign(c_measured=np.nan)
    assert "| 0.0005 | 0.02 | n/a |" in told(found, certificate=table)


def test_the_path_rises_in_c_and_tells_how_much_of_the_bound_is_used(found):
    steps = path(found, "minilm")
    assert [step.c for step in steps] == sorted(step.c for step in steps)
    used = [step.distance / step.bound for step in steps if step.bound > 0]
    assert f"{100 * min(used):.1f} % to {100 * max(used):.1f} % on `minilm`" in told(found)


def test_a_bound_that_does_not_hold_is_said_aloud(found):
    table = found.tables["certificate_path"]
    broken = table.assign(distance=table["bound"] * np.where(table["c"] > 100, 1.5, 0.5))
    assert "more than all of it 4 of 32 times on `minilm`" in told(found, certificate_path=broken)


def test_rounding_of_the_file_breaks_no_bound(found):
    table = found.tables["certificate_path"]
    text = told(found, certificate_path=table.assign(distance=table["bound"] * (1 + 1e-5)))
    assert ": 100.0 % on `tabular` and 100.0 % on `minilm`" in text


def test_limits_alone_and_a_path_alone_are_told(found):
    nothing = found.tables["certificate_path"].iloc[:0]
    assert "Used of that bound" not in told(found, certificate_path=nothing)
    assert "| arm | model |" not in told(found, certificate=found.tables["certificate"].iloc[:0])


def test_without_either_there_is_no_section():
    assert certificate_section(findings()) == ""
    assert limit(findings(), "minilm", "all") is None

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from stages.certificates.everywhere import EVERYWHERE
from stages.summary.certificate import (
    certificate_section,
    certified_arms,
    limit,
    path,
)
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


def test_a_kernel_is_told_as_a_range_over_its_gamma_and_infinity_as_a_word(found):
    table = found.tables["certificate"]
    rbf = table[table["model"] == "svc_rbf"]
    more = pd.concat([table, rbf.assign(gamma=2.0, c_proven=1.5, c_first_order=np.inf)])
    text = told(found, certificate=more)
    assert "| `minilm` | SVC, RBF kernel | 0.1 to 2 | 0.0005 to 1.5 | 0.02 to infinite |" in text
    assert "*Infinite*: at every C." in text
    assert "Infinite" not in told(found)


def test_other_arms_are_told_by_logistic_regression_alone(found):
    table, steps = found.tables["certificate"], found.tables["certificate_path"]
    own, walked = (one[one["arm"] == "minilm"] for one in (table, steps))
    nothing = own.assign(arm="minilm+prior", c_proven=0, c_first_order=0, c_measured=0)
    text = told(
        found,
        certificate=pd.concat([table, own.assign(arm="minilm+l2"), nothing]),
        certificate_path=pd.concat([steps, walked.assign(arm="minilm+l2")]),
    )
    assert "| `minilm+l2` | 0.0005 | 0.02 | 0.01 |" in text
    assert "| `minilm+prior` | none | none | none |" in text
    assert text.count("`minilm+l2`") == 1
    assert " on 1 other arm." in text


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
    assert limit(findings(), "minilm", EVERYWHERE) is None

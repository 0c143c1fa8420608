from dataclasses import replace

import pandas as pd
import pytest

from stages.summary.markdown import escape
from stages.summary.remedies import remedies_section
from tests.summary.made_findings import ODD, findings


def effect(remedy, cells, before, after, family="all", **seeds):
    row = {"encoder": "minilm", "remedy": remedy, "family": family}
    row |= dict(zip(("n00", "n01", "n10", "n11"), cells, strict=True))
    row |= {"collapse_none": before, "collapse": after, "difference": after - before}
    return row | {"seed_low": None, "seed_high": None, "seeds": 1} | seeds


def score(remedy, domain, change, lowers):
    return {"encoder": "minilm", "remedy": remedy, "domain": domain, "f1_none": 0.8} | {
        "f1_macro": 0.8 + change, "difference": change, "lowers": lowers
    }  # fmt: skip


def line(remedy, target, r2, skill, verdict):
    return {"encoder": "minilm", "remedy": remedy, "target": target, "plane": "acl"} | {
        "r2": r2, "r2_without_collapsed": r2 / 2, "skill": skill, "verdict": verdict
    }  # fmt: skip


TABLES = {
    "remedies": [
        effect("none", (12, 0, 0, 4), 0.25, 0.25),
        effect("none", (5, 0, 0, 3), 0.375, 0.375, "rf"),
        effect("center", (11, 1, 3, 1), 0.25, 0.125, seed_low=-0.2, seed_high=-0.05),
        effect("center", (5, 0, 2, 1), 0.375, 0.125, "rf"),
        effect("l2", (12, 0, 4, 0), 0.25, 0.0),
    ],
    "remedy_scores": [
        score("center", "CA", 0.002, False),
        score("center", "PR", -0.004, False),
        score("l2", "CA", -0.012, True),
        score("l2", "d-0a1b2c3d", -0.03, True),
    ],
    "remedy_lines": [
        line("none", "PR", 0.9, 0.1, "spurious"),
        line("none", "d-0a1b2c3d", 0.7, None, "cannot_tell"),
        line("center", "PR", 0.8, 0.6, "holds"),
        line("center", "d-0a1b2c3d", 0.8, 0.4, "holds"),
    ],
    "recommendation": [
        {"encoder": "minilm", "remedy": "center", "reason": "center removes 3 of 4 | so"}
    ],
}


def told(**changed):
    found = findings()
    made = {name: pd.DataFrame(rows) for name, rows in (TABLES | changed).items()}
    return remedies_section(replace(found, tables={**found.tables, **made}))


def lines_of(text, start):
    return [line for line in text.split("\n") if line.startswith(start)]


def test_the_recommendation_opens_the_section():
    text = told()
    assert text.startswith(
        "## Remedies\n\n**Recommended for `minilm`: `center`.** center removes 3 of 4 \\| so\n"
    )
    none = [{"encoder": "minilm", "remedy": "none", "reason": "No remedy was tried."}]
    assert "**Recommended for `minilm`: none.** No remedy was tried." in told(recommendation=none)


def test_the_reason_calls_domains_by_their_names():
    fallen = "it falls on CA (-0.6) and d-0a1b2c3d (-0.7), not d-0a1b2c3d4"
    text = told(recommendation=[{"encoder": "minilm", "remedy": "l2", "reason": fallen}])
    assert f"on CA (-0.6) and {escape(ODD)} (-0.7), not d-0a1b2c3d4" in text


def test_a_row_per_remedy_the_largest_fall_first():
    rows = lines_of(told(), "| `")
    assert rows[:2] == [
        "| `l2` | 4/4 | 0 | 25.0 | 0.0 | -25.0 | n/a | **-1.2** | n/a | **-3.0** |",
        "| `center` | 3/4 | 1 | 25.0 | 12.5 | -12.5 | -20.0 to -5.0 | +0.2 | -0.4 | n/a |",
    ]


def test_a_remedy_that_lowers_the_best_score_says_so():
    text = told()
    assert "falls by more than half a point (in brackets: by how many) under\n\n" in text
    assert "- `l2`: CA (-1.2) and " in text
    assert "- `center`" not in text
    assert ODD not in text
    fine = [score("l2", "CA", -0.005, "false")]
    assert "No remedy lowers the best macro-F1" in told(remedy_scores=fine)
    assert "No remedy lowers" not in told(remedy_scores=[])


@pytest.mark.parametrize("word", [True, "true"])
def test_both_ways_to_read_the_word_true_are_understood(word):
    assert "- `l2`: CA (-1.0)" in told(remedy_scores=[score("l2", "CA", -0.01, word)])


def test_families_before_and_after():
    text = told()
    assert "| near-collapse | `lr` | `rf` | mean |" in text
    assert "| `none` | n/a | 37.5 % | 25.0 % |" in text
    assert "| `center` | n/a | 12.5 % | 12.5 % |" in text


def test_lines_are_means_over_the_targets():
    text = told()
    assert "| `none` | 0.40 → 0.80 | 0.10 | 0 of 2 | n/a → n/a | n/a | 0 of 0 |" in text
    assert "| `center` | 0.40 → 0.80 | 0.50 | 2 of 2 |" in text


def test_remedies_of_training_are_said_to_leave_the_vectors_as_they_are():
    rows = [row | {"side": "vectors"} for row in TABLES["remedies"]]
    assert "Changing the training" not in told(remedies=rows)
    text = told(remedies=[*rows, effect("tuned", (12, 0, 4, 0), 0.25, 0.0, side="training")])
    assert "leaves the vectors and all their facts as they are: `tuned`." in text
    assert "Changing the vectors" not in text
    text = told(remedies=[*rows, effect("chain", (12, 0, 4, 0), 0.25, 0.0, side="both")])
    assert "all their facts" not in text
    assert "Changing the vectors, and the training or the cut besides: `chain`." in text


@pytest.mark.parametrize("word", [True, "true", "True"])
def test_a_cut_of_all_arms_that_fixes_the_share_of_positives_is_said(word):
    rows = [row | {"forced": False} for row in TABLES["remedies"]]
    forced = effect("prior", (12, 0, 4, 0), 0.25, 0.0, forced=True)
    said = "`threshold=prior` for all arms"
    assert said not in told()
    assert said not in told(remedies=[*rows, forced])
    assert told(remedies=[row | {"forced": word} for row in rows]).count(said) == 1


def test_outside_the_study_there_is_no_section():
    assert remedies_section(findings()) == ""
    assert told(remedies=[]) == ""


def test_a_study_without_remedies_has_no_table_of_them():
    only = [effect("none", (12, 0, 0, 4), 0.25, 0.25)]
    text = told(remedies=only, remedy_scores=[], remedy_lines=[], recommendation=[])
    assert "| remedy |" not in text
    assert "| `none` |" in text

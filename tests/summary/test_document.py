import re
from dataclasses import replace

import pandas as pd
import pytest

from stages.summary.counted_rows import counted_rows
from stages.summary.document import summary
from tests.summary.made_findings import collapse_row, findings, nothing, with_table

SECTIONS = [
    "Collapse",
    "Raw rows and embedding, paired",
    "Is accuracy on the line?",
    "Best configurations",
    "The vectors",
    "The truth, where it is known",
    "Failed and diverged trials",
    "Further",
]


@pytest.fixture(scope="module")
def text():
    return summary(findings())


def test_the_first_line_names_data_rows_source_targets_size_and_encoder(text):
    assert text.splitlines()[0] == (
        "# minilm under audit on made rows: CA → PR, A\\|\\`\\<b\\> x; size quick: 3,000 rows "
        "trained on, 2,000 tested on CA, 1,000 on the targets each"
    )


@pytest.mark.parametrize("made", [findings, nothing])
def test_every_section_is_there_in_order_whatever_was_found(made):
    told = re.findall(r"^## (.*)$", summary(made()), flags=re.MULTILINE)
    assert [title for title in told if title != "Kinds of collapse"] == SECTIONS
    assert ("Kinds of collapse" in told) == bool(made().table("kinds"))


def test_the_same_findings_give_the_same_text(text):
    assert text == summary(findings())


def test_every_table_row_has_as_many_cells_as_its_header(text):
    widths: list[int] = []
    for line in text.splitlines():
        row = line.removeprefix("> ")
        if not row.startswith("|"):
            widths = []
            continue
        widths.append(len(re.findall(r"(?<!\\)\|", row)))
        assert widths[-1] == widths[0], line


def test_the_odd_name_is_harmless_everywhere(text):
    assert "<b>" not in text.replace("\\<b\\>", "")


def test_no_number_is_invented():
    text = summary(nothing())
    assert "nan" not in text.lower().split()
    assert "None" not in text.replace("None was measured.", "").replace("None.", "")


def test_the_pictures_are_linked_relatively(text):
    assert "![ACL plane](planes/acl.png)" in text
    assert "![F1L plane](planes/f1l.png)" in text


def test_rf_is_not_well_defined_and_lr_is(text):
    assert "? Yes: `lr`; no: `rf` (1 of 8)." in text


def test_a_target_on_which_a_well_defined_family_collapses_is_told():
    strict = collapse_row("tabular", "lr", "projection", "PR", epsilon=0.0, value=0.125)
    rows = findings().tables["collapse"].to_dict("records")
    text = summary(with_table("collapse", [*rows, strict]))
    assert "no: `rf` (1 of 8). `lr` does collapse strictly on PR." in text


def test_a_family_that_says_nothing_has_no_row_and_is_named(text):
    assert "| `rf` | 8 | 12.5 → 18.8 | n/a → 10.0 | n/a → 20.0 | n/a → 25.0 |" in text
    assert "| `lr` | 8 |" not in text
    assert "Zero throughout: `lr`." in text
    assert "| `rf` | near | 5 | 2 | 0 | 1 | 2/7 = 28.6 % |" in text
    assert "| `lr` | near |" not in text
    assert "| all | near | 13 | 2 | 0 | 1 | 2/15 = 13.3 % |" in text


def test_only_ratios_above_zero_and_known_intervals_are_tabled(text):
    assert (
        "| family | arm | ratio | binomial band |\n| :-- | :-- | --: | --: |\n"
        "| `rf` | `tabular` | 12.5 % | 14.0–69.0 % |\n"
        "| `rf` | `minilm` | 37.5 % | 14.0–69.0 % |\n"
    ) in text


def test_the_terms_of_a_table_stand_with_it(text):
    lines = text.split("## Is accuracy on the line?")[1].split("\n## ")[0]
    assert all(f"\n- {term}: " in lines for term in ("gain", "ceiling", "skill", "k\\*", "verdict"))
    assert "| PR | `minilm` | 13 → 16 | 0.30 → 0.90 | +0.60 | 1.0 → 1.0 |" in lines


def test_kinds_are_counted_and_the_unknown_ones_said_to_be_so(text):
    assert "| `rf` | `minilm` | 1 | 1 |" in text
    assert "- **threshold**: the ranking is intact and the cut lies beyond it. The model" in text
    assert "- **unknown**: no score was kept. Nothing can be said of the cause." in text
    assert "Kinds" not in summary(with_table("kinds", []))


def test_the_best_entrant_is_bold_and_those_below_the_constant_are_told(text):
    assert "**0.800**" in text
    assert "On PR 1 of 1 entrant of `minilm` lies below the better constant" in text


def test_a_constant_that_is_optimal_is_said_to_be_so(text):
    assert "A constant is optimal on PR:" in text
    known = findings()
    text = summary(replace(known, truth=known.truth[known.truth["domain"] == "CA"]))
    assert "Nowhere is a constant optimal" in text
    unknown = replace(known, truth=known.truth.assign(bayes_accuracy=float("nan")))
    assert "are not known" in summary(unknown)


def test_a_failed_trial_is_listed_with_its_error_made_harmless():
    found = findings()
    trials = found.trials.astype({"error": object})
    trials.loc[3, ["status", "error"]] = ["diverged", "FloatingPointError: a|b"]
    text = summary(replace(found, trials=trials))
    assert "1 trial of 32 did not end well and stays in the ratios' denominators" in text
    assert "| diverged | FloatingPointError: a\\|b |" in text


def test_what_failed_has_its_command_and_what_diverged_has_none():
    found = findings()
    trials = found.trials.astype({"error": object})
    trials.loc[[0, 1, 2, 31], "status"] = ["failed", "failed", "diverged", "failed"]
    text = summary(replace(found, trials=trials))
    assert text.count("- `python -m stages.") == 5
    assert "- `python -m stages.baseline lr --only 'a=1;seed=0'`\n" in text
    assert "- `python -m stages.train minilm rf --only 'a=7;seed=0'`\n" in text
    assert "- `python -m stages.baseline lr`\n" in text
    assert "- `python -m stages.train minilm rf`\n" in text


def test_facts_stand_beside_each_other_and_missing_ones_read_n_a(text):
    assert "| dimension | coordinates of a vector | 384 | 76 |" in text
    assert "mean squared length, 0 to 1 | 0.25 | n/a |" in text


def test_further_tables_are_told_in_short(text):
    assert "on all 3 test sets:** 1 configuration on the embedding, none on the raw rows" in text
    assert "| `rf` | n/a → n/a | n/a → 0.90 | 0.25 | 1.50 |" in text
    assert "[collapse](tables/collapse.csv)" in text


def test_rows_are_counted_from_the_confusion_of_any_model():
    columns = ["domain", "file", "role", "rows", "positives"]
    domains = pd.DataFrame(
        [("CA", "CA", "source", 50, 30), ("PR", "PR", "target", 20, 18)], columns=columns
    )
    cells = pd.DataFrame(
        [("CA", None, None, None, None), ("CA", 10, 2, 3, 5)],
        columns=["domain", "tp", "fn", "fp", "tn"],
    )
    counted = counted_rows(domains, cells).set_index("domain")
    assert counted.loc["CA", ["train", "test", "positives", "share"]].tolist() == [30, 20, 12, 0.6]
    assert counted.loc["PR", ["train", "test", "positives", "share"]].tolist() == [0, 20, 18, 0.9]
    unknown = counted_rows(domains, cells.iloc[:0]).set_index("domain")
    assert unknown.loc["CA", ["test", "share"]].isna().tolist() == [True, False]

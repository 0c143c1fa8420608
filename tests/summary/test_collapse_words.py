from dataclasses import replace

import pytest

from stages.summary.collapse_words import family_sentence, pair_words, share
from tests.summary.made_findings import (
    SETTING,
    collapse_row,
    findings,
    nothing,
    paired_row,
    with_table,
)


def test_the_sentence_has_counts_band_raw_rows_and_what_is_new():
    assert family_sentence(findings(), "rf") == (
        "`rf`: 3 of 8 configurations collapse under minilm (37.5 %, binomial band 14–69 %), "
        "1 of 8 on the raw rows; 2 only on the embedding (collapse_wd 2/7)."
    )


def test_no_collapse_is_told_as_none():
    sentence = family_sentence(findings(), "lr")
    assert sentence.startswith("`lr`: none of 8 configurations collapses under minilm (0.0 %")
    assert sentence.endswith("none of 8 on the raw rows.")


@pytest.mark.parametrize(
    ("value", "n", "words"),
    [
        (0.0, 8, "none of 8 configurations collapses"),
        (0.125, 8, "1 of 8 configurations collapses"),
        (0.25, 8, "2 of 8 configurations collapse"),
        (1.0, 8, "all 8 configurations collapse"),
        (1.0, 1, "its only configuration collapses"),
        (0.0, 1, "its only configuration does not collapse"),
    ],
)
def test_the_verb_agrees_with_its_number(value, n, words):
    assert share(collapse_row("minilm", "rf", value=value, n=n), "configuration") == words


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ((5, 2, 0, 1), "2 only on the embedding (collapse_wd 2/7)"),
        ((5, 1, 2, 0), "1 only on the embedding (collapse_wd 1/6), 2 only on the raw rows"),
        ((5, 0, 2, 1), "2 only on the raw rows"),
        ((5, 0, 0, 3), "the same ones"),
        ((6, 0, 2, 0), ""),
        ((0, 0, 1, 7), "every one collapses on the raw rows already (collapse_wd undefined)"),
        ((0, 0, 0, 0), "none was trained on both arms"),
    ],
)
def test_the_pair_is_told_for_every_edge(cells, words):
    assert pair_words(paired_row("rf", cells)) == words


def test_failures_bound_the_ratio():
    rows = [collapse_row("minilm", "rf", value=0.125, failed=2)]
    assert family_sentence(with_table("collapse", rows), "rf").endswith(
        " 2 configurations failed and count as not collapsed: the ratio lies in 12.5 %–37.5 %."
    )


def test_a_family_that_failed_altogether_is_said_to_have_failed():
    rows = [collapse_row("minilm", "rf", failed=8)]
    sentence = family_sentence(with_table("collapse", rows), "rf")
    assert sentence == "`rf`: all 8 configurations failed under minilm, nothing can be said."


def test_an_undefined_ratio_and_a_missing_family_are_said_to_be_so():
    rows = [collapse_row("minilm", "rf", value=None)]
    assert "undefined on CA" in family_sentence(with_table("collapse", rows), "rf")
    assert family_sentence(nothing(), "rf") == "`rf`: not measured."


def test_with_several_seeds_trainings_are_counted():
    found = with_table("collapse", [collapse_row("minilm", "rf", value=0.25, n=40)])
    seeded = replace(found, setting=replace(SETTING, seeds=(0, 1, 2, 3, 4)))
    assert "10 of 40 trainings collapse" in family_sentence(seeded, "rf")

from dataclasses import replace

import pytest

from stages.summary.collapse_answer import collapse_answer
from stages.summary.line_answers import inflation_answer, line_answer
from stages.summary.verdict_box import verdict_box
from tests.summary.made_findings import (
    TARGETS,
    collapse_row,
    findings,
    line_row,
    nothing,
    with_table,
)


def lines(without: dict[str, float], n: int = 13):
    return [
        line_row("minilm", points, r2, count, target=target)
        for target, r2_without in without.items()
        for points, r2, count in (("all", 0.6, 16), ("not_near", r2_without, n))
    ]


def test_collapse_beyond_the_raw_rows_is_a_yes_with_its_counts():
    answer = collapse_answer(findings())
    assert answer.startswith("Yes: on CA 3 of 16 configurations near-collapse under minilm (18.8 %")
    assert "1 of 16 on the raw rows" in answer
    assert answer.endswith("2 (`rf` 2) only on the embedding, none only on the raw rows.")


def test_no_collapse_is_a_no():
    rows = [collapse_row(arm, "rf") for arm in ("minilm", "tabular")]
    assert collapse_answer(with_table("collapse", rows)).startswith("No: on CA none of 8")


def test_r2_that_falls_without_the_collapsed_was_inflated():
    answer = inflation_answer(findings(), "acl")
    assert answer == (
        "Accuracy line: yes, on 2 of 2 targets (PR and A\\|\\`\\<b\\> x); "
        "on the raw rows R² changes by -0.02."
    )


@pytest.mark.parametrize(
    ("without", "told"),
    [
        ((0.2, 0.6), "yes, on 1 of 2 targets (PR)."),
        ((0.504, 0.6), "yes, on 1 of 2 targets (PR)."),
        ((0.9, 0.6), "no, on none of 2 targets; it lowers R² by as much on PR."),
        ((0.55, 0.6), "no, on none of 2 targets."),
    ],
)
def test_the_answer_knows_both_directions_and_counts_what_is_printed(without, told):
    made = with_table("lines", lines(dict(zip(TARGETS, without, strict=True))))
    assert inflation_answer(made, "acl") == f"Accuracy line: {told}"


def test_where_nothing_collapses_there_is_nothing_to_leave_out():
    unchanged = lines(dict.fromkeys(TARGETS, 0.6), n=16)
    assert inflation_answer(with_table("lines", unchanged), "acl") == (
        "Accuracy line: no, nothing near-collapses and R² stays as it is."
    )


def test_the_targets_are_told_under_their_verdicts():
    assert line_answer(findings(), "acl").startswith("Accuracy line: spurious on PR and A")
    assert line_answer(nothing(), "f1l") == "Macro-F1 line: not measured."


def test_one_seed_is_said_to_be_one():
    found = findings()
    assert "One seed was trained" in verdict_box(found)
    seeded = replace(found, setting=replace(found.setting, seeds=(0, 1)))
    assert "One seed" not in verdict_box(seeded)


def test_the_box_gives_every_target_a_verdict_with_its_reason():
    box = verdict_box(findings())
    assert all(line.startswith(">") for line in box.splitlines())
    assert box.count("**spurious**: R² 0.90 with skill -0.05") == 4
    assert "| PR | 0.30 → 0.90 |" in box
    assert "Within a single family it can't be said" in box


def test_a_falling_line_is_marked_since_r2_hides_the_sign():
    rows = [
        {**line_row("minilm", "all", 0.9, 16), "slope": -2.0},
        line_row("minilm", "not_near", 0.3, 13),
    ]
    assert "| PR | 0.30 → 0.90 (falling) |" in verdict_box(with_table("lines", rows))


def test_a_family_with_points_enough_has_its_own_verdict():
    rows = [line_row("minilm", "not_near", 0.8, 12, family="rf", verdict="holds")]
    box = verdict_box(with_table("lines", rows))
    assert "Accuracy line, `rf`: PR **holds**: skill -0.05, noise ceiling 0.70, 12 points." in box


def test_without_any_number_nothing_is_claimed():
    box = verdict_box(nothing())
    assert "Can't be said: nothing was measured." in box
    assert "| PR | n/a | n/a | n/a | n/a |" in box

import pandas as pd
import pytest

from stages.metrics.kinds import kind_shares, kinds, kinds_table
from stages.tables import SCORES

CASES = {
    "dead": (0.5, 0.0, None, 0.9, True),
    "score": (0.7, 0.005, None, 0.1, True),
    "threshold": (0.73, 0.4, None, None, None),
    "uninformative": (0.5, 0.4, None, 0.0, False),
}


@pytest.mark.parametrize("kind", CASES)
def test_the_scores_tell_why_a_model_predicts_one_class(kind):
    scores = pd.DataFrame([("c", "CA", *CASES[kind])], columns=list(SCORES))
    assert kinds(scores).tolist() == [kind]


def test_a_constant_tree_is_a_matter_of_the_score():
    scores = pd.DataFrame([("c", "CA", 0.5, 0.0, None, None, None)], columns=list(SCORES))
    assert kinds(scores).tolist() == ["score"]


def test_scores_that_say_nothing_name_no_kind():
    scores = pd.DataFrame([("c", "CA", None, None, None, None, None)], columns=list(SCORES))
    assert kinds(scores).tolist() == [None]


def test_only_collapses_have_a_kind_and_each_has_a_line():
    collapsed = pd.DataFrame(
        [("a", "lr", "c", "CA"), ("a", "lr", "d", "CA")],
        columns=["arm", "family", "config", "domain"],
    )
    scores = pd.DataFrame(
        [("a", "lr", "c", "CA", 0.8, 1.0, None, None, None),
         ("a", "lr", "e", "CA", 0.8, 1.0, None, None, None)],
        columns=["arm", "family", *SCORES],
    )  # fmt: skip
    table = kinds_table(collapsed, scores)
    assert table["config"].tolist() == ["c", "d"]
    assert table["kind"].tolist()[0] == "threshold"
    assert table["kind"].isna().tolist() == [False, True]


def test_a_net_with_many_dead_units_whose_score_still_spreads_is_not_dead():
    scores = pd.DataFrame(
        [("c", "CA", 0.78, 3e-5, None, 0.9, True), ("d", "CA", 0.8, 0.5, None, 0.9, False)],
        columns=list(SCORES),
    )
    assert kinds(scores).tolist() == ["score", "threshold"]


def test_the_shares_of_a_familys_kinds_sum_to_one():
    lines = [("minilm", "lr", f"c{n}", "CA", kind) for n, kind in enumerate(["dead"] * 3 + [None])]
    lines.append(("minilm", "lr", "c0", "PR", "score"))
    table = pd.DataFrame(lines, columns=["arm", "family", "config", "domain", "kind"])
    shares = kind_shares(table)
    assert shares.values.tolist() == [
        ["minilm", "lr", "CA", "dead", 3, 0.75],
        ["minilm", "lr", "CA", "unknown", 1, 0.25],
        ["minilm", "lr", "PR", "score", 1, 1.0],
    ]


def test_where_nothing_collapses_there_are_no_shares():
    table = pd.DataFrame(columns=["arm", "family", "config", "domain", "kind"])
    assert kind_shares(table).empty

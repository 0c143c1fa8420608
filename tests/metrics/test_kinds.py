import pandas as pd
import pytest

from stages.metrics.kinds import kinds, kinds_table
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

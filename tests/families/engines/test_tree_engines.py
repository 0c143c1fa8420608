"""What holds for the engine of every family of trees."""

import pytest

from stages.families.contract import Family
from stages.families.groups import groups_of
from tests.families.engines.tree_laws import demand_a_refusal
from tests.families.made_arm import family, rows

X, Y = rows(250)


def small(name: str) -> Family:
    """All settings of table 6, with few rounds where these are no setting."""
    rounds = {"n_estimators": 12} if name == "xgb" else {}
    return family(name, "table6", {"sample": None, **rounds})


@pytest.mark.parametrize(("name", "groups"), [("rf", 20), ("gbm", 16), ("xgb", 12)])
@pytest.mark.parametrize("profile", ["paper", "table6"])
def test_a_profile_falls_into_few_groups(name: str, groups: int, profile: str) -> None:
    made = family(name, profile)
    assert len(groups_of(made, made.plan([0]))) == groups


@pytest.mark.parametrize(
    ("name", "setting", "value", "words"),
    [
        ("rf", "ccp_alpha", -1.0, "ccp_alpha"),
        ("rf", "n_estimators", 0, "n_estimators"),
        ("rf", "max_features", 3, "Got max_features=3"),
        ("rf", "n_estimators", True, "Got n_estimators=True"),
        ("gbm", "n_estimators", 1.5, "Got n_estimators=1.5"),
        ("gbm", "n_estimators", 0, "[Gg]ot.* ?0"),
        ("gbm", "max_depth", "deep", "Got max_depth='deep'"),
        ("gbm", "lr", True, "Got lr=True"),
        ("xgb", "grow_policy", "nonsense", "Invalid Input: 'nonsense'"),
        ("xgb", "lr", "fast", "Got lr='fast'"),
        ("xgb", "min_split_loss", -1.0, "min_split_loss"),
    ],
)
def test_a_setting_that_is_wrong_fails_as_in_the_plain_fit(
    name: str, setting: str, value: object, words: str
) -> None:
    demand_a_refusal(small(name), {setting: value}, words, X, Y)


@pytest.mark.parametrize(
    ("name", "words"),
    [("rf", "several forests"), ("gbm", "several binnings"), ("xgb", "several binnings")],
)
def test_trials_that_share_no_work_are_no_group(name: str, words: str) -> None:
    made = small(name)
    with pytest.raises(ValueError, match=words):
        made.fit_group(made.plan([0]), X, Y)

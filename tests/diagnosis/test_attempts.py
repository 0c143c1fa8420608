import pytest

from stages.diagnosis.attempts import SameError, attempt
from stages.diagnosis.words import Rung
from tests.diagnosis.made_truths import SETTINGS
from tests.families.made_arm import family


def changed(name, rung, profile="quick"):
    made = family(name, profile)
    trial = made.plan([0])[0]
    return made, trial, attempt(rung, made, trial, SETTINGS)


def test_a_net_learns_with_a_tenth_of_its_rate_and_nothing_else_changed():
    made, trial, tried = changed("mlp", Rung.SLOWER)
    assert tried.trial.settings == {**trial.settings, "lr": 0.0001}
    assert (tried.trial.seed, tried.family, tried.config) == (0, made, trial.config)


def test_epochs_grow_tenfold_up_to_the_longest():
    _, _, tried = changed("mlp", Rung.LONGER)
    assert tried.trial.settings["epochs"] == 300


def test_rounds_that_are_a_constant_of_the_family_grow_too():
    _, trial, tried = changed("xgb", Rung.LONGER)
    assert tried.family.n_estimators == 300
    assert tried.trial == trial


def test_standardising_changes_the_vectors_alone():
    made, trial, tried = changed("rf", Rung.STANDARDIZE)
    assert (tried.family, tried.trial, tried.standardized) == (made, trial, True)


def test_another_seed_is_another_run_of_the_same_settings():
    _, trial, tried = changed("rf", Rung.SEED)
    assert tried.trial.settings == trial.settings
    assert tried.trial.run != trial.run


def test_balanced_is_the_familys_own_word():
    _, trial, tried = changed("lr", Rung.BALANCED)
    assert (tried.family.class_weight, tried.trial) == ("balanced", trial)


@pytest.mark.parametrize(
    ("name", "rung", "reason"),
    [
        ("lr", Rung.SLOWER, "no learning rate"),
        ("rf", Rung.LONGER, "no epochs or rounds"),
        ("gbm", Rung.SEED, "no seed changes this fit"),
    ],
)
def test_what_a_rung_cannot_change_is_said(name, rung, reason):
    with pytest.raises(SameError, match=f"does not apply: {reason}"):
        changed(name, rung)


def test_classes_that_weigh_the_same_are_not_weighed_again():
    made = family("lr", changes={"class_weight": "balanced"})
    with pytest.raises(SameError, match="weigh the same already"):
        attempt(Rung.BALANCED, made, made.plan([0])[0], SETTINGS)


def test_what_is_as_long_as_allowed_gets_no_longer():
    made = family("mlp", changes={"extras": {}})
    trial = made.trial({**made.plan([0])[0].settings, "epochs": 400}, 0)
    with pytest.raises(SameError, match="longest=300"):
        attempt(Rung.LONGER, made, trial, SETTINGS)

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import pytest

from stages.diagnosis.attempts import Climber, SameError, attempt
from stages.diagnosis.held_back import line_for
from stages.diagnosis.words import Rung
from stages.families.contract import BoolArray, Classifier, FloatArray, Settings, Trial
from stages.families.training import PLAIN
from stages.families.walks import changed as changed_value
from tests.diagnosis.made_truths import SETTINGS, climber
from tests.families.made_arm import FAMILIES, PROFILES, family


def changed(name, rung, profile="quick"):
    made = family(name, profile)
    trial = made.plan([0])[0]
    return made, trial, attempt(rung, climber(name, made), trial, SETTINGS)


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
        attempt(Rung.BALANCED, Climber("lr", made, PLAIN), made.plan([0])[0], SETTINGS)


def test_what_is_as_long_as_allowed_gets_no_longer():
    made = family("mlp", changes={"extras": {}})
    trial = made.trial({**made.plan([0])[0].settings, "epochs": 400}, 0)
    with pytest.raises(SameError, match="longest=300"):
        attempt(Rung.LONGER, climber("mlp", made), trial, SETTINGS)


def looser(name, settings, **fields):
    made = family(name, changes=fields)
    return attempt(Rung.LOOSER, climber(name, made), made.trial(settings, 3), SETTINGS)


FOREST = {"n_estimators": 32, "min_samples_split": 2, "min_samples_leaf": 8, "max_features": "sqrt"}


def test_a_forest_is_pruned_a_tenth_as_hard_and_nothing_else_changed():
    tried = looser("rf", {**FOREST, "ccp_alpha": 0.1})
    assert tried.trial.settings == {**FOREST, "ccp_alpha": 0.01}
    assert (tried.trial.seed, tried.standardized) == (3, False)


@pytest.mark.parametrize(("read_as", "value"), [("C", 1.0), ("lambda", 0.01)])
def test_a_penalised_logit_is_loosened_whichever_way_its_values_are_read(read_as, value):
    assert looser("lr", {"C": 0.1}, penalty_is=read_as).trial.settings == {"C": value}


def test_the_worst_share_of_a_batch_grows_to_the_whole_of_it_at_most():
    rest = {"lr": 0.01, "hidden": 16, "dropout": 0.1, "epochs": 50}
    assert looser("cvar_dro", {"alpha": 0.3, **rest}).trial.settings == {"alpha": 1.0, **rest}
    with pytest.raises(SameError, match="does not apply: alpha=1 holds nothing back"):
        looser("cvar_dro", {"alpha": 1.0, **rest})


def test_every_family_of_conf_has_a_line_for_all_of_its_trials_in_every_profile():
    for name, profile in product(FAMILIES, PROFILES):
        made = family(name, profile)
        for trial in made.plan([0]):
            line = line_for(made, trial, SETTINGS.held_back[name])
            assert line is not None
            assert line["setting"] in trial.settings


def test_a_family_without_a_line_has_nothing_to_loosen():
    made = family("lr")
    with pytest.raises(SameError, match=r"diagnosis\.held_back names nothing for mine"):
        attempt(Rung.LOOSER, climber("mine", made), made.plan([0])[0], SETTINGS)


def test_a_users_family_may_name_a_constant_of_its_own():
    made = family("xgb")
    settings = replace(SETTINGS, held_back={"mine": [{"setting": "n_estimators", "by": "small"}]})
    tried = attempt(Rung.LOOSER, climber("mine", made), made.plan([0])[0], settings)
    assert (tried.family.n_estimators, tried.trial) == (1000, made.plan([0])[0])


def test_a_line_for_a_setting_that_a_family_does_not_have_is_told():
    settings = replace(SETTINGS, held_back={"lr": [{"setting": "strength", "by": "large"}]})
    made = family("lr")
    with pytest.raises(ValueError, match=r"Got 'strength' for .*constants: C, .*held_back"):
        attempt(Rung.LOOSER, climber("lr", made), made.plan([0])[0], settings)


@pytest.mark.parametrize("name", ["plan", "fit", "grid"])
def test_what_is_no_single_value_of_a_family_is_no_constant(name):
    settings = replace(SETTINGS, held_back={"lr": [{"setting": name, "by": "large"}]})
    made = family("lr")
    with pytest.raises(ValueError, match=f"Got '{name}' for a RegularisedLogit; expected one of"):
        attempt(Rung.LOOSER, climber("lr", made), made.plan([0])[0], settings)


class Bare:
    """A family with settings alone, which makes no trial of others; no dataclass."""

    strength = 1.0

    def plan(self, seeds: Sequence[int]) -> list[Trial]:
        return [Trial(f"c=1;seed={seed}", {"c": 1}, seed, True, f"{seed}") for seed in seeds]

    def fit(self, trial: Trial, x: FloatArray, y: BoolArray) -> Classifier:
        raise NotImplementedError


class Walker(Bare):
    """The same with trials of other settings."""

    step = length = None

    def trial(self, settings: Settings, seed: int) -> Trial:
        return replace(self.plan([seed])[0], settings=settings)


def test_a_family_with_a_line_that_makes_no_trials_of_its_own_says_so():
    settings = replace(SETTINGS, held_back={"mine": [{"setting": "c", "by": "small"}]})
    with pytest.raises(SameError, match="a Bare makes no trials of other settings"):
        attempt(Rung.LOOSER, Climber("mine", Bare(), PLAIN), Bare().plan([0])[0], settings)


def test_a_constant_of_a_family_that_is_no_dataclass_is_an_error_of_that_row():
    settings = replace(SETTINGS, held_back={"mine": [{"setting": "strength", "by": "large"}]})
    with pytest.raises(ValueError, match="Got 'strength' for a Walker; expected one of"):
        attempt(Rung.LOOSER, Climber("mine", Walker(), PLAIN), Walker().plan([0])[0], settings)
    with pytest.raises(ValueError, match="Make the class a frozen dataclass with a field strength"):
        changed_value(Walker(), Walker().plan([0])[0], "strength", 0.1)

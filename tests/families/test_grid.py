from collections import Counter
from dataclasses import dataclass

import pytest

from stages.families.grid import Gridded, config_id
from tests.families.made_arm import CONF, FAMILIES, PROFILES, family

COUNTS = {
    "quick": dict.fromkeys(FAMILIES, 8),
    "paper": {"mlp": 96, "cvar_dro": 203, "lr": 100, "svm": 34, "rf": 101, "gbm": 200, "xgb": 200},
    "table6": {"mlp": 96, "cvar_dro": 200, "lr": 100, "svm": 96, "rf": 200, "gbm": 200, "xgb": 200},
}


@dataclass(frozen=True)
class Made(Gridded):
    """A family whose only setting is a."""

    settings = ("a",)


def made(grid, sample=None):
    return Made(grid, sample, {})


def in_grid(name, profile):
    return [trial for trial in family(name, profile).plan([0]) if trial.in_grid]


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("name", FAMILIES)
def test_every_profile_has_the_counted_configurations_with_unique_ids(name, profile):
    trials = family(name, profile).plan([0])
    assert sum(trial.in_grid for trial in trials) == COUNTS[profile][name]
    assert len({trial.config for trial in trials}) == len(trials)


def test_the_profiles_count_56_934_and_1092_in_all():
    totals = {profile: sum(counts.values()) for profile, counts in COUNTS.items()}
    assert totals == {"quick": 56, "paper": 934, "table6": 1092}


def test_26_of_the_101_forests_of_the_paper_are_pruned_to_a_constant():
    pruned = Counter(trial.settings["ccp_alpha"] for trial in in_grid("rf", "paper"))
    assert pruned[0.1] == 26


def test_the_203_cvar_configurations_share_138_training_runs():
    assert len({trial.run for trial in in_grid("cvar_dro", "paper")}) == 138


def test_the_96_kernel_machines_share_54_training_runs():
    assert len({trial.run for trial in in_grid("svm", "table6")}) == 54


def test_the_96_nets_share_32_training_runs():
    assert len({trial.run for trial in in_grid("mlp", "paper")}) == 32


@pytest.mark.parametrize(("profile", "extras"), [("quick", 2), ("paper", 1), ("table6", 1)])
def test_the_extras_of_the_mlp_are_added_only_where_the_grid_lacks_them(profile, extras):
    outside = [trial for trial in family("mlp", profile).plan([0]) if not trial.in_grid]
    assert len(outside) == extras
    assert outside[-1].config == "dropout=0,epochs=500,hidden=32,lr=0.001;seed=0"


def test_the_penalties_of_the_logit_are_96_published_values_and_4_reconstructed_ones():
    values = [trial.settings["C"] for trial in in_grid("lr", "paper")]
    assert values[:3] == [0.0001, 0.0002, 0.0003]
    assert values[-4:] == [400.0, 7000.0, 20000.0, 30000.0]
    assert sum(value <= 1.0 for value in values) == 64


def test_every_seed_trains_every_configuration_once():
    trials = family("lr").plan([0, 7])
    assert len(trials) == 16
    assert Counter(trial.seed for trial in trials) == {0: 8, 7: 8}
    assert len({trial.config for trial in trials}) == 16


def test_an_id_sorts_its_keys_and_spells_values_alike_in_every_process():
    settings = {"b": 1e-05, "a": "scale", "d": None, "c": True, "e": 1.0, "f": 128}
    assert config_id(settings, 3) == "a=scale,b=1e-05,c=true,d=null,e=1,f=128;seed=3"


def test_a_product_runs_through_its_last_key_first():
    space = made({"b": [1, 2], "a": [3, 4]})
    assert space.configurations() == [
        {"b": 1, "a": 3}, {"b": 1, "a": 4}, {"b": 2, "a": 3}, {"b": 2, "a": 4},
    ]  # fmt: skip


def test_a_sample_of_everything_is_a_permutation():
    space = made({"a": list(range(20))}, {"count": 20, "of": 20, "seed": 0})
    assert sorted(settings["a"] for settings in space.configurations()) == list(range(20))


def test_numbers_beyond_the_product_are_left_out_of_a_sample():
    space = made({"a": list(range(20))}, {"count": 40, "of": 40, "seed": 0})
    assert sorted(settings["a"] for settings in space.configurations()) == list(range(20))


def test_a_run_is_named_by_its_settings_without_the_snapshots():
    @dataclass(frozen=True)
    class Snapped(Made):
        settings = ("a", "epochs")
        snapshots = ("epochs",)

    trials = Snapped({"a": [1], "epochs": [5, 9]}, None, {}).plan([4])
    assert [trial.run for trial in trials] == ["a=1;seed=4", "a=1;seed=4"]


def test_an_unknown_setting_is_named():
    with pytest.raises(ValueError, match=r"Got settings \['a', 'b'\], expected exactly \['a'\]"):
        made({"a": [1], "b": [2]}).plan([0])


def test_a_number_written_as_text_is_refused():
    with pytest.raises(ValueError, match="write it as a number"):
        made({"a": ["1e-3"]}).plan([0])


def test_a_value_given_twice_is_refused():
    with pytest.raises(ValueError, match="twice"):
        made({"a": [1, 1.0]}).plan([0])


def test_a_setting_of_the_wrong_kind_is_named():
    (half,) = made({"a": [0.5]}).plan([0])
    with pytest.raises(ValueError, match=r"Got a=0\.5, expected int"):
        half.count("a")


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("name", FAMILIES)
def test_every_profile_begins_with_the_command_that_tries_it(name, profile):
    first = (CONF / "families" / name / f"{profile}.yaml").read_text().splitlines()[0]
    assert first == f"# Try it:  dvc exp run -S families/{name}={profile}"

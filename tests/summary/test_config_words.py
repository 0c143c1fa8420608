from dataclasses import replace

import pandas as pd

from stages.summary.config_words import short_configs
from tests.summary.made_findings import findings


def named(configs):
    found = findings()
    trials = pd.DataFrame(configs, columns=["family", "config"])
    return short_configs(replace(found, trials=trials))


def test_only_settings_that_vary_within_the_family_are_named():
    short = named([("rf", "a=1,b=2;seed=0"), ("rf", "a=1,b=3;seed=0"), ("lr", "a=2;seed=0")])
    assert short["rf", "a=1,b=2;seed=0"] == "b=2"
    assert short["lr", "a=2;seed=0"] == "a=2;seed=0"


def test_seeds_are_named_where_there_are_several():
    short = named([("rf", "a=1;seed=0"), ("rf", "a=2;seed=1")])
    assert short["rf", "a=2;seed=1"] == "a=2,seed=1"


def test_among_all_families_a_configuration_is_named_with_its_own():
    assert named([("rf", "a=1;seed=0"), ("rf", "a=2;seed=0")])["all", "a=2;seed=0"] == "rf: a=2"

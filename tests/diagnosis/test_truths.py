"""Planted truths: the cause is known, and it is what the diagnosis has to name."""

import pandas as pd
import pytest

from stages.diagnosis.words import CAUSES, Rung, Verdict
from tests.diagnosis.made_faults import DeadNet, ShiftedLogit, grid_of
from tests.diagnosis.made_truths import PLANTS, climber, diagnosis, planted
from tests.families.made_arm import family

OPTIMISATION = {rung.value for rung in Rung if rung is not Rung.NONE}
TRUTHS = {
    "shrunk": OPTIMISATION,
    "dropped": {Verdict.INFORMATION_LOST.value},
    "noise": {Verdict.UNINFORMATIVE.value},
}
SMALL = {
    "svm": {"grid": {"C": [1e-6, 1e-4], "penalty": ["l2"]}},
    "mlp": {"extras": {}},
    # Smaller shares collapse by themselves every other time, whatever the vectors
    "cvar_dro": {
        "grid": {
            "alpha": [0.3, 1.0],
            "lr": [0.001, 0.01],
            "hidden": [32],
            "dropout": [0.0],
            "epochs": [50],
        }
    },
    "rf": {
        "grid": {
            "n_estimators": [32],
            "min_samples_split": [2],
            "min_samples_leaf": [8],
            "max_features": ["sqrt"],
            "ccp_alpha": [0.003, 0.01],
        }
    },
}


def named(folder, truth, name, seed):
    """The causes that are named for one family under a planted truth."""
    grounds = planted(folder, PLANTS[truth], seed)
    made = climber(name, family(name, changes=SMALL.get(name)))
    return diagnosis(grounds, made, new=truth == "shrunk")["causes"]["cause"]


@pytest.mark.parametrize("truth", TRUTHS)
@pytest.mark.parametrize("name", ["lr", "mlp"])
def test_a_planted_cause_is_named(tmp_path, truth, name):
    causes = named(tmp_path, truth, name, seed=0)
    # A penalised logit ranks whatever its scale; a net on shrunk rows has not learnt to
    optimisation = {"lr": {"threshold"}, "mlp": {"standardize"}}[name]
    assert set(causes) == (optimisation if truth == "shrunk" else TRUTHS[truth])


@pytest.mark.slow
def test_planted_causes_are_named_for_every_family_and_seed(tmp_path):
    counted: dict[tuple[str, str], int] = {}
    for truth in TRUTHS:
        for seed in range(1, 4):
            folder = tmp_path / f"{truth}{seed}"
            folder.mkdir()
            grounds = planted(folder, PLANTS[truth], seed)
            for name in ("mlp", "cvar_dro", "lr", "svm", "rf", "gbm", "xgb"):
                made = climber(name, family(name, changes=SMALL.get(name)))
                causes = diagnosis(grounds, made, new=truth == "shrunk")["causes"]["cause"]
                for cause, count in causes.value_counts().items():
                    counted[truth, str(cause)] = counted.get((truth, str(cause)), 0) + int(count)
    wrong = {key: count for key, count in counted.items() if key[1] not in TRUTHS[key[0]]}
    assert {truth for truth, _ in counted} == set(TRUTHS)
    assert not wrong, confusion(counted)


def confusion(counted):
    """Truths down, causes across."""
    table = pd.Series(counted).unstack(fill_value=0)
    return table.reindex(columns=[cause for cause in CAUSES if cause in table]).to_string()


def test_a_ranking_that_is_cut_beyond_its_scores_is_a_matter_of_the_threshold(tmp_path):
    grounds = planted(tmp_path, PLANTS["shrunk"], 0)
    tables = diagnosis(grounds, grid_of(ShiftedLogit, shift=[-50.0, 50.0]))
    assert tables["causes"][["kind", "cause"]].values.tolist() == [["threshold"] * 2] * 2
    cut = tables["ladder"].query("rung == 'threshold'")
    assert (cut["youden"] > 0.9 * cut["reference"]).all()


def test_a_forest_that_is_pruned_to_its_roots_is_held_back_by_itself(tmp_path):
    grounds = planted(tmp_path, PLANTS["plain"], 0)
    # Pruning by .01 leaves trees that tell the classes apart, by .1 their roots alone
    grid = {**SMALL["rf"]["grid"], "ccp_alpha": [0.1]}
    made = family("rf", changes={"grid": grid})
    assert diagnosis(grounds, made)["causes"]["cause"].tolist() == ["unexplained"]
    assert diagnosis(grounds, climber("rf", made))["causes"]["cause"].tolist() == ["looser"]


def test_a_net_without_active_units_is_dead(tmp_path):
    grounds = planted(tmp_path, PLANTS["noise"], 0)
    tables = diagnosis(grounds, grid_of(DeadNet, hidden=[4, 16]))
    assert tables["causes"]["kind"].tolist() == ["dead", "dead"]

"""Every rung is one single change of what the arm was trained with: its cut and weights stay."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from stages.diagnosis.attempts import SameError, attempt
from stages.diagnosis.climb import Ground
from stages.diagnosis.ladder import TRAINED, climbed
from stages.diagnosis.standardized import Standardized
from stages.diagnosis.words import Rung
from stages.diagnosis.youden import rates
from stages.families.arm_files import arm_files, training_set
from stages.families.trainer import FamilyRun, outcomes_of
from stages.families.training import ClassWeight, Threshold, Training
from tests.diagnosis.made_faults import ShiftedLogit, grid_of
from tests.diagnosis.made_truths import PLANTS, SETTINGS, climber, diagnosis, planted
from tests.families.made_arm import ALONE, family

TRAININGS = [Training(*words) for words in product(ClassWeight, Threshold)]


@pytest.fixture
def grounds(tmp_path):
    return planted(tmp_path, PLANTS["shrunk"], 0, rows=900)


def on_disk(ground, folder):
    """The same arm with its vectors standardised before anything reads them."""
    source = ground.arm.domains[0]
    scale = Standardized.on(ground.arm, family("lr")).scale
    path = folder / "CA.npy"
    np.save(path, scale.transform(np.load(source.vectors)))
    return Ground(arm_files((replace(source, vectors=path),)), ground.compute, ground.store)


@pytest.mark.parametrize("training", TRAININGS, ids=lambda one: "-".join(vars(one).values()))
def test_a_rung_is_what_training_makes_of_the_changed_configuration(grounds, tmp_path, training):
    ground = grounds.embedded
    small = {"grid": {"lr": [0.01], "hidden": [16], "dropout": [0.1], "epochs": [3]}}
    one = climber("mlp", family("mlp", changes={**small, "extras": {}}), training)
    trials = one.family.plan([0])
    found = climbed(ground, one, trials, SETTINGS, ALONE)
    source = ground.arm.domains[0]
    labels = source.labels(source.test_rows())
    (tmp_path / "scaled").mkdir()
    places = {False: ground, True: on_disk(ground, tmp_path / "scaled")}
    applying = [*TRAINED]
    if training.class_weight is ClassWeight.BALANCED:
        applying.remove(Rung.BALANCED)
    for rung in applying:
        tried = attempt(rung, one, trials[0], SETTINGS)
        there = places[tried.standardized]
        run = FamilyRun(tried.family, training, there.arm, there.compute, there.store)
        (outcome,) = outcomes_of(run, [tried.trial])
        assert found[trials[0].config, rung].rates == rates(labels, outcome.positive["CA"])


@pytest.mark.parametrize("threshold", [Threshold.PRIOR, Threshold.TUNED])
def test_a_rung_that_trains_is_cut_where_the_arm_is(grounds, threshold):
    """An intercept off by 50 calls all rows positive, unless the cut is placed anew."""
    training = Training(ClassWeight.NONE, threshold)
    one = climber("mine", grid_of(ShiftedLogit, shift=[50.0]), training)
    found = climbed(grounds.embedded, one, one.family.plan([0]), SETTINGS, ALONE)
    cut = found["shift=50;seed=0", Rung.STANDARDIZE].rates
    assert cut is not None
    assert cut.youden > 0.5
    if threshold is Threshold.PRIOR:
        _, labels = training_set(grounds.embedded.arm)
        called = round(cut.true * cut.positives + cut.false * cut.negatives)
        assert called == round(float(labels.mean()) * (cut.positives + cut.negatives))


@pytest.mark.parametrize("rung", TRAINED)
def test_no_rung_takes_the_weights_of_the_classes_away(rung):
    made = family("mlp", changes={"extras": {}})
    one = climber("mlp", made, Training(ClassWeight.BALANCED, Threshold.NONE))
    trial = made.trial({**made.plan([0])[0].settings, "dropout": 0.1}, 0)
    if rung is Rung.BALANCED:
        with pytest.raises(SameError, match="the classes weigh the same already"):
            attempt(rung, one, trial, SETTINGS)
    else:
        assert attempt(rung, one, trial, SETTINGS).family.class_weight == "balanced"


def test_an_arm_that_is_cut_at_the_prior_is_not_cut_there_again(tmp_path):
    """Forests of mere roots give every row one margin, which no cut divides."""
    roots = {
        "n_estimators": [8], "min_samples_split": [2], "min_samples_leaf": [8],
        "max_features": ["sqrt"], "ccp_alpha": [0.5],
    }  # fmt: skip
    grounds = planted(tmp_path, PLANTS["plain"], 0, rows=600)
    told = {}
    for threshold in Threshold:
        training = Training(ClassWeight.NONE, threshold)
        made = climber("rf", family("rf", changes={"grid": roots}), training)
        ladder = diagnosis(grounds, made)["ladder"].set_index("rung")
        assert len(ladder) == len(Rung)
        told[threshold] = ladder.loc["threshold", ["youden", "error"]].tolist()
    prior = told.pop(Threshold.PRIOR)
    assert np.isnan(prior[0])
    assert prior[1] == "does not apply: the arm is cut at the training prior already"
    assert all(youden == pytest.approx(0.0) for youden, _ in told.values())


def test_scaled_rows_are_the_same_whether_trials_are_trained_alone_or_together(grounds):
    x, y = training_set(grounds.embedded.arm)
    made = Standardized.on(grounds.embedded.arm, family("lr"))
    trials = made.plan([0])[4:6]
    (group,) = made.groups(trials)
    together = made.fit_group(group, x, y).answers(x)
    alone = [made.fit(trial, x, y) for trial in group]
    assert together.margins == pytest.approx(np.array([one.margin(x) for one in alone]), abs=1e-6)
    assert [one.dead_units(x) for one in alone] == list(together.dead_units) == [None, None]

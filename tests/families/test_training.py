"""What is asked of training: words, whose they are, and what a whole run makes of them."""

import json
from dataclasses import dataclass, replace

import numpy as np
import pytest
import yaml
from sklearn.metrics import balanced_accuracy_score

from stages import paths
from stages.commands.sections import section_faults
from stages.config import Config
from stages.families.held_out import training_parts
from stages.families.outcome import Status
from stages.families.piece_keys import piece_keys
from stages.families.runner import run_family
from stages.families.thresholds import tuned_cut
from stages.families.trainer import check_demands
from stages.families.training import (
    PLAIN,
    ClassWeight,
    Threshold,
    Training,
    weighing,
    with_class_weight,
)
from stages.storage.damage import DamagedFileError
from stages.storage.seal import seal
from tests.families.made_arm import ALONE, family, made_run
from tests.families.made_families import SlowFamily, TroubledFamily
from tests.families.made_families import Threshold as Ranked

BALANCED, NONE = ClassWeight.BALANCED, ClassWeight.NONE
PRIOR = Training(NONE, Threshold.PRIOR)
TUNED = Training(NONE, Threshold.TUNED)
FAR = SlowFamily({"at": [-50.0, 0.0, 50.0]}, None, {}, 0.0)


def test_an_arms_own_words_win_and_what_it_leaves_open_is_what_all_arms_are_asked():
    everywhere = Training(BALANCED, Threshold.NONE)
    silent = {"class_weight": None, "threshold": None}
    assert everywhere.overruled(silent) == everywhere
    assert everywhere.overruled(silent | {"threshold": "prior"}) == Training(
        BALANCED, Threshold.PRIOR
    )
    assert everywhere.overruled(silent | {"class_weight": "none"}) == PLAIN


@pytest.fixture
def config(tmp_path, monkeypatch):
    """A folder whose params.yaml asks all arms for tuned thresholds."""
    monkeypatch.chdir(tmp_path)
    paths.PARAMS.write_text(yaml.safe_dump({"class_weight": "none", "threshold": "tuned"}))
    return Config.read()


def test_an_arms_words_are_in_the_file_that_its_remedy_wrote(config):
    arm = "minilm+balanced"
    assert config.training("minilm") == TUNED
    with pytest.raises(FileNotFoundError):
        config.training(arm)
    paths.training(arm).parent.mkdir(parents=True)
    paths.training(arm).write_text(json.dumps({"class_weight": "balanced", "threshold": None}))
    seal(paths.training(arm).parent)
    assert config.training(arm) == Training(BALANCED, Threshold.TUNED)
    paths.training(arm).write_text(json.dumps({"class_weight": "none", "threshold": None}))
    with pytest.raises(DamagedFileError):
        config.training(arm)


@pytest.mark.parametrize("key", ["class_weight", "threshold"])
def test_an_unknown_word_is_answered_with_the_nearest(key):
    near = {"class_weight": "balanced", "threshold": "prior"}[key]
    for word in (f"{near}s", None, 3):
        (fault,) = section_faults({key: word})
        assert f"Got {key}={word!r}; expected one of none, {near}" in fault
    assert f"Nearest: {key}={near}" in section_faults({key: f"{near}s"})[0]
    assert not section_faults({key: near})


def test_a_family_is_told_to_weigh_its_classes():
    plain = family("lr")
    told = with_class_weight(plain, BALANCED)
    assert (plain.class_weight, told.class_weight) == ("none", "balanced")
    assert with_class_weight(told, BALANCED) is told
    assert with_class_weight(told, NONE) == plain


def test_a_family_that_can_not_weigh_its_classes_says_how_it_could():
    assert with_class_weight(FAR, NONE) is FAR
    with pytest.raises(ValueError, match=r"class_weight=balanced for SlowFamily.*row_weights"):
        with_class_weight(FAR, BALANCED)


def test_the_word_of_one_familys_yaml_stands_unless_the_arm_has_its_own():
    own = family("lr", changes={"class_weight": "balanced"})
    assert weighing(own, NONE, everywhere=NONE) is own
    assert weighing(own, NONE, everywhere=BALANCED).class_weight == "none"
    with pytest.raises(ValueError, match="SlowFamily"):
        weighing(FAR, BALANCED, everywhere=BALANCED)


def outcomes(run):
    return {t.number("at"): o for t, o in zip(*_finished(run), strict=True)}


def _finished(run):
    finished = run_family(run, [0], ALONE, "made")
    return finished.trials, finished.outcomes


def truth(domain):
    return domain.labels(domain.test_rows())


def test_a_cut_at_the_prior_mends_a_shifted_score_and_moves_no_score(tmp_path):
    plain, prior = made_run(tmp_path, FAR), made_run(tmp_path, FAR, PRIOR)
    before, after = outcomes(plain), outcomes(prior)
    share = plain.arm.domains[0].labels(plain.arm.domains[0].training_rows()).mean()
    for domain in plain.arm.domains:
        rows = len(domain.test_rows())
        for at, outcome in after.items():
            assert outcome.positive[domain.domain].sum() == pytest.approx(share * rows, abs=0.5)
            assert outcome.scores == before[at].scores
            assert np.array_equal(
                outcome.positive[domain.domain], after[0.0].positive[domain.domain]
            )
    assert before[50.0].positive["CA"].sum() == 0


def test_accuracy_at_the_cut_is_the_score_of_that_name(tmp_path):
    run = made_run(tmp_path, FAR, PRIOR)
    found = outcomes(run)[0.0]
    for domain in run.arm.domains:
        accuracy = (found.positive[domain.domain] == truth(domain)).mean()
        promised = found.scores[domain.domain].accuracy_at_prior
        assert accuracy == pytest.approx(promised, abs=1 / len(domain.test_rows()))


def test_a_tuned_cut_is_the_best_on_the_rows_held_out_and_the_same_in_every_domain(tmp_path):
    run = made_run(tmp_path, FAR, TUNED)
    parts = training_parts(run.arm)
    for at, outcome in outcomes(run).items():
        held = parts.held_x[:, 0].astype(float) - at
        cut = tuned_cut(held, parts.held_y)
        reached, untuned = (balanced_accuracy_score(parts.held_y, held > one) for one in (cut, 0.0))
        assert reached >= max(untuned, 0.6)
        for domain in run.arm.domains:
            (x,) = domain.chunks(domain.test_rows(), 1000)
            assert np.array_equal(outcome.positive[domain.domain], x[:, 0] - at > cut)


SEEN = []


@dataclass(frozen=True)
class Watching(SlowFamily):
    """Notes the rows that it is fitted on."""

    def fit(self, trial, x, y):
        SEEN.append((x, y))
        return Ranked(trial.number("at"))


def test_rows_held_out_never_enter_a_fit(tmp_path):
    SEEN.clear()
    run = made_run(tmp_path, Watching({"at": [0.0, 1.0]}, None, {}, 0.0), TUNED)
    outcomes(run)
    parts = training_parts(run.arm)
    held = {row.tobytes() for row in parts.held_x}
    assert len(SEEN) == 2
    for x, y in SEEN:
        assert len(x) == len(y) == 120 - len(held)
        assert held.isdisjoint(row.tobytes() for row in x)


SMALL = {
    "lr": {"C": [0.01, 1.0]},
    "rf": {
        "n_estimators": [5, 9], "min_samples_split": [2], "min_samples_leaf": [1],
        "max_features": ["sqrt"], "ccp_alpha": [0.0, 0.01],
    },
    "gbm": {"lr": [0.1], "n_estimators": [3, 9], "max_depth": [4], "min_child_samples": [4]},
}  # fmt: skip


@pytest.mark.parametrize("training", [PRIOR, TUNED])
@pytest.mark.parametrize("name", SMALL)
def test_a_run_is_the_same_twice_and_one_trial_at_a_time(tmp_path, name, training):
    made = family(name, changes={"grid": SMALL[name]})
    whole = made_run(tmp_path, made, training)
    again = made_run(tmp_path, made, training)
    again = replace(again, store=replace(again.store, root=tmp_path / "others"))
    trials, expected = _finished(whole)
    for trial, outcome, other in zip(trials, expected, _finished(again)[1], strict=True):
        single = replace(made, grid={key: [value] for key, value in trial.settings.items()})
        alone = replace(whole, family=single, store=replace(whole.store, root=tmp_path / "alone"))
        (one,) = _finished(alone)[1]
        for domain, called in outcome.positive.items():
            assert np.array_equal(called, one.positive[domain])
            assert np.array_equal(called, other.positive[domain])


def test_what_is_asked_of_training_is_part_of_a_pieces_key(tmp_path):
    made = family("lr")
    trials = made.plan([0])[:1]
    asked = [
        made_run(tmp_path, with_class_weight(made, weight), Training(weight, threshold))
        for weight in ClassWeight
        for threshold in Threshold
    ]
    assert len({piece_keys(run, trials)[0] for run in asked}) == 6


@pytest.mark.parametrize("training", [PRIOR, TUNED])
def test_what_ends_badly_stays_a_row(tmp_path, training):
    deeds = ["ok", "fail", "diverge", "infinite", "warn"]
    run = made_run(tmp_path, TroubledFamily({"deed": deeds}, None, {}), training)
    trials, found = _finished(run)
    status = {trial.word("deed"): one.status for trial, one in zip(trials, found, strict=True)}
    assert status == {
        "ok": Status.OK,
        "fail": Status.FAILED,
        "diverge": Status.DIVERGED,
        "infinite": Status.DIVERGED,
        "warn": Status.OK,
    }


def test_a_family_is_asked_whether_it_can_train_on_the_rows_that_are_left(tmp_path):
    made = family("mlp", changes={"batch": 110})
    check_demands(made_run(tmp_path, made, PRIOR))
    with pytest.raises(ValueError, match="training rows for mlp, whose batch is 110"):
        check_demands(made_run(tmp_path, made, TUNED))

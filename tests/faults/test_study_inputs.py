"""Inputs of the verbs of study=diagnosis that hold what they should not: one line that says what
came, what was expected and what to do, before anything is written.
"""

import importlib
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import yaml

from stages import certify, diagnose, dial, paths, remedy
from stages.commands import diagnose as diagnose_command
from stages.commands.usage import RefusalError
from stages.storage.seal import SEAL, seal
from tests.faults.test_damage import cut, flip, refused
from tests.faults.test_study_damage import files
from tests.faults.whole_study import ARM, CERTIFY, DIAL, MENDED, REMEDY, Act

Vectors = np.ndarray
TRAIN = Act("train", (MENDED, "lr"), paths.predictions(MENDED, "lr"))


def one_nan(vectors: Vectors) -> Vectors:
    vectors[:, 0] = np.nan
    return vectors


def narrow(vectors: Vectors) -> Vectors:
    return vectors[:, 1:].copy()


def short(vectors: Vectors) -> Vectors:
    return vectors[:-1].copy()


def flat(vectors: Vectors) -> Vectors:
    return vectors[:, 0].copy()


@pytest.mark.parametrize(
    ("act", "stem", "change", "said"),
    [
        (REMEDY, "PR", one_nan, "Got NaN or infinity among the vectors of PR in .*, expected num"),
        (REMEDY, "CA", narrow, "Got vectors of 6 numbers in .*PR.npy, expected 5 as in .*CA.npy: "),
        (REMEDY, "PR", narrow, "Got vectors of 5 numbers in .*PR.npy, expected 6 as in .*CA.npy: "),
        (REMEDY, "CA", short, "Got 179 vectors in .*CA.npy, expected 180, one for each row"),
        (REMEDY, "PR", flat, r"Got an array of shape \(50,\) in .*PR.npy, expected 50 vectors"),
        (CERTIFY, "CA", one_nan, "Got NaN or infinity among the vectors of CA, expected numbers: "),
        (CERTIFY, "PR", one_nan, "Got NaN or infinity among the vectors of PR, expected numbers: "),
        (CERTIFY, "PR", narrow, "Got vectors of 5 numbers for PR, expected 6 as those that are"),
        (CERTIFY, "PR", short, r"Got vectors of shape \(49, 6\) in .*, expected 50 rows as in"),
        (DIAL, "CA", one_nan, "Got NaN or infinity among the vectors of CA, expected numbers: "),
        (DIAL, "CA", flat, r"Got vectors of shape \(180,\) in .*, expected 180 rows as in"),
    ],
    ids=lambda one: getattr(one, "verb", getattr(one, "__name__", None)),
)
def test_vectors_that_are_none_are_refused_in_one_line(
    study: Path, act: Act, stem: str, change: Callable[[Vectors], Vectors], said: str
) -> None:
    shutil.rmtree(act.out)
    path = paths.vectors(MENDED if act is CERTIFY else ARM, stem)
    np.save(path, change(np.load(path)))
    seal(path.parent)
    before = files(study)
    main = {REMEDY: remedy.main, CERTIFY: certify.main, DIAL: dial.main}[act]
    assert re.match(said, refused(main, act.words))
    assert files(study) == before


def test_vectors_without_checksums_that_end_early_are_damaged_and_no_crash(study: Path) -> None:
    shutil.rmtree(REMEDY.out)
    (study / paths.VECTORS / ARM / SEAL).unlink()
    cut(study / paths.vectors(ARM, "PR"))
    before = files(study)
    line = refused(remedy.main, REMEDY.words)
    assert line.startswith(f"artifacts/vectors/{ARM}/PR.npy is damaged (")
    assert f"The stage embed@{ARM} writes it" in line
    assert files(study) == before


@pytest.mark.parametrize(
    ("main", "words", "said"),
    [
        (
            remedy.main,
            [ARM, "standardise"],
            "Got 'standardise', not one of .*Nearest: st",
        ),
        (certify.main, [f"{ARM}+standardise"], "Got the arm .*Nearest: hashing.standardize"),
        (diagnose.main, [f"{ARM}+standardise", "lr"], "Got the arm .*Nearest: hashing.standardize"),
        (dial.main, [f"{ARM}+standardise"], "Got the arm .*Nearest: hashing.standardize"),
        (remedy.main, [ARM, "own"], "Can't build remedies.own as params.yaml describes it: .*Mend"),
        (remedy.main, [ARM, "words"], "remedy words: Got class_weight='balansed'.* balanced"),
    ],
)
def test_a_remedy_that_params_yaml_does_not_know_is_answered_with_the_nearest(
    study: Path, main: Callable[[list[str]], None], words: list[str], said: str
) -> None:
    params = yaml.safe_load(paths.PARAMS.read_text())
    prior = params["remedies"]["prior"]
    params["remedies"] |= {
        "own": {"_target_": "sklearn.preprocessing.StandardScalar"},
        "words": {**prior, "class_weight": "balansed"},
    }
    paths.PARAMS.write_text(yaml.safe_dump(params))
    before = files(study)
    assert re.search(said, refused(main, words))
    assert files(study) == before


@pytest.mark.parametrize(
    ("act", "arm"), [(REMEDY, ARM), (CERTIFY, MENDED), (DIAL, ARM), (TRAIN, MENDED)]
)
def test_vectors_that_are_not_there_are_told_with_the_stage_that_makes_them(
    study: Path, act: Act, arm: str
) -> None:
    shutil.rmtree(act.out)
    shutil.rmtree(paths.VECTORS / arm)
    before = files(study)
    line = refused(importlib.import_module(f"stages.{act.verb}").main, act.words)
    stage = f"embed@{ARM}" if arm == ARM else f"remedy@{ARM}-standardize"
    assert line.startswith(f"No artifacts/vectors/{arm}/")
    assert f"which the stage {stage} writes: run `dvc repro {stage}` first" in line
    assert files(study) == before


def test_the_command_names_a_damaged_file_its_stage_and_the_cure(study: Path) -> None:
    name = f"artifacts/predictions/{ARM}/lr/scores.parquet"
    flip(study / name)
    before = files(study)
    with pytest.raises(RefusalError, match="is damaged") as caught:
        diagnose_command.main([])
    assert str(caught.value).startswith(f"{name} is damaged (")
    assert f"The stage train@{ARM}-lr writes it" in str(caught.value)
    assert files(study) == before

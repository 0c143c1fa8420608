"""Damaged inputs of the verbs of study=diagnosis: refused in one line, nothing is written."""

import importlib
import shutil
from pathlib import Path

import pytest

from tests.faults.test_damage import cut, flip, refused
from tests.faults.whole_study import ARM, CERTIFY, DIAGNOSE, DIAL, MENDED, PRESCRIBE, REMEDY, Act

VECTORS, PREDICTIONS = "artifacts/vectors", "artifacts/predictions"
MENDS, TRAINS = f"remedy@{ARM}-standardize", f"train@{ARM}-lr"

READS = [
    (REMEDY, "artifacts/tables/PR.parquet", "prepare"),
    (REMEDY, f"{VECTORS}/{ARM}/CA.npy", f"embed@{ARM}"),
    (REMEDY, f"{VECTORS}/{ARM}/PR.npy", f"embed@{ARM}"),
    (REMEDY, "artifacts/texts/CA.parquet", "serialize"),
    (CERTIFY, "artifacts/tables/PR.parquet", "prepare"),
    (CERTIFY, f"{VECTORS}/{MENDED}/PR.npy", MENDS),
    (CERTIFY, f"{VECTORS}/{MENDED}/training.json", MENDS),
    (CERTIFY, f"{VECTORS}/{MENDED}/facts.json", MENDS),
    (DIAGNOSE, "artifacts/texts/CA.parquet", "serialize"),
    (DIAGNOSE, f"{VECTORS}/tabular/CA.npy", "featurize"),
    (DIAGNOSE, f"{VECTORS}/{ARM}/CA.npy", f"embed@{ARM}"),
    (DIAGNOSE, f"{PREDICTIONS}/{ARM}/lr/CA.parquet", TRAINS),
    (DIAGNOSE, f"{PREDICTIONS}/{ARM}/lr/trials.parquet", TRAINS),
    (DIAGNOSE, f"{PREDICTIONS}/{ARM}/lr/scores.parquet", TRAINS),
    (DIAL, f"{VECTORS}/{ARM}/CA.npy", f"embed@{ARM}"),
    (DIAL, "artifacts/tables/CA.parquet", "prepare"),
    (PRESCRIBE, "artifacts/texts/PR.parquet", "serialize"),
    (PRESCRIBE, f"{PREDICTIONS}/{ARM}+prior/lr/PR.parquet", f"train@{ARM}+prior-lr"),
    (PRESCRIBE, f"{PREDICTIONS}/{ARM}/lr/trials.parquet", TRAINS),
    (PRESCRIBE, f"artifacts/certificates/{MENDED}/limits.csv", f"certify@{MENDED}"),
    (PRESCRIBE, f"artifacts/certificates/{MENDED}/facts.json", f"certify@{MENDED}"),
    (PRESCRIBE, f"artifacts/certificates/{MENDED}/training.json", f"certify@{MENDED}"),
    (PRESCRIBE, f"artifacts/diagnosis/{ARM}/lr/causes.csv", f"diagnose@{ARM}-lr"),
    (PRESCRIBE, f"artifacts/dials/{ARM}/dials.csv", f"dial@{ARM}"),
]
"""A verb, a file that it reads, the stage that writes that file."""


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file() and "leases" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def gone(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize(("act", "name", "stage"), READS, ids=lambda one: getattr(one, "verb", one))
def test_a_damaged_input_is_refused_with_its_stage_and_nothing_is_written(
    whole: Path, study: Path, act: Act, name: str, stage: str
) -> None:
    shutil.rmtree(act.out)
    for damage in (cut, flip, gone):
        damage(study / name)
        before = files(study)
        line = refused(importlib.import_module(f"stages.{act.verb}").main, act.words)
        assert files(study) == before
        if damage is gone:
            assert line.startswith(f"No {name}, which the stage {stage} writes: run `dvc repro ")
        else:
            assert line.startswith(f"{name} is damaged (")
            assert f"The stage {stage} writes it: run `" in line
        shutil.copy2(whole / name, study / name)

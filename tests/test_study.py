"""study=diagnosis and single remedies as a user runs them, at size smoke."""

import json
from pathlib import Path

import pandas as pd
import pytest

from tests.pipeline import Clone

ARMS = ("hashing", "hashing+standardize", "hashing+prior")
STUDY = (
    "study=diagnosis",
    "roster=[lr]",
    "remedied=[standardize,prior]",
    f"arms=[{','.join(ARMS)}]",
    f"certified=[tabular,{','.join(ARMS)}]",
    "dials.single.spread=[0.01,1.0]",
    *(
        f"dials.single.{dial}=[]"
        for dial in ("mean_share", "spectrum", "dimension", "noise", "duplicates")
    ),
    "dials.crossed=[]",
    "dials.batches.cvar_dro=[]",
)


def table(clone: Clone, name: str) -> pd.DataFrame:
    return pd.read_csv(clone.folder / f"reports/diagnosis/{name}.csv", keep_default_na=False)


@pytest.mark.slow
def test_a_study_compares_its_remedies_and_a_second_run_changes_no_byte(
    finished: Clone, tmp_path: Path
) -> None:
    clone = finished.copy(tmp_path / "clone")
    clone.compose(*STUDY)
    ran = clone.repro()
    assert {"remedy@hashing-standardize", "train@hashing+prior-lr", "certify@hashing+prior"} <= {
        *ran
    }
    assert {"diagnose@hashing-lr", "dial@hashing", "prescribe@hashing", "report"} <= {*ran}
    assert "embed@hashing" not in ran
    remedies = table(clone, "remedies")
    assert set(remedies["remedy"]) == {"none", "standardize", "prior"}
    assert len(table(clone, "recommendation")) == 1
    collapsed = int(table(clone, "examined")["collapsed"].iloc[0])
    assert collapsed == remedies.query("remedy == 'none' and family == 'lr'")["n11"].iloc[0]
    page = (clone.folder / "reports/index.html").read_text(encoding="utf-8")
    assert "Recommended" in page
    before = clone.lock(), clone.files("reports")
    assert clone.repro() == []
    assert (clone.lock(), clone.files("reports")) == before


@pytest.mark.slow
def test_a_remedy_re_runs_what_its_arm_needs_and_metrics_are_of_its_vectors(
    finished: Clone, tmp_path: Path
) -> None:
    clone = finished.copy(tmp_path / "clone")
    clone.compose("remedy=standardize")
    ran = clone.repro()
    arm = "hashing+standardize"
    families = [f"{stage}{family}" for family in ("lr", "rf") for stage in (f"train@{arm}-",)]
    evaluated = ["evaluate@lr", "evaluate@rf"]
    made = [f"certify@{arm}", "remedy@hashing-standardize"]
    assert sorted(ran) == sorted(["audit", "report", *families, *evaluated, *made])
    metrics = json.loads((clone.folder / "reports/metrics.json").read_text(encoding="utf-8"))
    assert metrics["encoder"]["anisotropy"] < 1e-6
    clone.compose()
    assert clone.repro() in ([], ["report"])
    assert clone.files("reports") == finished.files("reports")


@pytest.mark.slow
def test_words_for_training_train_both_arms_anew(finished: Clone, tmp_path: Path) -> None:
    clone = finished.copy(tmp_path / "clone")
    clone.compose("class_weight=balanced", "threshold=tuned", "roster=[lr]")
    ran = clone.repro()
    assert {"baseline@lr", "train@hashing-lr"} <= {*ran}
    trials = pd.read_parquet(
        clone.folder / "artifacts/predictions/hashing/lr/trials.parquet", columns=["status"]
    )
    assert set(trials["status"]) == {"ok"}

"""The pipeline as a user runs it, at size smoke: what it writes, re-runs, and loses in a kill."""

import json
import os
import re
import shutil
import signal
import time
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from tests.pipeline import Clone


def test_every_file_of_the_contract_is_there(finished: Clone) -> None:
    artifacts = finished.folder / "artifacts"
    domains = pd.read_csv(artifacts / "tables/domains.csv")
    assert domains.columns.tolist() == ["domain", "file", "role", "rows", "positives"]
    assert domains["domain"].tolist() == ["CA", "PR", "AZ", "AR", "AK", "AL"]
    assert domains["rows"].tolist() == [500, 100, 100, 100, 100, 100]
    for arm in ("tabular", "hashing"):
        facts = json.loads((artifacts / f"vectors/{arm}/facts.json").read_text(encoding="utf-8"))
        assert 0 <= facts["anisotropy"] <= 1
        for family in ("lr", "rf"):
            folder = artifacts / "predictions" / arm / family
            trials = pd.read_parquet(folder / "trials.parquet")
            assert len(trials) == 8
            assert trials["config"].is_unique
            table = pq.read_table(artifacts / "tables/CA.parquet").to_pandas()
            predicted = pq.read_table(folder / "CA.parquet").to_pandas()
            test_rows = table.loc[table["split"] == "id_test", "row"]
            assert predicted["row"].tolist() == test_rows.tolist()
            assert set(predicted.columns[1:]) <= set(trials["config"])
    for name in ("confusion", "collapse", "lines", "best", "paired"):
        assert (finished.folder / f"reports/tables/{name}.csv").is_file()
    assert (finished.folder / "reports/summary.md").read_text(encoding="utf-8").strip()
    metrics = json.loads((finished.folder / "reports/metrics.json").read_text(encoding="utf-8"))
    assert set(metrics["collapse"]) == {"lr", "rf", "overall", "pooled"}
    assert metrics["data"]["rows"] == dict(zip(domains["domain"], domains["rows"], strict=True))


def test_texts_and_vectors_follow_the_rows_of_the_tables(finished: Clone) -> None:
    import numpy as np

    for domain in ("CA", "PR"):
        table = pd.read_parquet(finished.folder / f"artifacts/tables/{domain}.parquet")
        texts = pd.read_parquet(finished.folder / f"artifacts/texts/{domain}.parquet")
        assert texts["row"].tolist() == table["row"].tolist()
        for arm, width in (("tabular", 76), ("hashing", 384)):
            vectors = np.load(finished.folder / f"artifacts/vectors/{arm}/{domain}.npy")
            assert vectors.shape == (len(table), width)


def test_a_second_repro_runs_nothing_and_changes_no_byte(finished: Clone, tmp_path: Path) -> None:
    clone = finished.copy(tmp_path / "clone")
    before = clone.lock(), clone.files("reports")
    assert clone.repro() == []
    assert (clone.lock(), clone.files("reports")) == before


@pytest.mark.slow
def test_one_family_s_grid_re_runs_that_family_alone(finished: Clone, tmp_path: Path) -> None:
    clone = finished.copy(tmp_path / "clone")
    clone.compose("families.lr.grid.C=[0.001,1.0]")
    ran = clone.repro()
    assert sorted(ran) == ["audit", "baseline@lr", "evaluate@lr", "report", "train@hashing-lr"]
    clone.compose()
    assert clone.repro() in ([], ["report"])
    assert clone.files("reports") == finished.files("reports")


@pytest.mark.slow
def test_another_encoder_re_runs_what_depends_on_it_and_back_is_free(
    finished: Clone, tmp_path: Path
) -> None:
    clone = finished.copy(tmp_path / "clone")
    clone.compose("encoder=lsa")
    ran = clone.repro()
    per_family = [f"{stage}-{family}" for stage in ("train@lsa",) for family in ("lr", "rf")]
    evaluations = ["evaluate@lr", "evaluate@rf"]
    assert sorted(ran) == sorted(
        ["audit", "certify@lsa", "embed@lsa", "report", *evaluations, *per_family]
    )
    difference = json.loads(clone.run("dvc", "metrics", "diff", "--json"))
    assert difference["reports/metrics.json"]["encoder.anisotropy"]["diff"]
    clone.compose()
    assert clone.repro() in ([], ["report"])
    assert clone.files("reports") == finished.files("reports")


def test_another_size_makes_other_rows(finished: Clone, tmp_path: Path) -> None:
    clone = finished.copy(tmp_path / "clone")
    clone.compose("size.target=90")
    assert clone.repro("prepare") == ["prepare"]
    domains = pd.read_csv(clone.folder / "artifacts/tables/domains.csv")
    assert domains["rows"].tolist() == [500, 90, 90, 90, 90, 90]


def test_where_the_work_runs_is_no_input_of_any_stage(finished: Clone, tmp_path: Path) -> None:
    clone = finished.copy(tmp_path / "clone")
    clone.compose("parallel.n_jobs=1", "parallel.backend=dask", "compute.shard=64")
    assert json.loads(clone.run("dvc", "status", "--json")) == {}


@pytest.mark.slow
def test_a_family_that_left_the_roster_leaves_no_trace(finished: Clone, tmp_path: Path) -> None:
    clone = finished.copy(tmp_path / "clone")
    clone.compose("roster=[lr]")
    assert clone.repro() == ["audit", "report"]
    assert [path.name for path in (clone.folder / "artifacts/counts/hashing").iterdir()] == ["lr"]
    assert clone.repro() == []
    clone.compose()
    assert clone.repro() in ([], ["report"])
    assert (clone.lock(), clone.files("reports")) == (finished.lock(), finished.files("reports"))


@pytest.mark.slow
def test_from_nothing_again_and_with_one_worker_the_lock_is_the_same(
    finished: Clone, tmp_path: Path
) -> None:
    clone = finished.copy(tmp_path / "clone")
    clone.compose("parallel.n_jobs=1")
    before = clone.lock(), clone.files("reports")
    for folder in ("artifacts", ".flatline", ".dvc/cache", ".dvc/tmp"):
        shutil.rmtree(clone.folder / folder)
    assert clone.repro()
    assert (clone.lock(), clone.files("reports")) == before


def kill_when_pieces_appear(clone: Clone, pieces: int, *command: str) -> None:
    """Start a command, kill its whole process group once it has stored so many new pieces."""
    store = clone.folder / ".flatline/pieces"
    known = len(list(store.rglob("*")))
    process = clone.start(*command)
    deadline = time.monotonic() + 120
    while len([p for p in store.rglob("*") if not p.name.endswith(".tmp")]) < known + 2 * pieces:
        assert process.poll() is None, "the stage ended before it could be killed"
        assert time.monotonic() < deadline
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


@pytest.mark.slow
def test_a_killed_run_picks_up_where_it_was(finished: Clone, tmp_path: Path) -> None:
    stage = "train@hashing-mlp"
    whole = finished.copy(tmp_path / "whole")
    whole.compose("roster=[mlp]")
    whole.repro(stage)
    killed = finished.copy(tmp_path / "killed")
    killed.compose("roster=[mlp]")
    kill_when_pieces_appear(killed, 2, "dvc", "repro", stage)
    output = killed.run("dvc", "repro", stage)
    taken = re.search(r"([\d,]+) taken from pieces", output)
    assert taken is not None
    assert taken[1] != "0"
    assert killed.lock() == whole.lock()


@pytest.mark.slow
def test_seven_families_on_a_real_encoder(tmp_path: Path) -> None:
    clone = Clone.make(tmp_path / "clone")
    clone.make_small("minilm", "${oc.dict.keys:families}")
    ran = clone.repro()
    assert len([stage for stage in ran if stage.startswith("train@minilm-")]) == 7
    collapse = pd.read_csv(clone.folder / "reports/tables/collapse.csv")
    assert set(collapse["family"]) == {"mlp", "cvar_dro", "lr", "svm", "rf", "gbm", "xgb"}
    trials = pd.read_parquet(clone.folder / "artifacts/predictions/minilm/mlp/trials.parquet")
    assert (trials["in_grid"].sum(), len(trials)) == (8, 10)


@pytest.mark.slow
def test_an_experiment_is_one_command_and_shows_in_exp_show(
    finished: Clone, tmp_path: Path
) -> None:
    clone = finished.copy(tmp_path / "clone")
    clone.run("dvc", "exp", "run", "--name", "lsa", "-S", "encoder=lsa")
    shown = clone.run("dvc", "exp", "show", "--csv")
    assert "lsa" in shown
    table = clone.run("dvc", "metrics", "diff", "--md")
    assert "encoder.anisotropy" in table
    parameters = clone.run("dvc", "params", "diff", "--md")
    assert "encoder" in parameters
    clone.run("dvc", "plots", "diff", "HEAD")
    page = (clone.folder / "dvc_plots/index.html").read_text(encoding="utf-8")
    drawn = [json.loads(spec) for spec in re.findall(r"var spec = (.*?);\n", page, re.DOTALL)]
    assert {plot["title"] for plot in drawn} == {"Accuracy on the line", "Macro-F1 on the line"}
    for plot in drawn:
        assert {point["rev"] for point in plot["data"]["values"]} == {"workspace", "HEAD"}

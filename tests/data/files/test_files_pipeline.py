"""A user's CSV through the whole pipeline, as `dvc exp run` and as `dvc repro`."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from tests.pipeline import Clone

TARGET = "<b>{{7*7}}</b> | ../../x"
DESCRIPTION = {
    "label": "=outcome()",
    "positive": "01",
    "domain": "place",
    "source": "NO",
    "row": "id",
    "columns": {
        "${data.path}": "number",
        "job": "category",
        "rank": {"ordered": ["low", "mid", "high"]},
        "note": "carry",
    },
    "wording": {"columns": {"job": "job of the person"}},
}


def write(folder: Path) -> None:
    random = np.random.default_rng(0)
    rows = 700
    score = random.normal(size=rows)
    frame = pd.DataFrame(
        {
            "id": np.arange(rows) + 10**9,
            "${data.path}": np.where(np.arange(rows) % 50, score.round(3).astype(str), "NA"),
            "job": random.choice(["=cmd()", "<script>x</script>", "NA", "🏝️ guide"], rows),
            "rank": random.choice(["low", "mid", "high"], rows),
            "note": "kept",
            "=outcome()": np.where(score + random.normal(size=rows) > 0, "01", "1"),
            "place": np.where(np.arange(rows) < 550, "NO", TARGET),
        }
    )
    frame.to_csv(folder / "mine.csv", index=False)
    text = yaml.safe_dump(DESCRIPTION, sort_keys=False, allow_unicode=True)
    (folder / "mine.yaml").write_text(text.replace("'NO'", "NO"), encoding="utf-8")


@pytest.mark.slow
def test_a_csv_with_odd_names_becomes_a_report(finished: Clone, tmp_path: Path) -> None:
    clone = finished.copy(tmp_path / "clone")
    write(clone.folder)
    clone.run("git", "add", "mine.csv", "mine.yaml")
    words = ["data=files", "data.path=mine.csv", "data.description=mine.yaml"]
    words += ["encoder=hashing", "roster=[lr]", "text.include_domain=true"]
    clone.run("dvc", "exp", "run", *(part for word in words for part in ("-S", word)))
    artifacts = clone.folder / "artifacts"
    domains = pd.read_csv(artifacts / "tables/domains.csv", keep_default_na=False)
    assert domains["domain"].tolist() == ["NO", TARGET]
    assert domains["rows"].tolist() == [500, 100]
    texts = [pd.read_parquet(artifacts / f"texts/{stem}.parquet") for stem in domains["file"]]
    assert texts[0]["text"].str.startswith("The domain is NO. The job of the person is ").all()
    assert texts[1]["text"].str.startswith(f"The domain is {TARGET}. The job of the").all()
    vectors = np.load(artifacts / f"vectors/tabular/{domains['file'][1]}.npy")
    assert vectors.shape == (100, 7)
    metrics = json.loads((clone.folder / "reports/metrics.json").read_text(encoding="utf-8"))
    assert metrics["data"]["rows"] == {"NO": 500, domains["file"][1]: 100}
    summary = (clone.folder / "reports/summary.md").read_text(encoding="utf-8")
    assert "mine.csv" in summary.splitlines()[0]
    assert "<script>" not in summary
    assert "<b>" not in summary
    (clone.folder / "mine.csv").write_text("\n".join(
        line for line in (clone.folder / "mine.csv").read_text("utf-8").splitlines()[:-3]
    ), "utf-8")  # fmt: skip
    assert "prepare" in clone.repro("prepare")


@pytest.mark.slow
def test_a_target_of_one_class_is_reported_and_not_a_crash(finished: Clone, tmp_path: Path) -> None:
    clone = finished.copy(tmp_path / "clone")
    write(clone.folder)
    frame = pd.read_csv(clone.folder / "mine.csv", dtype=str, keep_default_na=False)
    frame.loc[frame["place"] == TARGET, "=outcome()"] = "1"
    frame.to_csv(clone.folder / "mine.csv", index=False)
    clone.compose("data=files", "data.path=mine.csv", "data.description=mine.yaml", "roster=[lr]")
    clone.repro()
    summary = (clone.folder / "reports/summary.md").read_text(encoding="utf-8")
    assert "All 100 test rows are negative" in summary


@pytest.mark.slow
def test_a_broken_table_stops_the_pipeline_before_anything_is_written(
    finished: Clone, tmp_path: Path
) -> None:
    clone = finished.copy(tmp_path / "clone")
    write(clone.folder)
    path = clone.folder / "mine.csv"
    path.write_text(path.read_text("utf-8").replace(",01,", ",,", 2), "utf-8")
    clone.compose("data=files", "data.path=mine.csv", "data.description=mine.yaml")
    said = clone.run("dvc", "repro", code=255)
    assert "mine.csv, column '=outcome()' (label): no label in lines " in said
    assert "Traceback" not in said
    assert not (clone.folder / "artifacts/tables/domains.csv").exists()

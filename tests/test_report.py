import json

import pandas as pd
import pytest
import yaml

from stages import audit, evaluate, paths, report, tables
from stages.summary.findings import POINTS
from stages.summary.named_tables import STUDY
from tests.small_study import ARM, FAMILIES, ROLES, write_study


class Rows:
    """A data set that can only be named."""

    def summary(self) -> str:
        return "rows of a test"


def complete(folder):
    params = folder / paths.PARAMS
    tree = yaml.safe_load(params.read_text(encoding="utf-8"))
    tree["data"] = {"_target_": "tests.test_report.Rows"}
    tree["size"] = {"name": "smoke", "train": 20, "id_test": 100, "target": 120}
    params.write_text(yaml.safe_dump(tree), encoding="utf-8")
    facts = folder / paths.facts(paths.TABULAR)
    facts.parent.mkdir(parents=True, exist_ok=True)
    facts.write_text(json.dumps({"anisotropy": 0.5}), encoding="utf-8")
    columns = ["domain", "bayes_accuracy", "bayes_s_positive", "bayes_s_negative"]
    truth = pd.DataFrame([(domain, None, None, None) for domain in ROLES], columns=columns)
    tables.write_csv(folder / paths.TRUTH, truth, columns)
    notes = pd.DataFrame([("AL", "Rows of a <b>test</b>.")], columns=list(tables.NOTES))
    tables.write_csv(folder / paths.NOTES, notes, tables.NOTES)


@pytest.fixture(params=["", f"{ARM}/rf"], ids=["all ok", "one failed"])
def reported(request, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_study(tmp_path, failed=request.param)
    complete(tmp_path)
    for family in FAMILIES:
        evaluate.main([family])
    audit.main([])
    report.main([])
    return request.param


def test_the_report_writes_page_summary_and_planes_and_repeats_itself(reported):
    text, page = paths.SUMMARY.read_text(encoding="utf-8"), paths.PAGE.read_bytes()
    assert text.splitlines()[0] == (
        "# hashing under audit on rows of a test: CA → PR, AL; size smoke: 20 rows trained on, "
        "100 tested on CA, 120 on the targets each"
    )
    assert ("ValueError: no" in text) == bool(reported)
    planes = {path.name: path.read_bytes() for path in paths.PLANES.iterdir()}
    assert sorted(planes) == ["acl.png", "f1l.png"]
    assert all(picture.startswith(b"\x89PNG") for picture in planes.values())
    assert "- On AL: Rows of a \\<b\\>test\\</b\\>." in text
    assert b"<li>On AL: Rows of a &lt;b&gt;test&lt;/b&gt;.</li>" in page
    report.main([])
    assert paths.SUMMARY.read_text(encoding="utf-8") == text
    assert paths.PAGE.read_bytes() == page
    assert {path.name: path.read_bytes() for path in paths.PLANES.iterdir()} == planes


def test_the_tables_of_a_study_are_read_only_where_one_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert report.written(STUDY, paths.study_table) == {}
    columns = ["encoder", "remedy", "domain", "lowers", "difference"]
    row = pd.DataFrame([("lsa", "01", "NA", "true", -0.1)], columns=columns)
    tables.write_csv(paths.study_table("remedy_scores"), row, columns)
    (paths.STUDY_TABLES / "plane.json").write_text('[{"arm": "lsa", "id_f1": null}]\n')
    read = report.diagnosis()
    assert sorted(read) == [POINTS, "remedy_scores"]
    assert read["remedy_scores"].to_dict("records") == row.to_dict("records")
    assert list(read[POINTS]["arm"]) == ["lsa"]

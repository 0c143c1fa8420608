"""The verb on a study of copies: `same` of the bare encoder, `mended` of the raw arm."""

import json
import shutil

import pandas as pd
import pytest
import yaml

from stages import paths, prescribe
from stages.storage.seal import seal
from tests.small_study import ARM, FAMILIES, write_study

SAME, MENDED = f"{ARM}+same", f"{ARM}+mended"
FACTS = {
    "anisotropy": 0.9,
    "participation_ratio": 20,
    "spread": 0.3,
    "rows": 300,
    "distinct_share": 1,
}
COLUMNS = {
    "remedies": (
        "encoder,remedy,family,n00,n01,n10,n11,collapse_none,collapse,difference,"
        "seed_low,seed_high,seeds,side,forced"
    ),
    "remedy_scores": (
        "encoder,remedy,domain,f1_none,f1_macro,difference,seed_low,seed_high,lowers"
    ),
    "remedy_lines": "encoder,remedy,target,plane,r2,r2_without_collapsed,skill,verdict",
    "expected": "arm,family,expected,error,measured,outside",
    "recommendation": (
        "encoder,remedy,reason,difference,seed_low,seed_high,seeds,worst_domain,worst_difference"
    ),
}


def make(folder, seeds=(0,)):
    """A study in which none collapses three times of five, and the raw arm never."""
    write_study(folder, seeds=seeds)
    home = folder / paths.PREDICTIONS
    shutil.copytree(home / ARM, home / SAME)
    shutil.copytree(home / paths.TABULAR, home / MENDED)
    params = yaml.safe_load((folder / paths.PARAMS).read_text())
    params |= {"arms": [ARM, SAME, MENDED], "diagnosed": [ARM], "certified": [ARM, SAME]}
    params |= {"class_weight": "none", "threshold": "none"}
    (folder / paths.PARAMS).write_text(yaml.safe_dump(params))
    for place, name, text in (
        (paths.diagnosis(ARM, "lr"), "causes", "arm,family\nhashing,lr\n"),
        (paths.diagnosis(ARM, "rf"), "causes", "arm,family\nhashing,rf\n"),
        (paths.certificates(ARM), "limits", "arm,c_proven\nhashing,1e-05\n"),
    ):
        (folder / place).mkdir(parents=True, exist_ok=True)
        (folder / place / f"{name}.csv").write_text(text)
        (folder / place / "path.csv").unlink(missing_ok=True)
        seal(folder / place)
    for arm in (ARM, SAME):
        place = folder / paths.certificates(arm)
        place.mkdir(exist_ok=True)
        (place / "facts.json").write_text(json.dumps(FACTS))
        seal(place)


@pytest.fixture
def study(tmp_path, monkeypatch):
    make(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def table(name):
    return pd.read_csv(paths.study_table(name), keep_default_na=False, na_values=[""])


def test_all_tables_are_written_with_their_columns(study, capsys):
    prescribe.main([ARM])
    for name, columns in COLUMNS.items():
        assert paths.study_table(name).read_text().split("\n")[0] == columns
    written = {path.name for path in (study / paths.STUDY_TABLES).iterdir()}
    others = {"causes.csv", "certificate.csv", "plane.json"}
    assert written == {f"{name}.csv" for name in COLUMNS} | others
    assert paths.study_table("causes").read_text() == "arm,family\nhashing,lr\nhashing,rf\n"
    assert paths.study_table("certificate").read_text() == "arm,c_proven\nhashing,1e-05\n"
    assert capsys.readouterr().out.startswith("hashing: 2 remedies compared, recommended: ")


def test_what_is_removed_is_counted_from_the_predictions(study):
    prescribe.main([ARM])
    rows = table("remedies").set_index(["remedy", "family"])
    assert rows.loc[("mended", "lr"), ["n00", "n01", "n10", "n11"]].tolist() == [2, 0, 3, 0]
    assert rows.loc[("mended", "all"), "difference"] == pytest.approx(-0.6)
    assert rows.loc[("same", "all"), ["n01", "n10", "difference"]].tolist() == [0, 0, 0]
    points = json.loads((paths.STUDY_TABLES / "plane.json").read_text())
    assert {point["arm"] for point in points} == {ARM, MENDED}


def test_a_fall_beyond_half_a_point_is_said_in_table_and_reason(study):
    prescribe.main([ARM])
    scores = table("remedy_scores").set_index(["remedy", "domain"])
    fallen = scores.index[scores["lowers"]].tolist()
    assert fallen == [("mended", "AL"), ("mended", "PR")]
    (row,) = table("recommendation").to_dict("records")
    assert row["remedy"] == "none"
    assert (
        "mended (6 of 6 removed, 0 created) lowers the best macro-F1 over the targets"
        in (row["reason"])
    )


def test_what_a_remedy_asks_of_training_is_read(study):
    place = study / paths.training(MENDED)
    place.parent.mkdir(parents=True)
    place.write_text('{"class_weight": null, "threshold": "prior"}')
    prescribe.main([ARM])
    assert "fixes the predicted share" in table("recommendation")["reason"][0]


def test_a_threshold_of_all_arms_is_told_of_every_arm_that_has_none_of_its_own(study):
    place = study / paths.training(MENDED)
    place.parent.mkdir(parents=True)
    place.write_text('{"class_weight": null, "threshold": "tuned"}')
    prescribe.main([ARM])
    assert not table("remedies")["forced"].any()
    params = yaml.safe_load((study / paths.PARAMS).read_text())
    (study / paths.PARAMS).write_text(yaml.safe_dump(params | {"threshold": "prior"}))
    prescribe.main([ARM])
    forced = table("remedies").groupby("remedy")["forced"].all()
    assert forced.to_dict() == {"none": True, "same": True, "mended": False}
    cells = [line.split(",")[-1] for line in paths.study_table("remedies").read_text().split()]
    assert set(cells) == {"forced", "true", "false"}


def test_a_chain_that_changes_the_vectors_too_is_on_both_sides(study):
    place = study / paths.certificates(SAME)
    (place / "training.json").write_text('{"class_weight": "balanced"}')
    seal(place)
    prescribe.main([ARM])
    sides = table("remedies").drop_duplicates("remedy").set_index("remedy")["side"]
    assert (sides["same"], sides["mended"]) == ("training", "vectors")
    (place / "facts.json").write_text(json.dumps(FACTS | {"spread": 1.5}))
    seal(place)
    prescribe.main([ARM])
    sides = table("remedies").drop_duplicates("remedy").set_index("remedy")["side"]
    assert sides["same"] == "both"


def test_what_the_facts_let_expect_stands_beside_what_was_measured(study):
    prescribe.main([ARM])
    rows = table("expected").set_index(["arm", "family"])
    assert list(rows.index) == [(ARM, "lr"), (SAME, "lr")]
    assert rows["measured"].tolist() == [0.6, 0.6]
    assert ((rows["expected"] > 0) & (rows["expected"] < 1) & (rows["error"] > 0)).all()
    assert rows["outside"].isna().all()


def test_an_arm_that_training_weighs_or_cuts_elsewhere_gets_no_forecast(study):
    (study / paths.certificates(SAME) / "training.json").write_text('{"threshold": "tuned"}')
    seal(study / paths.certificates(SAME))
    prescribe.main([ARM])
    assert table("expected")["arm"].tolist() == [ARM]
    params = yaml.safe_load((study / paths.PARAMS).read_text())
    params["class_weight"] = "balanced"
    (study / paths.PARAMS).write_text(yaml.safe_dump(params))
    prescribe.main([ARM])
    assert table("expected").empty


def test_the_same_study_gives_the_same_bytes(study):
    prescribe.main([ARM])
    first = {path.name: path.read_bytes() for path in (study / paths.STUDY_TABLES).iterdir()}
    (study / paths.study_table("ladder")).write_text("left by an earlier run\n")
    prescribe.main([ARM])
    again = {path.name: path.read_bytes() for path in (study / paths.STUDY_TABLES).iterdir()}
    assert again == first


def test_arms_and_families_of_other_selections_go(study):
    home = study / paths.PREDICTIONS
    shutil.copytree(home / ARM / "lr", home / ARM / "svm")
    shutil.copytree(home / ARM / "lr", home / "lsa" / "lr")
    shutil.copytree(study / paths.diagnosis(ARM, "lr"), study / paths.diagnosis(ARM, "svm"))
    shutil.copytree(
        study / paths.certificates(ARM), study / paths.certificates("lsa")
    )  # facts.json too
    prescribe.main([ARM])
    assert not (home / ARM / "svm").exists()
    assert not (home / "lsa" / "lr").exists()
    assert not (study / paths.diagnosis(ARM, "svm")).exists()
    assert not (study / paths.certificates("lsa")).exists()
    assert {path.name for path in (home / ARM).iterdir()} == set(FAMILIES)
    assert (study / paths.certificates(ARM) / "limits.csv").is_file()


@pytest.mark.parametrize("arm", ["hashin", SAME])
def test_an_arm_that_is_not_diagnosed_is_refused_with_the_nearest(study, arm, capsys):
    prescribe.main([ARM])
    causes = paths.study_table("causes").read_bytes()
    with pytest.raises(SystemExit):
        prescribe.main([arm])
    assert "Nearest: hashing." in capsys.readouterr().err
    assert paths.study_table("causes").read_bytes() == causes


@pytest.mark.parametrize(("diagnosed", "key"), [([ARM], "diagnosed"), ([], "arms")])
def test_an_unknown_arm_is_told_the_key_whose_names_were_read(study, diagnosed, key, capsys):
    params = yaml.safe_load((study / paths.PARAMS).read_text())
    (study / paths.PARAMS).write_text(yaml.safe_dump(params | {"diagnosed": diagnosed}))
    with pytest.raises(SystemExit):
        prescribe.main(["hashin"])
    assert f"Add it to `{key}` in params.yaml." in capsys.readouterr().err

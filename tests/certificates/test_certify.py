"""The verb, in a folder with a small arm."""

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from stages import paths
from stages.certificates.limits import MODELS
from stages.certify import main
from stages.commands.composition import composed
from stages.config import Config
from stages.families.training import ClassWeight
from stages.tables import read_csv
from tests.conftest import ROOT
from tests.families.made_arm import COMPUTE, lay_out


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """params.yaml and three domains, with vectors of the raw arm and of one remedy's arm."""
    monkeypatch.chdir(tmp_path)
    lay_out(tmp_path, (paths.TABULAR, "made+balanced"))
    params = {
        "compute": asdict(COMPUTE),
        "encoders": {"made": {}},
        "remedies": {"balanced": {}, "none": {}},
        "class_weight": "none",
        "own_logit": {"solver": "lbfgs", "penalty_is": "C"},
        "own_weights": {"lr": "none", "svm": "none"},
        "threshold": "none",
    }
    (tmp_path / "params.yaml").write_text(yaml.safe_dump(params))
    return tmp_path


def tell(workplace: Path, **said: object) -> None:
    place = workplace / "params.yaml"
    place.write_text(yaml.safe_dump(yaml.safe_load(place.read_text()) | said))


def told(arm: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    folder = paths.certificates(arm)
    return read_csv(folder / "limits.csv", text=["domain"]), read_csv(folder / "path.csv")


def test_both_tables_and_one_line(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["tabular"])
    limits, path = told("tabular")
    figures = ["c_proven", "c_first_order", "c_measured", "limit_negative"]
    assert list(limits.columns) == ["arm", "model", "gamma", "domain", *figures]
    assert list(path.columns) == ["arm", "c", "distance", "bound", "negative_id"]
    assert set(limits["arm"]) == set(path["arm"]) == {"tabular"}
    assert set(limits["domain"]) == {"CA", "PR", "AL", "*"}
    assert path["c"].tolist() == sorted(path["c"])
    logit = limits[limits["model"] == "lr"]
    assert (logit["c_proven"] <= logit["c_measured"]).all()
    assert (logit["c_proven"] > 0).all()
    assert limits.loc[limits["model"] != "lr", "c_measured"].isna().all()
    constant = path["negative_id"].isin([0.0, 1.0])
    (proven,) = logit.loc[logit["domain"] == "CA", "c_proven"]
    assert constant[path["c"] < proven].all()
    said = capsys.readouterr().out
    assert said.count("\n") == 1
    assert said.startswith("before training: LR predicts one class for every C below ")


def test_what_is_known_of_the_vectors_is_left_beside_the_tables(workplace: Path) -> None:
    paths.facts("tabular").write_text('{"spread": 0.5}')
    main(["tabular"])
    folder = paths.certificates("tabular")
    assert (folder / "facts.json").read_text() == '{"spread": 0.5}'
    assert "facts.json" in json.loads((folder / "checksums.json").read_text())
    paths.facts("tabular").unlink()
    main(["tabular"])
    assert not (folder / "facts.json").exists()


def test_a_second_run_writes_the_same_bytes(workplace: Path) -> None:
    main(["tabular"])
    folder = paths.certificates("tabular")
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    main(["tabular"])
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first
    assert set(first) == {"limits.csv", "path.csv", "checksums.json"}


def test_balanced_training_has_no_certificate(
    workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = {"class_weight": "balanced", "threshold": None}
    paths.training("made+balanced").write_text(json.dumps(words))
    main(["made+balanced"])
    limits, path = told("made+balanced")
    assert (limits["c_proven"] == 0).all()
    assert limits["c_measured"].isna().all()
    assert list(path.columns) == ["arm", "c", "distance", "bound", "negative_id"]
    assert path.empty
    assert "no C is known below which LR predicts one class" in capsys.readouterr().out


SAID = {
    "lr": "no C is known below which LR predicts one class",
    "svm": "; nothing is proven for SVC and LinearSVC",
}


@pytest.mark.parametrize("family", ["lr", "svm"])
def test_a_family_told_to_weigh_classes_by_itself_loses_its_own_certificate_alone(
    workplace: Path, capsys: pytest.CaptureFixture[str], family: str
) -> None:
    main(["tabular"])
    (plain, _), _ = told("tabular"), capsys.readouterr()
    tell(workplace, own_weights={"lr": "none", "svm": "none", family: "balanced"})
    main(["tabular"])
    limits, path = told("tabular")
    own = limits["model"].isin(MODELS[family])
    assert (limits.loc[own, "c_proven"] == 0).all()
    assert set(limits.loc[own, "c_first_order"].dropna()) <= {0.0}
    assert limits.loc[own, "c_measured"].isna().all()
    pd.testing.assert_frame_equal(limits[~own], plain[~own])
    assert path.empty == (family == "lr")
    assert SAID[family] in capsys.readouterr().out


def test_liblinear_penalises_the_intercept_and_loses_the_certificate_of_lr_alone(
    workplace: Path,
) -> None:
    main(["tabular"])
    plain, _ = told("tabular")
    tell(workplace, own_logit={"solver": "liblinear", "penalty_is": "C"})
    main(["tabular"])
    limits, path = told("tabular")
    own = limits["model"] == "lr"
    assert (limits.loc[own, ["c_proven", "c_first_order"]] == 0).all(axis=None)
    assert limits.loc[own, "c_measured"].isna().all()
    assert path.empty
    pd.testing.assert_frame_equal(limits[~own], plain[~own])


def test_rows_that_are_all_alike_are_one_class_at_every_c(
    workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for domain in ("CA", "PR", "AL"):
        place = paths.vectors("tabular", domain)
        np.save(place, np.ones_like(np.load(place)))
    main(["tabular"])
    said = capsys.readouterr().out
    assert "LR predicts one class for every C (proven) on tabular" in said
    assert "inf" not in said


def test_an_arms_word_goes_before_a_familys_own_which_goes_before_that_of_all_arms(
    workplace: Path,
) -> None:
    words = {"class_weight": "balanced", "threshold": None}
    paths.training("made+balanced").write_text(json.dumps(words))
    tell(workplace, class_weight="none", own_weights={"lr": "none", "svm": "balanced"})
    for family in MODELS:
        asked = Config.read().certified_training("made+balanced", family)
        assert asked.class_weight is ClassWeight.BALANCED
    tell(workplace, class_weight="balanced", own_weights={"lr": "none", "svm": "balanced"})
    known = [Config.read().certified_training("tabular", family) for family in MODELS]
    assert [one.class_weight for one in known] == [ClassWeight.NONE, ClassWeight.BALANCED]


def test_compositions_tell_certificates_what_the_families_themselves_weigh() -> None:
    tree = composed(ROOT, ["families.lr.class_weight=balanced"]).tree
    assert tree["own_weights"] == {"lr": "balanced", "svm": "none"}
    tree = composed(ROOT, ["families.lr.solver=liblinear", "families.lr.penalty_is=lambda"]).tree
    assert tree["own_logit"] == {"solver": "liblinear", "penalty_is": "lambda"}
    tree = composed(ROOT, ["class_weight=balanced", "~families/lr"]).tree
    assert tree["own_weights"] == {"lr": "balanced", "svm": "balanced"}


def test_an_unknown_arm_is_answered_with_the_nearest(workplace: Path) -> None:
    with pytest.raises(KeyError, match=r"Nearest: made\. "):
        main(["mde"])
    for arm in ("made+none", "made+", "tabular+balanced"):
        with pytest.raises(KeyError, match=r"Remedies: balanced\. "):
            main([arm])

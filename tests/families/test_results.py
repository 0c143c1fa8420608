import pyarrow as pa
import pyarrow.parquet as pq

from stages.families.results import ResultFiles, as_type, setting_type, write_results
from stages.families.runner import run_family
from stages.tables import read_table
from tests.families.made_arm import ALONE, family, made_run


def written(tmp_path, made, seeds=(0,)):
    run = made_run(tmp_path, made)
    finished = run_family(run, list(seeds), ALONE, "made")
    files = ResultFiles(tmp_path / "out", tmp_path / "timings" / "made.parquet")
    write_results(finished, run.arm.domains, files)
    return files


def test_the_tables_have_the_columns_and_types_of_the_contract(tmp_path):
    grid = {"C": [1.0], "kernel": ["linear", "rbf"], "gamma": [0.5, "scale"]}
    files = written(tmp_path, family("svm", "table6", {"grid": grid}), seeds=(0, 3))
    trials = pq.read_schema(files.folder / "trials.parquet")
    assert {field.name: str(field.type) for field in trials} == {
        "config": "string", "seed": "int64", "C": "double", "kernel": "string", "gamma": "string",
        "in_grid": "bool", "status": "string", "error": "string", "run": "string",
    }  # fmt: skip
    frame = read_table(files.folder / "trials.parquet")
    assert frame["config"].is_monotonic_increasing
    assert len(frame) == 8
    assert frame["gamma"].tolist()[:2] == ["0.5", "0.5"]
    assert frame["run"].nunique() == 3
    scores = pq.read_schema(files.folder / "scores.parquet")
    assert {field.name: str(field.type) for field in scores} == {
        "config": "string", "domain": "string", "auc": "double", "score_spread": "double",
        "accuracy_at_prior": "double", "dead_units": "double", "knife_edge": "bool",
    }  # fmt: skip
    assert read_table(files.folder / "scores.parquet")["domain"].tolist()[:3] == ["AL", "CA", "PR"]
    timings = read_table(files.timings)
    assert timings.columns.tolist() == ["config", "seconds"]
    assert (timings["seconds"] > 0).all()


def test_an_extra_is_marked_as_outside_the_grid(tmp_path):
    grid = {"lr": [0.01], "hidden": [16], "dropout": [0.0], "epochs": [1]}
    extras = {"longer": {"lr": 0.01, "hidden": 16, "dropout": 0.0, "epochs": 2}}
    files = written(tmp_path, family("mlp", changes={"grid": grid, "extras": extras}))
    frame = read_table(files.folder / "trials.parquet")
    assert dict(zip(frame["epochs"], frame["in_grid"], strict=True)) == {1: True, 2: False}
    assert frame["run"].nunique() == 1
    scores = read_table(files.folder / "scores.parquet")
    assert scores["dead_units"].between(0, 1).all()
    assert scores["knife_edge"].notna().all()


def test_a_setting_column_has_the_one_type_that_holds_its_values():
    assert setting_type([1, 2, None]) == pa.int64()
    assert setting_type([1, 2.5]) == pa.float64()
    assert setting_type([True, False]) == pa.bool_()
    assert setting_type(["scale", 0.5]) == pa.string()
    assert setting_type([True, 2]) == pa.string()
    assert setting_type([None]) == pa.string()


def test_mixed_settings_are_spelled_as_in_the_id():
    assert as_type(["scale", 0.1, 1.0, None, True], pa.string()) == [
        "scale",
        "0.1",
        "1",
        None,
        "true",
    ]

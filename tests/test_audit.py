import json

import numpy as np
import pandas as pd
import pytest

from stages import audit, evaluate, paths
from stages.metrics.intervals import binomial_band
from tests.small_study import ARM, FAMILIES, write_study

COLUMNS = {
    "confusion": "arm,family,config,domain,split,tp,fn,fp,tn",
    "collapse": (
        "arm,family,source,target,measure,epsilon,value,distinct_value,band_low,band_high,"
        "seed_low,seed_high,seed_min,seed_max,rows_low,rows_high,axis_low,axis_high,n,failed"
    ),
    "lines": (
        "arm,family,source,target,plane,axes,points,n,slope,intercept,r,r2,rmse,spearman,"
        "ceiling,skill,gain,k_star,verdict"
    ),
    "best": "arm,family,config,domain,accuracy,f1_macro,auc",
    "paired": "family,source,target,measure,epsilon,n00,n01,n10,n11",
    "systematic": "family,config,epsilon,tabular,embedding,arms,arms_everywhere",
    "kinds": "arm,family,config,domain,kind",
}
MEASURES = {
    "id", "target", "strong", "projection", "positive_id", "positive_target", "positive_strong",
    "negative_id", "negative_target", "negative_strong", "mixed_strong", "all_domains",
    "rarefied_id", "rarefied_target", "collapse_wd",
}  # fmt: skip


def run(folder, **study):
    write_study(folder, **study)
    for family in FAMILIES:
        evaluate.main([family])
    audit.main([])


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("study")
        patch.chdir(folder)
        run(folder)
        yield folder


def table(name):
    return pd.read_csv(paths.report_table(name))


def leaf_types(tree):
    if isinstance(tree, dict):
        return set().union(*(leaf_types(part) for part in tree.values()))
    return {type(tree)}


def key_set(tree, path=""):
    if isinstance(tree, dict):
        return set().union(*(key_set(part, f"{path}.{name}") for name, part in tree.items()))
    return {path}


@pytest.mark.parametrize("name", COLUMNS)
def test_tables_for_people_have_the_columns_of_the_contract(audited, name):
    first = (audited / paths.report_table(name)).read_text().splitlines()[0]
    assert first == COLUMNS[name]


@pytest.mark.parametrize("name", COLUMNS)
def test_tables_for_people_are_sorted(audited, name):
    frame = pd.read_csv(audited / paths.report_table(name), dtype=str, keep_default_na=False)
    key = [column for column in frame if column in audit_keys(name)]
    assert frame.sort_values(key, kind="stable").index.tolist() == list(range(len(frame)))


def audit_keys(name):
    key = ["arm", "family", "source", "target", "config", "domain", "split", "measure", "epsilon"]
    return [*key, "plane", "axes", "points"] if name == "lines" else key


def test_every_measure_is_there_strictly_and_nearly(audited):
    collapse = pd.read_csv(audited / paths.report_table("collapse"))
    assert set(collapse["measure"]) == MEASURES
    near = set(collapse.loc[collapse["epsilon"] == 0.1, "measure"])
    assert near == MEASURES - {"rarefied_id", "rarefied_target"}
    assert set(collapse.loc[collapse["measure"] == "collapse_wd", "arm"]) == {ARM}


def test_measures_of_the_source_name_it_and_all_domains_names_none(audited):
    collapse = pd.read_csv(audited / paths.report_table("collapse"))
    of_source = collapse["measure"].isin(["id", "positive_id", "negative_id", "rarefied_id"])
    assert (collapse.loc[of_source, "target"] == "CA").all()
    everywhere = collapse["measure"] == "all_domains"
    assert collapse["target"].isna().equals(everywhere)


def test_values_are_those_that_the_cuts_make(audited):
    collapse = pd.read_csv(audited / paths.report_table("collapse"))
    key = ["arm", "family", "measure", "target", "epsilon"]
    values = collapse.set_index(key)["value"]
    assert values[ARM, "lr", "id", "CA", 0.0] == 0.4
    assert values[ARM, "lr", "id", "CA", 0.1] == 0.6
    assert values["tabular", "lr", "id", "CA", 0.1] == 0.0
    assert values[ARM, "rf", "collapse_wd", "PR", 0.0] == 0.4


def test_bands_are_of_the_confidence_asked_for(audited):
    collapse = pd.read_csv(audited / paths.report_table("collapse"))
    near = collapse[(collapse["measure"] == "id") & (collapse["epsilon"] == 0.1)]
    line = near[(near["arm"] == ARM) & (near["family"] == "lr")].iloc[0]
    assert (line["band_low"], line["band_high"]) == pytest.approx(binomial_band(3, 5, 0.95), 1e-5)


def test_metrics_are_read_off_the_tables(audited):
    tree = json.loads((audited / paths.METRICS).read_text())
    lines, best = (pd.read_csv(audited / paths.report_table(name)) for name in ("lines", "best"))
    pooled = lines[(lines["family"] == "all") & (lines["axes"] == "raw")]
    r2 = pooled.set_index(["arm", "plane", "target", "points"])["r2"]
    for plane in ("acl", "f1l"):
        for target in ("PR", "AL"):
            found = {name: np.nan if v is None else v for name, v in tree[plane][target].items()}
            raw, every, rest = (
                r2[arm, plane, target, points]
                for arm, points in (("tabular", "all"), (ARM, "all"), (ARM, "not_near"))
            )
            names = ("r2_tabular", "r2_embedding", "r2_embedding_without_collapsed")
            expected = dict(zip(names, (raw, every, rest), strict=True))
            expected["spurious_gain"] = every - rest
            assert found == pytest.approx(expected, abs=1e-5, nan_ok=True)
    chosen = best[(best["arm"] == ARM) & (best["family"] == "all")].set_index("domain")
    for domain in ("CA", "PR", "AL"):
        assert tree["best"][domain] == chosen.loc[domain, ["accuracy", "f1_macro"]].to_dict()


def test_metrics_are_strict_json_of_numbers_and_nulls(audited):
    def refuse(name):
        raise AssertionError(name)

    tree = json.loads((audited / paths.METRICS).read_text(), parse_constant=refuse)
    assert leaf_types(tree) <= {int, float, type(None)}
    assert tree["collapse"]["lr"]["strict_id"] == 0.4
    assert tree["collapse_wd"] == {"lr": 0.6, "rf": 0.6}
    assert tree["well_defined"] == {"lr": 1, "rf": 1}
    assert tree["data"]["rows"] == {"CA": 120, "PR": 120, "AL": 120}
    assert tree["encoder"]["anisotropy"] == 0.25


def test_plane_points_are_json_records(audited):
    records = json.loads((audited / paths.PLANE).read_text())
    assert len(records) == 2 * 2 * 5 * 2
    assert {record["arm"] for record in records} == {"tabular", ARM}


def test_a_second_run_gives_the_same_bytes_and_a_failure_the_same_keys(
    audited, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    run(tmp_path)
    names = [path.relative_to(tmp_path) for path in (tmp_path / paths.REPORTS).rglob("*.*")]
    assert len(names) >= len(COLUMNS) + 2
    for name in names:
        assert (tmp_path / name).read_bytes() == (audited / name).read_bytes()


def test_failed_trials_and_more_seeds_leave_the_key_set_alone(audited, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run(tmp_path, seeds=(0, 1), failed=f"{ARM}/lr")
    one, two = (json.loads((f / paths.METRICS).read_text()) for f in (audited, tmp_path))
    assert key_set(one) == key_set(two)
    collapse = table("collapse")
    line = collapse[(collapse["arm"] == ARM) & (collapse["family"] == "lr")]
    near = line[(line["measure"] == "id") & (line["epsilon"] == 0.1)].iloc[0]
    assert (near["n"], near["failed"]) == (10, 1)
    assert near["value"] == pytest.approx((0.6 + 0.4) / 2)
    assert (near["seed_min"], near["seed_max"]) == (0.4, 0.6)
    confusion = table("confusion")
    assert confusion["tp"].isna().sum() == 3
    assert len(confusion) == 2 * 2 * 10 * 3


def test_a_family_that_failed_altogether_leaves_rows_and_nulls(audited, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run(tmp_path, failed="tabular/rf/all")
    one, two = (json.loads((f / paths.METRICS).read_text()) for f in (audited, tmp_path))
    assert key_set(one) == key_set(two)
    assert two["well_defined"]["rf"] is None
    assert two["collapse_wd"]["rf"] is None
    assert two["collapse_tabular"]["rf"]["id"] == 0.0
    collapse = table("collapse")
    failed = collapse[(collapse["arm"] == "tabular") & (collapse["family"] == "rf")]
    assert (failed["failed"] == failed["n"]).all()


@pytest.mark.parametrize("domain", ["CA", "PR"])
def test_a_test_set_of_one_class_gives_nulls_and_the_same_keys(
    domain, audited, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    run(tmp_path, one_class=domain)
    one, two = (json.loads((f / paths.METRICS).read_text()) for f in (audited, tmp_path))
    assert key_set(one) == key_set(two)
    collapse = table("collapse").set_index(["arm", "family", "measure", "target", "epsilon"])
    on = "id" if domain == "CA" else "target"
    line = collapse.loc[ARM, "lr", on, domain, 0.1]
    assert line.drop(["source", "n", "failed"]).isna().all()
    assert (two["collapse"]["lr"]["id"] is None) == (domain == "CA")
    assert collapse.loc[ARM, "lr", "strong", "AL", 0.1].isna()["value"] == (domain == "CA")

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stages.metrics.lines import all_lines, lines_table
from stages.metrics.plane import plane_json, plane_records
from stages.prescription.asked import Asked
from stages.prescription.written import written
from tests.prescription.made_study import made_study

FAMILIES = {"lr": "TTTF......g.", "rf": "TT.....g...."}
MENDED = {"lr": ".T.........g", "rf": "........g..."}
SPREAD = {".": "g"}


def test_a_remedy_that_mends_is_recommended_and_drawn_beside_none():
    told = written(made_study({"none": FAMILIES, "center": MENDED, "l2": FAMILIES}), {})
    assert told.made.remedy == "center"
    assert {record["arm"] for record in told.plane} == {"minilm", "minilm+center"}
    (row,) = told.tables["recommendation"].to_dict("records")
    assert (row["encoder"], row["remedy"], row["worst_domain"]) == ("minilm", "center", "CA")
    assert "removes 5 of 6 near-collapses" in row["reason"]


@settings(deadline=None, max_examples=20)
@given(st.text(alphabet="TF.gx", min_size=4, max_size=12))
def test_identical_arms_differ_nowhere_and_none_is_recommended(letters):
    arms = {name: {"lr": letters} for name in ("none", "center", "l2")}
    told = written(made_study(arms), {"l2": Asked(threshold="prior")})
    assert told.tables["recommendation"]["remedy"].tolist() == ["none"]
    for name in ("remedies", "remedy_scores"):
        assert told.tables[name]["difference"].dropna().eq(0).all()
    assert told.tables["remedies"][["n01", "n10"]].to_numpy().sum() == 0
    lines = told.tables["remedy_lines"]
    first, *others = (group.iloc[:, 2:] for _, group in lines.groupby("remedy"))
    for other in others:
        pd.testing.assert_frame_equal(other.reset_index(drop=True), first.reset_index(drop=True))


def test_the_order_of_arms_families_and_rows_changes_no_byte():
    arms = {"none": FAMILIES, "center": MENDED, "l2": FAMILIES}
    turned = {name: dict(reversed(arms[name].items())) for name in reversed(arms)}
    study, other = made_study(arms), made_study(turned)
    shuffled = {
        name: replace(
            arm,
            counts=arm.counts.sample(frac=1, random_state=1),
            halves=arm.halves.sample(frac=1, random_state=2),
        )
        for name, arm in other.arms.items()
    }
    here, there = written(study, {}), written(replace(other, arms=shuffled), {})
    for name, table in here.tables.items():
        pd.testing.assert_frame_equal(table, there.tables[name])
    assert plane_json(here.plane) == plane_json(there.plane)


def test_lines_are_those_of_the_audit_for_all_families_together():
    study = made_study({"none": FAMILIES, "center": MENDED}, {"none": SPREAD})
    told = written(study, {}).tables["remedy_lines"]
    arm = study.arms["center"]
    lines = lines_table(all_lines(arm.counts, arm.halves, arm.trials, study.domains, study.epsilon))
    wanted = lines[(lines["family"] == "all") & (lines["axes"] == "raw")]
    of_all = wanted[wanted["points"] == "all"].sort_values(["target", "plane"])
    not_near = wanted[wanted["points"] == "not_near"].sort_values(["target", "plane"])
    mine = told[told["remedy"] == "center"]
    assert mine["target"].tolist() == ["AL", "AL", "PR", "PR"]
    assert mine["plane"].tolist() == ["acl", "f1l"] * 2
    assert mine["r2"].to_numpy() == pytest.approx(of_all["r2"].to_numpy(), nan_ok=True)
    assert mine["r2_without_collapsed"].to_numpy() == pytest.approx(
        not_near["r2"].to_numpy(), nan_ok=True
    )
    assert mine["verdict"].tolist() == of_all["verdict"].tolist()


def test_the_plane_has_the_records_of_the_audit():
    study = made_study({"none": FAMILIES})
    arm = study.none
    records = plane_records(arm.counts, arm.trials, study.domains, study.epsilon)
    assert written(study, {}).plane == records


@pytest.mark.parametrize(
    ("arms", "recommended"),
    [
        ({"none": {"lr": "T"}}, "none"),
        ({"none": {"lr": "T"}, "center": {"lr": "."}}, "none"),  # 1 to 0 may be luck
        ({"none": {"lr": "TTTTT"}, "center": {"lr": "....."}}, "center"),
        ({"none": {"lr": "x"}, "center": {"lr": "."}}, "none"),
        ({"none": {"lr": "T"}, "center": {"lr": "x"}}, "none"),
        ({"none": {"lr": "x"}, "center": {"lr": "x"}}, "none"),
    ],
)
def test_thin_studies_have_all_tables(arms, recommended):
    told = written(made_study(arms), {})
    assert list(told.tables) == ["remedies", "remedy_scores", "remedy_lines", "recommendation"]
    assert all(table["encoder"].eq("minilm").all() for table in told.tables.values())
    assert told.made.remedy == recommended

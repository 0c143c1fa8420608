import math

import pandas as pd
import pytest

from stages.charts.palette import Collapse
from stages.charts.panel import Plane
from stages.charts.panels import Study, bound_points, panels

STUDY = Study(
    arm="minilm",
    raw="tabular",
    source="CA",
    targets=("PR", "d-12345678"),
    names={"CA": "CA", "PR": "PR", "d-12345678": "Côte d'Or"},
    positive_share={"CA": 0.6, "PR": 0.9, "d-12345678": 0.5},
)
KEYS = ["arm", "family", "config", "target", "id_accuracy", "accuracy", "id_f1", "f1"]
POINTS = pd.DataFrame(
    [
        ("minilm", "rf", "a", "PR", 0.6, 0.9, 0.375, 0.474, "positive", "both", 1),
        ("minilm", "rf", "b", "PR", 0.7, 0.6, 0.69, 0.5, "none", "none", 0),
        ("minilm", "lr", "c", "PR", 0.61, 0.89, 0.39, 0.48, "positive", "source", 0),
        ("tabular", "rf", "a", "PR", 0.8, 0.7, 0.79, 0.6, "none", "none", 0),
        ("tabular", "rf", "z", "PR", 0.8, None, 0.79, None, "none", "none", 0),
    ],
    columns=[*KEYS, "collapsed", "where", "strict"],
)
LINE = {"family": "all", "source": "CA", "target": "PR", "plane": "acl", "axes": "raw"}
LINES = pd.DataFrame(
    [
        {**LINE, "arm": "minilm", "points": "all", "slope": -3.0, "intercept": 2.7, "r2": 0.987},
        {
            **LINE,
            "arm": "minilm",
            "points": "not_near",
            "slope": None,
            "intercept": None,
            "r2": None,
        },
        {**LINE, "arm": "tabular", "points": "all", "slope": 1.0, "intercept": 0.0, "r2": 0.5},
    ]
)


def test_a_row_binds_a_configurations_raw_point_to_its_embedded_one():
    bound = bound_points(Plane.ACL, STUDY, "PR", POINTS).set_index(["family", "config"])
    row = bound.loc[("rf", "a")]
    assert (row["raw_x"], row["raw_y"], row["arm_x"], row["arm_y"]) == (0.8, 0.7, 0.6, 0.9)
    assert bound.loc[("rf", "z"), ["arm_x", "arm_y"]].isna().all()


def test_states_tell_strict_from_near_collapse():
    bound = bound_points(Plane.ACL, STUDY, "PR", POINTS).set_index(["family", "config"])
    assert bound["arm_state"][("rf", "a")] == Collapse.STRICT
    assert bound["arm_state"][("rf", "b")] == Collapse.NONE
    assert bound["arm_state"][("lr", "c")] == Collapse.NEAR


def test_the_f1_plane_takes_macro_f1():
    bound = bound_points(Plane.F1L, STUDY, "PR", POINTS).set_index(["family", "config"])
    assert bound.loc[("rf", "b"), ["arm_x", "arm_y"]].tolist() == [0.69, 0.5]


def test_a_panel_has_the_class_ratios_the_true_name_and_the_figures():
    first, second = panels(Plane.ACL, STUDY, POINTS, LINES)
    assert (first.positive.x, first.positive.y) == (0.6, 0.9)
    assert (first.negative.x, first.negative.y) == pytest.approx((0.4, 0.1))
    assert first.fit_all is not None
    assert first.fit_all.slope == -3.0
    assert first.fit_kept is None
    assert first.caption == (
        "embedding: R² 0.99; n/a without 2 of 3 collapsed",
        "raw table: R² 0.50, none of 2 collapsed",
    )
    assert second.title == "CA → Côte d'Or"
    assert second.points.empty


def test_no_points_and_no_lines_make_empty_panels():
    drawn = panels(Plane.F1L, STUDY, pd.DataFrame([]), LINES.iloc[:0])
    assert [panel.caption[0] for panel in drawn] == ["embedding: R² n/a, none of 0 collapsed"] * 2
    assert not math.isnan(drawn[0].positive.x)

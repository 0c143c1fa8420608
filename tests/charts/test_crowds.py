from dataclasses import replace

from stages.charts.crowds import crowd_labels
from stages.charts.look import Look
from stages.charts.panel import Pair, Plane
from tests.charts.made_panels import POINTS, panel

LOOK = Look(Plane.ACL, "CA", "minilm", {}, (0.0, 1.0))


def test_collapsed_configurations_at_a_constant_are_counted_per_arm():
    """Of (.60, .90) and (.62, .88) both lie within .025 of the constant at (.60, .90)."""
    assert crowd_labels(LOOK, panel()) == [{"x": 0.6, "y": 0.945, "label": "×2, raw ×0"}]


def test_a_label_stands_below_its_place_where_the_panel_ends():
    top = replace(panel(), positive=Pair(0.6, 0.915))
    assert [label["y"] for label in crowd_labels(LOOK, top)] == [0.87]


def test_points_that_are_fine_or_far_are_not_counted():
    near_but_fine = replace(panel(), positive=Pair(0.75, 0.66), negative=Pair(0.4, 0.1))
    assert crowd_labels(LOOK, near_but_fine) == []
    assert crowd_labels(LOOK, panel(points=POINTS.iloc[:0])) == []

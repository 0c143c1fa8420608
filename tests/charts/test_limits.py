from dataclasses import replace

from stages.charts.limits import shared_limits
from stages.charts.panel import Pair
from tests.charts.made_panels import POINTS, panel


def test_the_limits_hold_all_points_and_the_better_constant():
    assert shared_limits([panel()]) == (0.55, 0.95)


def test_a_point_near_the_worse_constant_widens_the_limits():
    low = POINTS.assign(arm_y=0.12)
    assert shared_limits([panel(points=low)]) == (0.1, 0.95)


def test_limits_stay_within_zero_and_one():
    extreme = replace(panel(), positive=Pair(1.0, 1.0), negative=Pair(0.0, 0.0))
    assert shared_limits([replace(extreme, points=POINTS.assign(arm_x=0.0))]) == (0.0, 1.0)


def test_the_limits_are_those_of_all_panels_together():
    far = panel("AL", POINTS.assign(raw_y=0.3))
    assert shared_limits([panel(), far]) == shared_limits([far, panel()]) == (0.25, 0.95)


def test_without_any_number_the_limits_are_those_of_a_share():
    nowhere = Pair(float("nan"), float("nan"))
    empty = replace(panel(points=POINTS.iloc[:0]), positive=nowhere, negative=nowhere)
    assert shared_limits([empty]) == (0.0, 1.0)
